// Generates the WebAssembly text of keccak-256 over fixed-length messages, three messages at a time.
//
// Algorithm: Keccak-f[1600] as in FIPS 202, rate 136 bytes, with the original Keccak padding (0x01 … 0x80) that
// Ethereum kept, not SHA-3's 0x06. Two messages share v128 locals, one in each half; a third runs beside them in i64
// locals, on units of the processor that would idle: their rounds are mixed plane by plane.

/** 64-bit lanes that a block fills. */
export const RATE_LANES = 17
const ROUNDS = 24
/** Of 64 KiB. */
const PAGES = 19

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
const tee = (name, value) => `(local.tee $${name} ${value})`
const hexadecimal = (value) => `0x${value.toString(16)}`

/** A state in v128 locals: messages i and i + 1. */
const PAIR = {
  prefix: '',
  type: 'v128',
  zero: '(v128.const i64x2 0 0)',
  xor,
  /** high & ~low */
  andNot: (high, low) => `(v128.andnot ${high} ${low})`,
  rotate(value, bits) {
    if (bits === 0) return value
    const shifted = `(i64x2.shl ${tee('t', value)} (i32.const ${bits}))`
    return `(v128.or ${shifted} (i64x2.shr_u ${get('t')} (i32.const ${64 - bits})))`
  },
  roundConstant: (offset) => `(v128.load64_splat offset=${offset} ${get('round')})`,
  constant: (value) => `(v128.const i64x2 ${hexadecimal(value)} ${hexadecimal(value)})`,
  /** A lane of both messages, `stride` bytes apart. */
  load(offset, stride) {
    const second = `(i64.load offset=${offset + stride} ${get('block')})`
    return `(i64x2.replace_lane 1 (v128.load64_zero offset=${offset} ${get('block')}) ${second})`
  },
  store: (offset, lane) =>
    [0, 1].map((i) => `(i64.store offset=${offset + 32 * i} ${get('out')} (i64x2.extract_lane ${i} ${lane}))`).join(''),
}

/** A state in i64 locals: message i + 2. */
const SINGLE = {
  prefix: 'x',
  type: 'i64',
  zero: '(i64.const 0)',
  xor: (...terms) => terms.reduce((left, right) => `(i64.xor ${left} ${right})`),
  andNot: (high, low) => `(i64.and ${high} (i64.xor ${low} (i64.const -1)))`,
  rotate: (value, bits) => (bits === 0 ? value : `(i64.rotl ${value} (i64.const ${bits}))`),
  roundConstant: (offset) => `(i64.load offset=${offset} ${get('round')})`,
  constant: (value) => `(i64.const ${hexadecimal(value)})`,
  load: (offset, stride) => `(i64.load offset=${offset + 2 * stride} ${get('block')})`,
  store: (offset, lane) => `(i64.store offset=${offset + 64} ${get('out')} ${lane})`,
}

const ALL = [PAIR, SINGLE]
const MESSAGES = 3
const FIVE = [0, 1, 2, 3, 4]

/** The first part of a round from the lanes `from`0…24: what theta adds to each column, d0…d4. */
function columns(state, from) {
  const { prefix, xor: sum, rotate } = state
  const local = (name) => get(prefix + name)
  const sums = FIVE.map((x) => set(`${prefix}c${x}`, sum(...FIVE.map((y) => local(`${from}${x + 5 * y}`)))))
  const parts = FIVE.map((x) =>
    set(`${prefix}d${x}`, sum(local(`c${(x + 4) % 5}`), rotate(local(`c${(x + 1) % 5}`), 1))),
  )
  return [...sums, ...parts].join('\n')
}

/** One plane of a round: lanes 5y … 5y + 4 of `to`, each column's c being what rho and pi bring there. */
function plane(state, y, { from, to, roundOffset }) {
  const { prefix, xor: sum, rotate, andNot, roundConstant } = state
  const local = (name) => get(prefix + name)
  const rho = rhoOffsets()
  const moved = FIVE.map((x) => {
    // Lane (column, x) of the state moves to (x, 2 · column + 3x).
    const column = FIVE.find((candidate) => (2 * candidate + 3 * x) % 5 === y)
    const lane = column + 5 * x
    return set(`${prefix}c${x}`, rotate(sum(local(`${from}${lane}`), local(`d${column}`)), rho[lane]))
  })
  const mixed = FIVE.map((x) => {
    const value = sum(local(`c${x}`), andNot(local(`c${(x + 2) % 5}`), local(`c${(x + 1) % 5}`)))
    return set(`${prefix}${to}${5 * y + x}`, x + y === 0 ? sum(value, roundConstant(roundOffset)) : value)
  })
  return [...moved, ...mixed].join('\n')
}

/** Two rounds, the second back to the locals s0…s24; the states' parts alternate. */
function twoRounds(states) {
  const ways = [
    { from: 's', to: 'b', roundOffset: 0 },
    { from: 'b', to: 's', roundOffset: 8 },
  ]
  const parts = ways.flatMap((way) => [
    (state) => columns(state, way.from),
    ...FIVE.map((y) => (state) => plane(state, y, way)),
  ])
  return parts.flatMap((part) => states.map(part)).join('\n')
}

