// Generates the WebAssembly text of MonteCarlo: paths four at a time, then the sums of chunks.

import { doubles, get, randomWords, set, splat, step, STEP_LOCALS, storeKeys, TABLE, tableData } from './steps.mjs'

/** Where payoffs lie, behind the table and the keys: a word each. */
const PAYOFFS = 8192
/** Most payoffs of one call, a multiple of four. */
const MOST_PAYOFFS = 16384

/** What the package has to know of it. */
export const constants = { MOST_PAYOFFS, PAYOFFS }

const WORD_BYTES = 4
const CHUNK_BYTES = 16
const WORDS = ['a', 'b', 'c', 'd']

/** What a path of the whole sum pays, as doubles: below zero nothing. A quotient of 40 by 12 bits rounds down to its floor. */
const payoff = (sum) => {
  const average = `(f64x2.floor (f64x2.div ${get(sum)} (global.get $steps)))`
  return `(f64x2.max (f64x2.mul (f64x2.sub ${average} (global.get $strike)) (global.get $side)) ${doubles(0)})`
}

/** (path, count): the payoffs of paths path … path + count − 1 of the job, and of up to three more, to PAYOFFS. */
function payoffs() {
  const whole = (sum) => `(i32x4.trunc_sat_f64x2_s_zero ${payoff(sum)})`
  const lanes = [0, 1, 4, 5].flatMap((lane) => [0, 1, 2, 3].map((b) => 4 * lane + b)).join(' ')
  const steps = WORDS.map(
    (word) => `${step(word)}
      ${set('left', `(i32.sub ${get('left')} (i32.const 1))`)}
      (br_if $done (i32.eqz ${get('left')}))`,
  )
  return `(func (export "payoffs") (param $path i32) (param $count i32)
    (local $to i32) (local $end i32) (local $left i32) (local $block i32)
    ${['paths', ...STEP_LOCALS].map((name) => `(local $${name} v128)`).join(' ')}
    ${set('to', `(i32.const ${PAYOFFS})`)}
    ${set('end', `(i32.add ${get('to')} (i32.mul ${get('count')} (i32.const ${WORD_BYTES})))`)}
    ${set('paths', `(i32x4.add (i32x4.splat ${get('path')}) (v128.const i32x4 0 1 2 3))`)}
    (loop $groups
      ${['x0', 'x1', 'sum0', 'sum1'].map((name) => set(name, splat(0))).join(' ')}
      ${set('left', '(global.get $count)')} ${set('block', '(i32.const 0)')}
      (block $done (loop $blocks
        ${randomWords(get('paths'), `(i32x4.splat ${get('block')})`)}
        ${steps.join('\n')}
        ${set('block', `(i32.add ${get('block')} (i32.const 1))`)}
        (br $blocks)))
      (v128.store ${get('to')} (i8x16.shuffle ${lanes} ${whole('sum0')} ${whole('sum1')}))
      ${set('paths', `(i32x4.add ${get('paths')} ${splat(4)})`)}
      ${set('to', `(i32.add ${get('to')} (i32.const ${4 * WORD_BYTES}))`)}
      (br_if $groups (i32.lt_u ${get('to')} ${get('end')}))))`
}

/** (to, chunks, paths): from the payoffs at PAYOFFS, `paths` a chunk, the two sums of each chunk. */
function sums() {
  return `(func (export "sums") (param $to i32) (param $chunks i32) (param $paths i32)
    (local $from i32) (local $end i32) (local $paid i64) (local $sum i64) (local $squares i64)
    ${set('from', `(i32.const ${PAYOFFS})`)}
    (loop $eachChunk
      ${set('end', `(i32.add ${get('from')} (i32.mul ${get('paths')} (i32.const ${WORD_BYTES})))`)}
      ${set('sum', '(i64.const 0)')} ${set('squares', '(i64.const 0)')}
      (loop $eachPath
        ${set('paid', `(i64.load32_u ${get('from')})`)}
        ${set('sum', `(i64.add ${get('sum')} ${get('paid')})`)}
        ${set('squares', `(i64.add ${get('squares')} (i64.mul ${get('paid')} ${get('paid')}))`)}
        ${set('from', `(i32.add ${get('from')} (i32.const ${WORD_BYTES}))`)}
        (br_if $eachPath (i32.lt_u ${get('from')} ${get('end')})))
      (i64.store ${get('to')} ${get('sum')}) (i64.store offset=8 ${get('to')} ${get('squares')})
      ${set('to', `(i32.add ${get('to')} (i32.const ${CHUNK_BYTES}))`)}
      ${set('chunks', `(i32.sub ${get('chunks')} (i32.const 1))`)}
      (br_if $eachChunk ${get('chunks')})))`
}

/** (k, l, steps, drift, volatility, strike, side): the params; side is 1 for a call, −1 for a put. */
function prepare() {
  return `(func (export "prepare") (param $k i32) (param $l i32) (param $steps i32) (param $drift i64)
    (param $volatility i32) (param $strike f64) (param $side f64)
    ${storeKeys()}
    (global.set $count ${get('steps')})
    (global.set $steps (f64x2.splat (f64.convert_i32_u ${get('steps')})))
    (global.set $drift (i64x2.splat ${get('drift')})) (global.set $volatility (i32x4.splat ${get('volatility')}))
    (global.set $strike (f64x2.splat ${get('strike')})) (global.set $side (f64x2.splat ${get('side')})))`
}

/** The whole module: `memory` (two pages, grown by its user), `prepare`, `payoffs`, `sums`. */
export function wat() {
  const vectors = ['steps', 'drift', 'volatility', 'strike', 'side']
  return `(module (memory (export "memory") 2) (data (i32.const ${TABLE}) "${tableData()}")
    (global $count (mut i32) (i32.const 0))
    ${vectors.map((name) => `(global $${name} (mut v128) ${splat(0)})`).join('\n')}
    ${prepare()} ${payoffs()} ${sums()})`
}
