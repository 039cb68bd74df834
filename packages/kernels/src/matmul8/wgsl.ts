import type { WgslProgram } from '../kernel.js'
import type { Matmul8Params } from './params.js'

/** The sizes that a shader is made for; those of `MATMUL8_TILING` are the best of some twenty on an H100. */
export interface Matmul8Tiling {
  /** Rows and columns of C that a workgroup computes. */
  readonly rows: number
  readonly columns: number
  /** Rows and columns of C that a thread computes. */
  readonly sums: { readonly rows: number; readonly columns: number }
}

const MATMUL8_TILING: Matmul8Tiling = { rows: 128, columns: 128, sums: { rows: 8, columns: 8 } }

/** Vectors of four words, 16 bytes of k each, that a tile holds of a row: 64 int8 elements. */
const TILE_VECTORS = 4

const UNPACKED_DOT = `
fn lane(word: u32, shift: u32) -> i32 {
  return bitcast<i32>(word << shift) >> 24u;
}
fn dot4(x: u32, y: u32) -> i32 {
  return lane(x, 24u) * lane(y, 24u) + lane(x, 16u) * lane(y, 16u) + lane(x, 8u) * lane(y, 8u) + lane(x, 0u) * lane(y, 0u);
}`

const PACKED_DOT = `
fn dot4(x: u32, y: u32) -> i32 {
  return dot4I8Packed(x, y);
}`

const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')

/** Copies the vectors from `first` on of `rows` rows into a tile; what lies behind a row is zero. */
function fillTile(operand: { tile: string; input: number; rows: number; origin: string; threads: number }): string {
  const { tile, input, rows, origin, threads } = operand
  return `
    for (var at = index; at < ${rows * TILE_VECTORS}u; at += ${threads}u) {
      let line = at / ${TILE_VECTORS}u;
      let vector = at % ${TILE_VECTORS}u;
      var words = vec4u();
      if (first + vector < work.stride${input}) {
        let row = work.first${input} + min(${origin} + line, ${input === 0 ? 'work.rows' : 'work.columns'} - 1u);
        words = input${input}[row * work.stride${input} + first + vector];
      }
      ${tile}[place(line, vector)] = words;
    }`
}

function multiplyTiles({ rows, columns, sums }: Matmul8Tiling): string {
  const stepA = rows / sums.rows
  const stepB = columns / sums.columns
  const dots = (j: number) =>
    ['x', 'y', 'z', 'w']
      .map((lane) => lines(sums.rows, (i) => `        sum${i}_${j} += dot4(a${i}.${lane}, b.${lane});`))
      .join('\n')
  return `
    for (var vector = 0u; vector < ${TILE_VECTORS}u; vector++) {
${lines(sums.rows, (i) => `      let a${i} = tileA[place(y + ${i * stepA}u, vector)];`)}
${lines(sums.columns, (j) => `      {\n        let b = tileB[place(x + ${j * stepB}u, vector)];\n${dots(j)}\n      }`)}
    }`
}

/**
 * The matmul8 shader: int8 operands packed four to a word along k, int32 sums, no floats, no reliance on what lies out
 * of bounds. `packedDot` says that the language has packed_4x8_integer_dot_product.
 */
export function matmul8Wgsl(packedDot: boolean, tiling = MATMUL8_TILING): string {
  const { rows, columns, sums } = tiling
  const across = columns / sums.columns
  const threads = across * (rows / sums.rows)
  const eachSum = (line: (i: number, j: number) => string) =>
    lines(sums.rows, (i) => lines(sums.columns, (j) => line(i, j)))
  return `${packedDot ? PACKED_DOT : UNPACKED_DOT}
var<workgroup> tileA: array<vec4u, ${rows * TILE_VECTORS}>;
var<workgroup> tileB: array<vec4u, ${columns * TILE_VECTORS}>;
// Rows lie one behind another; their vectors are turned so that eight neighbours read from all banks.
fn place(line: u32, vector: u32) -> u32 {
  return line * ${TILE_VECTORS}u + (vector ^ ((line >> 1u) & 3u));
}
fn store(row: u32, column: u32, sum: i32) {
  if (row < work.rows && column < work.columns) {
    output[(work.row + row) * work.stride + work.column + column] = bitcast<u32>(sum);
  }
}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
  let x = index % ${across}u;
  let y = index / ${across}u;
  let row0 = group.y * ${rows}u;
  let column0 = group.x * ${columns}u;
${eachSum((i, j) => `  var sum${i}_${j} = 0i;`)}
  for (var first = 0u; first < work.stride0; first += ${TILE_VECTORS}u) {${fillTile({ tile: 'tileA', input: 0, rows, origin: 'row0', threads })}${fillTile({ tile: 'tileB', input: 1, rows: columns, origin: 'column0', threads })}
    workgroupBarrier();${multiplyTiles(tiling)}
    workgroupBarrier();
  }
${eachSum((i, j) => `  store(row0 + y + ${i * (rows / sums.rows)}u, column0 + x + ${j * across}u, sum${i}_${j});`)}
}`
}

/** Matmul8 on the GPU: A row by row, B transposed as the columns. */
export const matmul8Program: WgslProgram<Matmul8Params> = {
  inputs: ['rows', 'columns'],
  tile: { rows: MATMUL8_TILING.rows, columns: MATMUL8_TILING.columns },
  code: ({ packedDot }) => matmul8Wgsl(packedDot),
  constants: () => new Uint32Array(),
}
