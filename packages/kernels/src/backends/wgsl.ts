/** Rows and columns of C that one workgroup computes. */
export const WGSL_TILE = 64

/** Threads of a workgroup along each side; each computes a WGSL_TILE / 16 square of sums. */
const THREADS = 16
const SUMS = WGSL_TILE / THREADS
/** 32-bit words of k that a tile holds at a time: 64 int8 elements. */
const TILE_WORDS = 16
/** Words between two steps of k in a tile: one more than the tile, so that neighbours fall into different banks. */
const TILE_STRIDE = WGSL_TILE + 1

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

const each = (line: (i: number) => string): string => Array.from({ length: SUMS }, (_, i) => line(i)).join('\n')
const eachPair = (line: (i: number, j: number) => string): string => each((i) => each((j) => line(i, j)))

const DECLARATIONS = `
struct Shape {
  rows: u32,
  cols: u32,
  words: u32,
  firstRow: u32,
}
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> bt: array<u32>;
@group(0) @binding(2) var<storage, read_write> c: array<i32>;
@group(0) @binding(3) var<uniform> shape: Shape;
var<workgroup> tileA: array<u32, ${TILE_WORDS * TILE_STRIDE}>;
var<workgroup> tileB: array<u32, ${TILE_WORDS * TILE_STRIDE}>;
fn store(row: u32, col: u32, sum: i32) {
  if (row < shape.rows && col < shape.cols) {
    c[row * shape.cols + col] = sum;
  }
}`

/** Fills both tiles with the words from `first` on; what lies outside the matrices is zero. */
const LOAD_TILES = `
    for (var part = 0u; part < ${(WGSL_TILE * TILE_WORDS) / THREADS ** 2}u; part++) {
      let at = index + part * ${THREADS ** 2}u;
      let line = at / ${TILE_WORDS}u;
      let word = at % ${TILE_WORDS}u;
      let inside = first + word < shape.words;
      var wordA = 0u;
      var wordB = 0u;
      if (inside && row0 + line < shape.rows) {
        wordA = a[(row0 + line) * shape.words + first + word];
      }
      if (inside && col0 + line < shape.cols) {
        wordB = bt[(col0 + line) * shape.words + first + word];
      }
      tileA[word * ${TILE_STRIDE}u + line] = wordA;
      tileB[word * ${TILE_STRIDE}u + line] = wordB;
    }`

const MULTIPLY_TILES = `
    for (var word = 0u; word < ${TILE_WORDS}u; word++) {
      let lineA = word * ${TILE_STRIDE}u + local.y;
      let lineB = word * ${TILE_STRIDE}u + local.x;
      ${each((i) => `let a${i} = tileA[lineA + ${i * THREADS}u];`)}
      ${each((j) => `let b${j} = tileB[lineB + ${j * THREADS}u];`)}
      ${eachPair((i, j) => `sum${i}${j} += dot4(a${i}, b${j});`)}
    }`

/**
 * The matmul8 shader: int8 operands packed four to a word along k, int32 sums, no floats, no reliance on what lies out
 * of bounds. `packedDot` says that the language has packed_4x8_integer_dot_product.
 */
export function matmul8Wgsl(packedDot: boolean): string {
  return `${DECLARATIONS}${packedDot ? PACKED_DOT : UNPACKED_DOT}
@compute @workgroup_size(${THREADS}, ${THREADS})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let row0 = shape.firstRow + group.y * ${WGSL_TILE}u;
  let col0 = group.x * ${WGSL_TILE}u;
  ${eachPair((i, j) => `var sum${i}${j} = 0i;`)}
  for (var first = 0u; first < shape.words; first += ${TILE_WORDS}u) {${LOAD_TILES}
    workgroupBarrier();${MULTIPLY_TILES}
    workgroupBarrier();
  }
  ${eachPair((i, j) => `store(row0 + local.y + ${i * THREADS}u, col0 + local.x + ${j * THREADS}u, sum${i}${j});`)}
}`
}

/** Reads and writes far out of bounds: with the wanted toggles both land in the last element of their buffer. */
export const OUT_OF_BOUNDS_WGSL = `
@group(0) @binding(0) var<storage, read_write> written: array<u32>;
@group(0) @binding(1) var<storage, read> given: array<u32>;
@compute @workgroup_size(1)
fn main() {
  written[0] = given[given[0]];
  written[given[0]] = given[1];
}`
