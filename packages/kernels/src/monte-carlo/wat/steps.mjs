// Four paths of MonteCarlo side by side in WebAssembly text: docs/specs/monte-carlo.md, Arithmetic. A vector holds a word of
// each path; what takes 64 bits is two vectors, of paths 0 and 1 and of paths 2 and 3.

import { normalTable } from '../normal-table.mjs'

/** Where the table of normal deviates lies: 8 bytes a piece. */
export const TABLE = 0
/** Where the keys of Philox's rounds lie, behind the table: two vectors a round. */
export const KEYS = 4096

const ROUNDS = 10
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57]
const WEYL = [0x9e3779b9, 0xbb67ae85]
const EXP2 = [1488531108, 515749230, 119829401, 19363925, 4009631]
const PRICE_END = 2 ** 28
const VECTOR_BYTES = 16
const PIECE_BYTES = 8
/** The upper word of the double 1: its exponent is that of octave 31. */
const ONE_UPPER = 0x3ff00000

export const get = (name) => `(local.get $${name})`
export const set = (name, value) => `(local.set $${name} ${value})`
export const splat = (value) => `(v128.const i32x4 ${[value, value, value, value].join(' ')})`
export const doubles = (value) => `(v128.const f64x2 ${value} ${value})`
const words = (lanes, left, right) =>
  `(i8x16.shuffle ${lanes.flatMap((lane) => [0, 1, 2, 3].map((b) => 4 * lane + b)).join(' ')} ${left} ${right})`
/** The lower, or upper, words of four 64-bit numbers. */
const lower = (left, right) => words([0, 2, 4, 6], left, right)
const upper = (left, right) => words([1, 3, 5, 7], left, right)
const product = (half, left, right) => `(i64x2.extmul_${half}_i32x4_u ${left} ${right})`
const xor = (left, right) => `(v128.xor ${left} ${right})`
/** The doubles of two of four unsigned words. */
const double = (half, value) =>
  `(f64x2.convert_low_i32x4_u ${half === 'low' ? value : words([2, 3, 2, 3], value, value)})`