/** All rounds on the locals s0…s24 of each state; needs the local $round and the round constants at address 0. */
export function permutation(states = [PAIR]) {
  return `(local.set $round (i32.const 0))
        (loop $rounds
          ${twoRounds(states)}
          (local.set $round (i32.add (local.get $round) (i32.const 16)))
          (br_if $rounds (i32.lt_u (local.get $round) (i32.const ${ROUNDS * 8}))))`
}

/** Zero in the lanes from `first` on. */
export function clearLanes(first = 0, { prefix, zero } = PAIR) {
  return Array.from({ length: 25 - first }, (_, i) => set(`${prefix}s${first + i}`, zero)).join('')
}

function absorbLane(lane, value) {
  return ({ prefix, xor: sum, ...state }) => {
    const name = `${prefix}s${lane}`
    return set(name, sum(get(name), value(state)))
  }
}

/** Absorbs the first `count` lanes of a block of each message, `stride` bytes apart. */
function absorbLanes(count, stride) {
  const lanes = Array.from({ length: count }, (_, lane) => absorbLane(lane, ({ load }) => load(lane * 8, stride)))
  return lanes.flatMap((lane) => ALL.map(lane)).join('\n')
}

function absorbConstant(lane, value) {
  return ALL.map(absorbLane(lane, ({ constant }) => constant(value))).join('\n')
}

/** The last block: what is left of the message, then `suffix` (0 or 4 bytes), then the padding. */
function absorbLast(bytes, suffix) {
  const lanes = (bytes % (RATE_LANES * 8)) / 8
  const end = [...suffix].reduce((word, byte, i) => word | (BigInt(byte) << BigInt(8 * i)), 0n)
  const padded = end | (1n << BigInt(8 * suffix.length))
  const closing = 0x80n << 56n
  const ends =
    lanes === RATE_LANES - 1
      ? [absorbConstant(lanes, padded | closing)]
      : [absorbConstant(lanes, padded), absorbConstant(RATE_LANES - 1, closing)]
  return [absorbLanes(lanes, bytes), ...ends].join('\n')
}

/** The locals s0…s24 of each state and those of a round. */
export function stateLocals(states = [PAIR]) {
  const names = Array.from({ length: 25 }, (_, i) => [`s${i}`, `b${i}`])
  for (const i of FIVE) names.push([`c${i}`, `d${i}`])
  const lanes = states.flatMap(({ prefix, type }) => names.flat().map((name) => `(local $${prefix}${name} ${type})`))
  return [...lanes, '(local $t v128)'].join('')
}

function squeeze() {
  const lanes = [0, 1, 2, 3]
  return lanes.flatMap((i) => ALL.map(({ prefix, store }) => store(8 * i, get(`${prefix}s${i}`)))).join('\n')
}

/** A function (in, out, count) hashing `count` messages of `bytes` bytes each, rounded up to a multiple of three. */
function hashFunction(name, bytes, suffix) {
  const fullBlocks = Math.floor(bytes / (RATE_LANES * 8))
  return `(func (export "${name}") (param $in i32) (param $out i32) (param $count i32)
    (local $round i32) (local $block i32) (local $left i32) ${stateLocals(ALL)}
    (if (i32.eqz ${get('count')}) (then (return)))
    (loop $messages
      ${ALL.map((state) => clearLanes(0, state)).join('')}
      (local.set $block (local.get $in))
      (local.set $left (i32.const ${fullBlocks}))
      (loop $blocks
        (if (local.get $left)
          (then ${fullBlocks > 0 ? absorbLanes(RATE_LANES, bytes) : ''})
          (else ${absorbLast(bytes, suffix)}))
        ${permutation(ALL)}
        (local.set $block (i32.add (local.get $block) (i32.const ${RATE_LANES * 8})))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $blocks (i32.ge_s (local.get $left) (i32.const 0))))
      ${squeeze()}
      (local.set $in (i32.add (local.get $in) (i32.const ${MESSAGES * bytes})))
      (local.set $out (i32.add (local.get $out) (i32.const ${MESSAGES * 32})))
      (local.set $count (i32.sub (local.get $count) (i32.const ${MESSAGES})))
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

/** The whole module: `memory`, `node`, `leaf7`…`leaf10`, `reverseLanes`, `pad`. */
export function wat() {
  const suffix = Buffer.from('LEAF')
  const leaves = [7, 8, 9, 10].map((ll) => hashFunction(`leaf${ll}`, 2 ** ll, suffix))
  return `(module (memory (export "memory") ${PAGES}) (data (i32.const 0) "${roundConstantsData()}")
    ${hashFunction('node', 64, Buffer.alloc(0))}
    ${leaves.join('\n')}
    ${reverseLanes()}
    ${pad()})`
}
