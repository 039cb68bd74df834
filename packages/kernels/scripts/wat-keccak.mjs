// Generates the WebAssembly text of keccak-256 over fixed-length messages, two messages at a time.
//
// Algorithm: Keccak-f[1600] as in FIPS 202, rate 136 bytes, with the original Keccak padding (0x01 … 0x80) that
// Ethereum kept, not SHA-3's 0x06. Lane 0 of every v128 belongs to message i, lane 1 to message i + 1.

/** 64-bit lanes that a block fills. */
export const RATE_LANES = 17
const ROUNDS = 24

/** Rotation of each of the 25 lanes by the rho step, indexed x + 5y. */
export function rhoOffsets() {
  const offsets = Array.from({ length: 25 }, () => 0)
  let x = 1
  let y = 0
  for (let t = 0; t < 24; t++) {
    offsets[x + 5 * y] = (((t + 1) * (t + 2)) / 2) % 64
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
  }
  return offsets
}

/** The 24 constants of the iota step, from the degree-8 shift register of FIPS 202 §3.2.5. */
export function roundConstants() {
  let register = 1
  const nextBit = () => {
    const bit = register & 1
    register <<= 1
    if (register & 0x100) register ^= 0x171
    return bit
  }
  return Array.from({ length: ROUNDS }, () => {
    let constant = 0n
    for (let j = 0; j <= 6; j++) if (nextBit()) constant |= 1n << BigInt(2 ** j - 1)
    return constant
  })
}

export const get = (name) => `(local.get $${name})`
export const set = (name, value) => `(local.set $${name} ${value})`
export const xor = (...terms) => terms.reduce((left, right) => `(v128.xor ${left} ${right})`)

function rotate(value, bits) {
  if (bits === 0) return value
  return `(v128.or (i64x2.shl ${value} (i32.const ${bits})) (i64x2.shr_u ${value} (i32.const ${64 - bits})))`
}

/** One round on the locals s0…s24; the round constant is read from memory at $round. */
function round() {
  const rho = rhoOffsets()
  const lines = []
  for (let x = 0; x < 5; x++) lines.push(set(`c${x}`, xor(...[0, 5, 10, 15, 20].map((row) => get(`s${x + row}`)))))
  for (let x = 0; x < 5; x++) lines.push(set(`d${x}`, xor(get(`c${(x + 4) % 5}`), rotate(get(`c${(x + 1) % 5}`), 1))))
  for (let y = 0; y < 5; y++) {
    for (let x = 0; x < 5; x++) {
      lines.push(set('t', xor(get(`s${x + 5 * y}`), get(`d${x}`))))
      lines.push(set(`b${y + 5 * ((2 * x + 3 * y) % 5)}`, rotate(get('t'), rho[x + 5 * y])))
    }
  }
  for (let y = 0; y < 25; y += 5) {
    for (let x = 0; x < 5; x++) {
      const notAnd = `(v128.andnot ${get(`b${y + ((x + 2) % 5)}`)} ${get(`b${y + ((x + 1) % 5)}`)})`
      lines.push(set(`s${y + x}`, xor(get(`b${y + x}`), notAnd)))
    }
  }
  lines.push(set('s0', xor(get('s0'), '(v128.load64_splat (local.get $round))')))
  return lines.join('\n')
}

/** All rounds on the locals s0…s24; needs the local $round and the round constants at address 0. */
export function permutation() {
  return `(local.set $round (i32.const 0))
        (loop $rounds
          ${round()}
          (local.set $round (i32.add (local.get $round) (i32.const 8)))
          (br_if $rounds (i32.lt_u (local.get $round) (i32.const ${ROUNDS * 8}))))`
}

/** Zero in the lanes from `first` on. */
export function clearLanes(first = 0) {
  return Array.from({ length: 25 - first }, (_, i) => set(`s${first + i}`, '(v128.const i64x2 0 0)')).join('')
}

/** Absorbs lane `lane` of both messages, `stride` bytes apart. */
function absorbLane(lane, stride) {
  const offset = lane * 8
  const second = `(i64.load offset=${offset + stride} ${get('block')})`
  return set(
    `s${lane}`,
    xor(get(`s${lane}`), `(i64x2.replace_lane 1 (v128.load64_zero offset=${offset} ${get('block')}) ${second})`),
  )
}

function absorbConstant(lane, value) {
  const hex = `0x${value.toString(16)}`
  return set(`s${lane}`, xor(get(`s${lane}`), `(v128.const i64x2 ${hex} ${hex})`))
}

/** The last block: what is left of the message, then `suffix` (0 or 4 bytes), then the padding. */
function absorbLast(bytes, suffix) {
  const lanes = (bytes % (RATE_LANES * 8)) / 8
  const end = [...suffix].reduce((word, byte, i) => word | (BigInt(byte) << BigInt(8 * i)), 0n)
  const padded = end | (1n << BigInt(8 * suffix.length))
  const closing = 0x80n << 56n
  const lines = Array.from({ length: lanes }, (_, lane) => absorbLane(lane, bytes))
  if (lanes === RATE_LANES - 1) lines.push(absorbConstant(lanes, padded | closing))
  else lines.push(absorbConstant(lanes, padded), absorbConstant(RATE_LANES - 1, closing))
  return lines.join('\n')
}

/** The locals s0…s24 and those of a round. */
export function stateLocals() {
  const names = Array.from({ length: 25 }, (_, i) => [`s${i}`, `b${i}`])
  for (let i = 0; i < 5; i++) names.push([`c${i}`, `d${i}`])
  return [...names.flat(), 't'].map((name) => `(local $${name} v128)`).join('')
}

