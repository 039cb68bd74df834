import type { WgslProgram } from '../kernel.js'
import { WIDE_WGSL } from '../wide-wgsl.js'
import { MONTE_CARLO_MAX_COST, MONTE_CARLO_PATH_COST } from './faults.js'
import { NORMAL_CURVES, NORMAL_STARTS } from './generated/normal-table.js'
import { monteCarloLayout } from './layout.js'
import type { MonteCarloParams } from './params.js'

/** Threads of a workgroup; its paths are dealt out to them one by one, whatever chunk they belong to. */
const THREADS = 64
/** Chunks of a workgroup: with eight paths a chunk or more, no thread is without work. */
const CHUNKS = 8
const CHUNK_WORDS = 4
const MOST_PATHS = Math.floor(MONTE_CARLO_MAX_COST / (1 + MONTE_CARLO_PATH_COST))

const pieces = NORMAL_STARTS.map((start, i) => `vec2u(${start}u, ${NORMAL_CURVES[i]}u)`)

/** What a workgroup shares: the table of deviates, which threads index as they like, and what each of its paths pays. */
const SHARED = `
const PIECES = array<vec2u, ${pieces.length}>(${pieces.join(', ')});
var<workgroup> pieces: array<vec2u, ${pieces.length}>;
var<workgroup> payoffs: array<u32, ${CHUNKS * MOST_PATHS}>;`

/** docs/specs/monte-carlo.md, Arithmetic. Numbers of 64 bits are their lower and their upper word. */
const ARITHMETIC = `
fn high(a: u32, b: u32) -> u32 {
  return wide(a, b).y;
}
fn add(a: vec2u, b: vec2u) -> vec2u {
  let low = a.x + b.x;
  return vec2u(low, a.y + b.y + select(0u, 1u, low < a.x));
}
fn randomWords(path: u32, block: u32) -> vec4u {
  var w = vec4u(path, block, 0u, 0u);
  var key = vec2u(SEED_LOW, SEED_HIGH);
  for (var i = 0; i < 10; i++) {
    let p = wide(0xd2511f53u, w.x);
    let q = wide(0xcd9e8d57u, w.z);
    w = vec4u(q.y ^ w.y ^ key.x, q.x, p.y ^ w.w ^ key.y, p.x);
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return w;
}
fn deviate(w: u32) -> u32 {
  let m = (select(w, ~w, w >= 0x80000000u) << 1u) | 1u;
  let octave = countLeadingZeros(m);
  let v = m << octave;
  let piece = pieces[16u * octave + ((v >> 27u) & 15u)];
  let t = (v >> 11u) & 65535u;
  return piece.x - ((t * ((piece.y >> 16u) - ((t * (piece.y & 65535u)) >> 16u))) >> 16u);
}
// What a word moves the price's logarithm by, as a two's complement.
fn moveBy(w: u32) -> vec2u {
  let words = wide(deviate(w), VOLATILITY);
  let size = vec2u((words.x >> 17u) | (words.y << 15u), words.y >> 17u);
  return select(add(~size, vec2u(1u, 0u)), size, w >= 0x80000000u);
}
fn price(log: vec2u) -> u32 {
  let octaves = bitcast<i32>(log.y);
  if (octaves >= 6) {
    return 268435455u;
  }
  if (octaves < -22) {
    return 0u;
  }
  let f = log.x;
  let slope = 1488531108u + high(f, 515749230u + high(f, 119829401u + high(f, 19363925u + high(f, 4009631u))));
  return (0x80000000u + high(f, slope)) >> u32(9 - octaves);
}
// ⌊sum / STEPS⌋ of a sum below 2^40.
fn averageOf(sum: vec2u) -> u32 {
  let upper = (sum.y << 16u) | (sum.x >> 16u);
  let rest = ((upper % STEPS) << 16u) | (sum.x & 65535u);
  return ((upper / STEPS) << 16u) + rest / STEPS;
}
fn payoff(path: u32) -> u32 {
  var log = vec2u();
  var sum = vec2u();
  var words = vec4u();
  for (var step = 0u; step < STEPS; step++) {
    if ((step & 3u) == 0u) {
      words = randomWords(path, step >> 2u);
    }
    log = add(add(log, vec2u(DRIFT_LOW, DRIFT_HIGH)), moveBy(words.x));
    words = words.yzwx;
    sum = add(sum, vec2u(price(log), 0u));
  }
  let average = averageOf(sum);
  if (OPTION == 0u) {
    return max(average, STRIKE) - STRIKE;
  }
  return STRIKE - min(average, STRIKE);
}`

const MAIN = `
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  for (var i = thread; i < ${pieces.length}u; i += ${THREADS}u) {
    pieces[i] = PIECES[i];
  }
  workgroupBarrier();
  let row = group.y * ${CHUNKS}u;
  let chunks = min(work.rows - row, ${CHUNKS}u);
  let first = (START + work.top + work.row + row) * PATHS;
  for (var i = thread; i < chunks * PATHS; i += ${THREADS}u) {
    payoffs[i] = payoff(first + i);
  }
  workgroupBarrier();
  if (thread < chunks) {
    var sum = vec2u();
    var squares = vec2u();
    for (var i = thread * PATHS; i < (thread + 1u) * PATHS; i++) {
      sum = add(sum, vec2u(payoffs[i], 0u));
      squares = add(squares, wide(payoffs[i], payoffs[i]));
    }
    let at = (work.row + row + thread) * work.stride + work.column;
    output[at] = sum.x;
    output[at + 1u] = sum.y;
    output[at + 2u] = squares.x;
    output[at + 3u] = squares.y;
  }
}`

const CONSTANTS = 'OPTION STEPS PATHS DRIFT_LOW DRIFT_HIGH VOLATILITY STRIKE SEED_LOW SEED_HIGH START'.split(' ')

/** The MonteCarlo shader: i32 and u32 only. */
export function monteCarloWgsl(): string {
  return CONSTANTS.reduce(
    (text, name, i) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `work.constant${i}`),
    `${SHARED}${WIDE_WGSL}${ARITHMETIC}${MAIN}`,
  )
}

const wordsOf = (value: bigint) => [Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n))]

/** MonteCarlo on the GPU: a workgroup some chunks, a thread a path of them after another. */
export const monteCarloProgram: WgslProgram<MonteCarloParams> = {
  inputs: [],
  tile: { rows: CHUNKS, columns: CHUNK_WORDS },
  code: () => monteCarloWgsl(),
  constants({ params, layout, shard }) {
    const { option, steps, paths, drift, volatility, strike, seed } = params
    const { start } = monteCarloLayout(params, layout.shards).chunksOf(shard)
    const market = [...wordsOf(BigInt(drift)), volatility, strike]
    return Uint32Array.of(option, steps, paths, ...market, ...wordsOf(seed), start)
  },
}
