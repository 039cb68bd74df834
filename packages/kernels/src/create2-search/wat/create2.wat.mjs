// Generates the WebAssembly text of a search for CREATE2 salts, two salts at a time.
//
// The message 0xff ‖ deployer ‖ salt ‖ initCodeHash has 85 bytes: one block of keccak-256, padded by the caller. Its lane 6
// (bytes 48 to 55) begins with the salt's last five bytes, which are all that changes; the caller leaves them zero.

import {
  clearLanes,
  get,
  permutation,
  RATE_LANES,
  roundConstantsData,
  set,
  stateLocals,
  xor,
} from '../../tensors/wat/keccak.wat.mjs'

/** Bytes of the salt, from its end, that one search counts in. */
const COUNTER_BYTES = 5
/** Where the padded message lies, behind the round constants. */
const BLOCK = 256
/** Where 32 bytes of mask, then 32 of value, lie. */
const TARGET = 512

/** What the package has to know of it. */
export const constants = { COUNTER_BYTES, CREATE2_BLOCK: BLOCK, CREATE2_TARGET: TARGET }

const COUNTER_LANE = 6
const HASH_BYTES = 32
// The first lane of a hash and half of the second do not belong to the address: their mask is zero.
const ADDRESS_LANES = [1, 2, 3]

const load = (address) => `(v128.load64_splat offset=${address} (i32.const 0))`

/** The counters, big-endian in the first bytes of both 64-bit halves; an index beyond the vector gives zero. */
function counterBytes() {
  const half = (first) =>
    Array.from({ length: 8 }, (_, i) => (i < COUNTER_BYTES ? first + COUNTER_BYTES - 1 - i : 255)).join(' ')
  return `(i8x16.swizzle ${get('counters')} (v128.const i8x16 ${half(0)} ${half(8)}))`
}

function absorb() {
  return Array.from({ length: RATE_LANES }, (_, lane) => {
    const word = load(BLOCK + 8 * lane)
    return set(`s${lane}`, lane === COUNTER_LANE ? xor(word, counterBytes()) : word)
  }).join('\n')
}

/** Where the hash differs from the value in a bit of the mask; zero in both halves' 64 bits means wanted. */
function difference() {
  const terms = ADDRESS_LANES.map((lane) => {
    const [mask, value] = [load(TARGET + 8 * lane), load(TARGET + HASH_BYTES + 8 * lane)]
    return `(v128.and ${xor(get(`s${lane}`), value)} ${mask})`
  })
  return terms.reduce((left, right) => `(v128.or ${left} ${right})`)
}

/** (counter, count): the index of the first wanted salt of `count`, or −1; counter + count <= 2^40, count >= 1. */
function search() {
  const isWanted = (half) => `(i64.eqz (i64x2.extract_lane ${half} ${get('t')}))`
  const second = `(i32.add ${get('index')} (i32.const 1))`
  return `(func (export "search") (param $counter i64) (param $count i32) (result i32)
    (local $round i32) (local $index i32) (local $counters v128) ${stateLocals()}
    ${set('counters', `(i64x2.add (i64x2.splat ${get('counter')}) (v128.const i64x2 0 1))`)}
    (loop $pairs
      ${clearLanes(RATE_LANES)}
      ${absorb()}
      ${permutation()}
      ${set('t', difference())}
      (if ${isWanted(0)} (then (return ${get('index')})))
      (if (i32.and ${isWanted(1)} (i32.lt_u ${second} ${get('count')})) (then (return ${second})))
      ${set('counters', `(i64x2.add ${get('counters')} (v128.const i64x2 2 2))`)}
      ${set('index', `(i32.add ${get('index')} (i32.const 2))`)}
      (br_if $pairs (i32.lt_u ${get('index')} ${get('count')})))
    (i32.const -1))`
}

/** The whole module: `memory` (one page) and `search`. */
export function wat() {
  return `(module (memory (export "memory") 1) (data (i32.const 0) "${roundConstantsData()}") ${search()})`
}