function squeeze() {
  const lines = []
  for (let i = 0; i < 4; i++) {
    lines.push(`(i64.store offset=${8 * i} ${get('out')} (i64x2.extract_lane 0 ${get(`s${i}`)}))`)
    lines.push(`(i64.store offset=${8 * i + 32} ${get('out')} (i64x2.extract_lane 1 ${get(`s${i}`)}))`)
  }
  return lines.join('\n')
}

/** A function (in, out, count) hashing `count` messages of `bytes` bytes each, rounded up to an even count. */
function hashFunction(name, bytes, suffix) {
  const fullBlocks = Math.floor(bytes / (RATE_LANES * 8))
  const full = Array.from({ length: RATE_LANES }, (_, lane) => absorbLane(lane, bytes)).join('\n')
  return `(func (export "${name}") (param $in i32) (param $out i32) (param $count i32)
    (local $round i32) (local $block i32) (local $left i32) ${stateLocals()}
    (if (i32.eqz ${get('count')}) (then (return)))
    (loop $messages
      ${clearLanes()}
      (local.set $block (local.get $in))
      (local.set $left (i32.const ${fullBlocks}))
      (loop $blocks
        (if (local.get $left) (then ${fullBlocks > 0 ? full : ''}) (else ${absorbLast(bytes, suffix)}))
        ${permutation()}
        (local.set $block (i32.add (local.get $block) (i32.const ${RATE_LANES * 8})))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $blocks (i32.ge_s (local.get $left) (i32.const 0))))
      ${squeeze()}
      (local.set $in (i32.add (local.get $in) (i32.const ${2 * bytes})))
      (local.set $out (i32.add (local.get $out) (i32.const 64)))
      (local.set $count (i32.sub (local.get $count) (i32.const 2)))
      (br_if $messages (i32.gt_s (local.get $count) (i32.const 0)))))`
}

/** (ptr, bytes): reverses the order of the eight u32 words of every 32 bytes, in place. */
function reverseLanes() {
  const words = '12 13 14 15 8 9 10 11 4 5 6 7 0 1 2 3'
  const shuffled = (offset) => {
    const loaded = `(v128.load offset=${offset} (local.get $ptr))`
    return `(i8x16.shuffle ${words} ${loaded} ${loaded})`
  }
  return `(func (export "reverseLanes") (param $ptr i32) (param $bytes i32) (local $end i32) (local $high v128)
    (local.set $end (i32.add (local.get $ptr) (local.get $bytes)))
    (loop $groups
      (local.set $high ${shuffled(16)})
      (v128.store offset=16 (local.get $ptr) ${shuffled(0)})
      (v128.store (local.get $ptr) (local.get $high))
      (local.set $ptr (i32.add (local.get $ptr) (i32.const 32)))
      (br_if $groups (i32.lt_u (local.get $ptr) (local.get $end)))))`
}

/**
 * (from, to, rows, rowBytes, paddedRowBytes): copies rows that lie one behind another to where each is padded with
 * zeros to a multiple of 16 bytes. Reads up to 15 bytes beyond the last row.
 */
function pad() {
  const source = '(i32.add (local.get $from) (local.get $i))'
  const target = '(i32.add (local.get $to) (local.get $i))'
  const clearTo = (limit, store, step) => `(block $done${step} (loop $clear${step}
        (br_if $done${step} (i32.ge_u (local.get $i) ${limit}))
        (${store})
        (local.set $i (i32.add (local.get $i) (i32.const ${step})))
        (br $clear${step})))`
  const wholeVectors = '(i32.and (i32.add (local.get $rowBytes) (i32.const 15)) (i32.const -16))'
  return `(func (export "pad")
    (param $from i32) (param $to i32) (param $rows i32) (param $rowBytes i32) (param $paddedRowBytes i32) (local $i i32)
    (loop $eachRow
      (local.set $i (i32.const 0))
      (loop $copy
        (v128.store ${target} (v128.load ${source}))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br_if $copy (i32.lt_u (local.get $i) (local.get $rowBytes))))
      (local.set $i (local.get $rowBytes))
      ${clearTo(wholeVectors, `i32.store8 ${target} (i32.const 0)`, 1)}
      ${clearTo('(local.get $paddedRowBytes)', `v128.store ${target} (v128.const i64x2 0 0)`, 16)}
      (local.set $from (i32.add (local.get $from) (local.get $rowBytes)))
      (local.set $to (i32.add (local.get $to) (local.get $paddedRowBytes)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $eachRow (local.get $rows))))`
}

/** The round constants as the text of a data segment. */
export function roundConstantsData() {
  const bytes = roundConstants().flatMap((value) =>
    Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn)),
  )
  return bytes.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
}

/** The whole module: `memory` (`pages` of 64 KiB), `node`, `leaf7`…`leaf10`, `reverseLanes`, `pad`. */
export function keccakWat(pages) {
  const suffix = Buffer.from('LEAF')
  const leaves = [7, 8, 9, 10].map((ll) => hashFunction(`leaf${ll}`, 2 ** ll, suffix))
  return `(module (memory (export "memory") ${pages}) (data (i32.const 0) "${roundConstantsData()}")
    ${hashFunction('node', 64, Buffer.alloc(0))}
    ${leaves.join('\n')}
    ${reverseLanes()}
    ${pad()})`
}
