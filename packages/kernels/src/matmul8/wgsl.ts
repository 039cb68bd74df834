import type { WgslProgram } from '../kernel.js'
import type { Matmul8Params } from './params.js'

/** The sizes that a shader is made for; those of `MATMUL8_TILING` are the best of some twenty on an H100. */
export interface Matmul8Tiling {
  /** Rows and columns of C that a workgroup computes. */
  readonly rows: number
  readonly columns: number
  /**
   * Rows and columns of C that a thread computes. Those of the tile are multiples of eight times these, and four times
   * them are multiples of the threads.
   */
  readonly sums: { readonly rows: number; readonly columns: number }
}

const MATMUL8_TILING: Matmul8Tiling = { rows: 64, columns: 128, sums: { rows: 4, columns: 8 } }

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

/** How a tile is filled: the name of the tile, the input that it is of, and what of that it holds. */
interface Operand {
  readonly tile: string
  readonly input: 0 | 1
  readonly rows: number
  /** The first row, and the number of rows that there are. */
  readonly origin: string
  readonly count: string
}

/**
 * Fills both tiles with the vectors from `first` on; what lies behind a row is zero. All loads come before the first
 * store, so that none waits for another.
 */
function fillTiles(operands: readonly Operand[], threads: number): string {
  const each = (line: (operand: Operand, vector: string, at: string) => string) =>
    operands
      .map((operand) =>
        lines((operand.rows * TILE_VECTORS) / threads, (i) =>
          line(operand, `${operand.tile}Vector${i}`, `(index + ${i * threads}u)`),
        ),
      )
      .join('\n')
  const load = ({ input, origin, count }: Operand, vector: string, at: string) => `
    var ${vector} = vec4u();
    if (first + ${at} % ${TILE_VECTORS}u < work.stride${input}) {
      let row = work.first${input} + min(${origin} + ${at} / ${TILE_VECTORS}u, ${count} - 1u);
      ${vector} = input${input}[row * work.stride${input} + first + ${at} % ${TILE_VECTORS}u];
    }`
  const store = ({ tile }: Operand, vector: string, at: string) => `
    ${tile}[place(${at} / ${TILE_VECTORS}u, ${at} % ${TILE_VECTORS}u)] = ${vector};`
  return each(load) + each(store)
}

function multiplyTiles({ rows, columns, sums }: Matmul8Tiling): string {
  const stepA = rows / sums.rows
  const stepB = columns / sums.columns
  const dots = (j: number) =>
    ['x', 'y', 'z', 'w']
      .map((lane) => lines(sums.rows, (i) => `        sum${i}_${j} += dot4(a${i}.${lane}, b.${lane});`))
      .join('\n')
  // Places of rows that lie a multiple of eight apart differ by their distance alone.
  return `
    for (var vector = 0u; vector < ${TILE_VECTORS}u; vector++) {
      let fromA = place(y, vector);
      let fromB = place(x, vector);
${lines(sums.rows, (i) => `      let a${i} = tileA[fromA + ${i * stepA * TILE_VECTORS}u];`)}
${lines(sums.columns, (j) => `      {\n        let b = tileB[fromB + ${j * stepB * TILE_VECTORS}u];\n${dots(j)}\n      }`)}
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
  const operands: Operand[] = [
    { tile: 'tileA', input: 0, rows, origin: 'row0', count: 'work.rows' },
    { tile: 'tileB', input: 1, rows: columns, origin: 'column0', count: 'work.columns' },
  ]
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
  for (var first = 0u; first < work.stride0; first += ${TILE_VECTORS}u) {${fillTiles(operands, threads)}
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
