/** Threads of a workgroup of these shaders; each hashes one message. */
export const KECCAK_WGSL_THREADS = 64

const RATE_LANES = 17
const ROUNDS = 24
/** "LEAF" as a little-endian word. */
const LEAF_SUFFIX = 0x4641454c
/** Rotations of rho, and the lanes that pi moves them to, along the cycle that starts at lane 1. */
const ROTATIONS = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44]
const TARGETS = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
const HALVES = ['x', 'y'] as const
type Half = (typeof HALVES)[number]
const other = (half: Half): Half => (half === 'x' ? 'y' : 'x')

/** The low and high words of the round constants, by the shift register that defines them. */
function roundConstants(): [low: bigint, high: bigint][] {
  let register = 1
  return range(ROUNDS).map(() => {
    let value = 0n
    for (let bit = 0; bit < 7; bit++) {
      if (register % 2 === 1) value |= 1n << BigInt(2 ** bit - 1)
      register = (register << 1) ^ (register >= 0x80 ? 0x171 : 0)
    }
    return [value & 0xffffffffn, value >> 32n]
  })
}

/** One half of a 64-bit lane rotated to the left. Words rather than vectors: two shifts become one on most devices. */
function rotated(lane: string, bits: number, half: Half): string {
  const high = `${lane}${bits < 32 ? half : other(half)}`
  const low = `${lane}${bits < 32 ? other(half) : half}`
  const shift = bits % 32
  return `((${high} << ${shift}u) | (${low} >> ${32 - shift}u))`
}

/** A round over the words s0x, s0y … s24y. */
function round(): string {
  const from = new Map([[0, { lane: 0, bits: 0 }]])
  TARGETS.forEach((target, i) => from.set(target, { lane: TARGETS[i - 1] ?? 1, bits: ROTATIONS[i] as number }))
  const both = (lanes: number, line: (i: number, half: Half) => string) =>
    range(lanes).flatMap((i) => HALVES.map((half) => line(i, half)))
  const moved = (i: number, half: Half) => {
    const { lane, bits } = from.get(i) as { lane: number; bits: number }
    return bits === 0 ? `t${lane}${half}` : rotated(`t${lane}`, bits, half)
  }
  const next = (i: number, step: number) => i - (i % 5) + ((i + step) % 5)
  return [
    ...both(
      5,
      (x, half) =>
        `let c${x}${half} = ${range(5)
          .map((y) => `s${x + 5 * y}${half}`)
          .join(' ^ ')};`,
    ),
    ...both(5, (x, half) => `let r${x}${half} = ${rotated(`c${x}`, 1, half)};`),
    ...both(25, (i, half) => `let t${i}${half} = s${i}${half} ^ c${(i + 4) % 5}${half} ^ r${(i + 1) % 5}${half};`),
    ...both(25, (i, half) => `let b${i}${half} = ${moved(i, half)};`),
    ...both(25, (i, half) => `s${i}${half} = b${i}${half} ^ (~b${next(i, 1)}${half} & b${next(i, 2)}${half});`),
    ...HALVES.map((half) => `s0${half} ^= ROUND_CONSTANTS[round].${half};`),
  ].join('\n')
}

/** Permutes the state in s0x, s0y … s24y; needs `KECCAK_WGSL_CONSTANTS`. */
export const KECCAK_WGSL_PERMUTE = `
for (var round = 0u; round < ${ROUNDS}u; round++) {
${round()}
}`

export const KECCAK_WGSL_CONSTANTS = `
const ROUND_CONSTANTS = array<vec2u, ${ROUNDS}>(${roundConstants()
  .map(([low, high]) => `vec2u(${low}u, ${high}u)`)
  .join(', ')});`

const STATE = range(25)
  .map((i) => `var s${i}x = 0u; var s${i}y = 0u;`)
  .join('\n')

const STORE = `
  tree[2u * place] = vec4u(s0x, s0y, s1x, s1y);
  tree[2u * place + 1u] = vec4u(s2x, s2y, s3x, s3y);`