/** The pieces as the module reads them: by the exponent of the double that m is, then as the table has them. */
export function tableData() {
  const pieces = normalTable()
  const byExponent = Array.from({ length: 32 }, (_, i) => pieces.slice(16 * (31 - i), 16 * (32 - i))).flat()
  const bytes = Buffer.alloc(byExponent.length * PIECE_BYTES)
  byExponent.forEach(({ start, slope, bend }, i) => {
    bytes.writeUInt32LE(start, i * PIECE_BYTES)
    bytes.writeUInt32LE(slope * 65536 + bend, i * PIECE_BYTES + 4)
  })
  return [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
}

/** Writes the keys of all rounds from the locals k and l. */
export function storeKeys() {
  const key = (name, round) => `(i32.add ${get(name)} (i32.const ${(round * WEYL[name === 'k' ? 0 : 1]) % 2 ** 32}))`
  return Array.from({ length: ROUNDS }, (_, round) =>
    ['k', 'l'].map((name, i) => {
      const offset = KEYS + (2 * round + i) * VECTOR_BYTES
      return `(v128.store offset=${offset} (i32.const 0) (i32x4.splat ${key(name, round)}))`
    }),
  )
    .flat()
    .join('\n')
}

/** The vectors that `randomWords` and `step` work in. */
export const STEP_LOCALS = 'a b c d p0 p1 q0 q1 above m t at curve x0 x1 f e sum0 sum1'.split(' ')

function philoxRound(index) {
  const key = (i) => `(v128.load offset=${KEYS + (2 * index + i) * VECTOR_BYTES} (i32.const 0))`
  const [p, q] = [upper(get('p0'), get('p1')), upper(get('q0'), get('q1'))]
  return `${set('p0', product('low', get('a'), splat(MULTIPLIERS[0])))}
    ${set('p1', product('high', get('a'), splat(MULTIPLIERS[0])))}
    ${set('q0', product('low', get('c'), splat(MULTIPLIERS[1])))}
    ${set('q1', product('high', get('c'), splat(MULTIPLIERS[1])))}
    ${set('a', xor(xor(q, get('b')), key(0)))} ${set('c', xor(xor(p, get('d')), key(1)))}
    ${set('b', lower(get('q0'), get('q1')))} ${set('d', lower(get('p0'), get('p1')))}`
}

/** Philox's words of a block to a, b, c and d. */
export function randomWords(path, block) {
  return `${set('a', path)} ${set('b', block)} ${set('c', splat(0))} ${set('d', splat(0))}
    ${Array.from({ length: ROUNDS }, (_, i) => philoxRound(i)).join('\n')}`
}

/**
 * The size of the deviate of a word, to m. As a double, m shows its octave in the exponent, and behind it the piece and t:
 * its upper word is all of them.
 */
function deviate(word) {
  const piece = (lane) => `(i32x4.extract_lane ${lane} ${get('at')})`
  const pair = (first) =>
    `(v128.load64_lane offset=${TABLE} 1 ${piece(first + 1)} (v128.load64_zero offset=${TABLE} ${piece(first)}))`
  const fall = (by) => `(i32x4.shr_u (i32x4.mul ${get('t')} ${by}) (i32.const 16))`
  const slope = `(i32x4.shr_u ${get('curve')} (i32.const 16))`
  return `${set('above', `(i32x4.shr_s ${get(word)} (i32.const 31))`)}
    ${set('m', `(v128.or (i32x4.shl ${xor(get(word), get('above'))} (i32.const 1)) ${splat(1)})`)}
    ${set('t', `(i32x4.sub ${upper(double('low', get('m')), double('high', get('m')))} ${splat(ONE_UPPER)})`)}
    ${set('at', `(v128.and (i32x4.shr_u ${get('t')} (i32.const 13)) ${splat(-PIECE_BYTES)})`)}
    ${set('t', `(v128.and ${get('t')} ${splat(65535)})`)}
    ${set('p0', pair(0))} ${set('p1', pair(2))} ${set('curve', upper(get('p0'), get('p1')))}
    ${set('m', fall(`(i32x4.sub ${slope} ${fall(`(v128.and ${get('curve')} ${splat(65535)})`)})`))}
    ${set('m', `(i32x4.sub ${lower(get('p0'), get('p1'))} ${get('m')})`)}`
}

/** Moves the logarithms of two paths: a size above the middle is added, one below it taken off. */
function move(half, x) {
  const size = `(i64x2.shr_u ${product(half, get('m'), '(global.get $volatility)')} (i32.const 17))`
  const mask = `(i64x2.extend_${half}_i32x4_s ${get('above')})`
  // Less −s or s: s as a two's complement is turned around where the mask is all ones.
  return set(x, `(i64x2.sub (i64x2.add ${get(x)} (global.get $drift)) (i64x2.sub ${xor(size, mask)} ${mask}))`)
}

const high = (left, right) => upper(product('low', left, right), product('high', left, right))

/** Adds the prices of two paths, whole numbers as doubles, from the Q31 of 2^f in m and the octaves in e. */
function addPrices(half, sum) {
  const lanes = half === 'low' ? [0, 4, 0, 5] : [0, 6, 0, 7]
  // 2^(e − 9), by its exponent.
  const power = `(i32x4.shl (i32x4.add ${get('e')} ${splat(1023 - 9)}) (i32.const 20))`
  const price = `(f64x2.floor (f64x2.mul ${double(half, get('m'))} ${words(lanes, splat(0), power)}))`
  return set(sum, `(f64x2.add ${get(sum)} (f64x2.pmin ${price} ${doubles(PRICE_END - 1)}))`)
}

/**
 * A step of four paths with the words in local `word`. Octaves beyond those of prices are taken as the next ones: those
 * above are cut off, and those below leave nothing.
 */
export function step(word) {
  const slope = EXP2.slice(0, -1).reduceRight(
    (sum, coefficient) => `(i32x4.add ${splat(coefficient)} ${high(get('f'), sum)})`,
    splat(EXP2.at(-1)),
  )
  return `${deviate(word)}
    ${move('low', 'x0')} ${move('high', 'x1')}
    ${set('f', lower(get('x0'), get('x1')))}
    ${set('e', `(i32x4.min_s (i32x4.max_s ${upper(get('x0'), get('x1'))} ${splat(-23)}) ${splat(6)})`)}
    ${set('m', slope)}
    ${set('m', `(i32x4.add ${high(get('f'), get('m'))} ${splat(-(2 ** 31))})`)}
    ${addPrices('low', 'sum0')} ${addPrices('high', 'sum1')}`
}