/**
 * The start of thread number `thread`, whose message is number `index`, with a state of zeroes; groups lie in a plane, since a
 * line holds 65,535.
 */
export const KECCAK_WGSL_MAIN = `
@compute @workgroup_size(${KECCAK_WGSL_THREADS})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let thread = (group.y * groups.x + group.x) * ${KECCAK_WGSL_THREADS}u + local;
  if (thread >= work.count) {
    return;
  }
  let index = work.first + thread;
  ${STATE}`

const LEAF_DECLARATIONS = `
struct Work {
  first: u32,
  count: u32,
  rl: u32,
  stride: u32,
  flip: u32,
}
@group(0) @binding(0) var<uniform> work: Work;
@group(0) @binding(1) var<storage, read_write> tree: array<vec4u>;
@group(0) @binding(2) var<storage, read> rows: array<vec2u>;
${KECCAK_WGSL_CONSTANTS}
fn pair(row: u32, stored: u32) -> vec2u {
  let natural = stored ^ work.flip;
  if (natural >= work.stride) {
    return vec2u();
  }
  let words = rows[row * work.stride + natural];
  return select(words, words.yx, work.flip != 0u);
}`

const absorb = (lane: number) => `words = pair(row, at + ${lane}u); s${lane}x ^= words.x; s${lane}y ^= words.y;`

/**
 * Hashes leaves of 2^ll bytes into places first … first + count − 1 of the tree. Rows lie `stride` pairs of words
 * apart, and what a leaf has behind its row is zero; `flip` is 3 where lanes are reversed, else 0.
 */
export function leafWgsl(ll: number): string {
  const lanes = 2 ** ll / 8
  const blocks = Math.floor(lanes / RATE_LANES) + 1
  const rest = lanes - (blocks - 1) * RATE_LANES
  // The suffix is half a lane, the padding begins behind it and ends with the block.
  const end = `s${rest}x ^= ${LEAF_SUFFIX}u; s${rest}y ^= 1u; s16y ^= 0x80000000u;`
  return `${LEAF_DECLARATIONS}
${KECCAK_WGSL_MAIN}
  let place = index;
  let row = index >> work.rl;
  let start = (index & ((1u << work.rl) - 1u)) * ${lanes}u;
  var words: vec2u;
  for (var block = 0u; block < ${blocks}u; block++) {
    let at = start + block * ${RATE_LANES}u;
    ${range(rest).map(absorb).join('\n')}
    if (block == ${blocks - 1}u) {
      ${end}
    } else {
      ${range(RATE_LANES - rest)
        .map((i) => absorb(rest + i))
        .join('\n')}
    }
    ${KECCAK_WGSL_PERMUTE}
  }
  ${STORE}
}`
}

/**
 * Hashes nodes first … first + count − 1 of a level that begins at place `above`, each from two of the `below` nodes that
 * begin at place `source`. A last node without a neighbour is paired with `zero`, the root of a subtree of padding.
 */
export function nodeWgsl(): string {
  const load = (v: number) => `
  let v${v} = node(2u * index${v < 2 ? '' : ' + 1u'}, ${v % 2}u);
  s${2 * v}x = v${v}.x; s${2 * v}y = v${v}.y; s${2 * v + 1}x = v${v}.z; s${2 * v + 1}y = v${v}.w;`
  return `
struct Work {
  first: u32,
  count: u32,
  below: u32,
  source: u32,
  above: u32,
  zero0: vec4u,
  zero1: vec4u,
}
@group(0) @binding(0) var<uniform> work: Work;
@group(0) @binding(1) var<storage, read_write> tree: array<vec4u>;
${KECCAK_WGSL_CONSTANTS}
fn node(index: u32, half: u32) -> vec4u {
  if (index >= work.below) {
    return select(work.zero0, work.zero1, half == 1u);
  }
  return tree[2u * (work.source + index) + half];
}
${KECCAK_WGSL_MAIN}
  let place = work.above + index;
  ${range(4).map(load).join('')}
  s8x = 1u;
  s16y = 0x80000000u;
  ${KECCAK_WGSL_PERMUTE}
  ${STORE}
}`
}
