// Generates the WebAssembly text of Freivalds' check modulo 2^64: B · r, then C · r − A · (B · r), for two vectors r at once.
//
// An entry of r is a whole number in −2^30 … 2^30 − 1. Where it meets int8 it is cut into digits, r = low + 2^15 · high with
// 0 <= low < 2^15 and −2^15 <= high < 2^15, and an entry of B · r into four digits to the base 2^16, each an int16: a
// product of int8 and int16, summed in pairs by i32x4.dot_i16x8_s, is at most 2^23, so that 255 such sums fit int32.
// Where it meets int32, i64x2.extmul gives the exact product of 64 bits. Sums of 64 bits wrap.

/** Longest row of A and of B. */
const MAX_K = 16384
/** Rows of B that are added together: the caller adds a multiple of them, but for the last. */
const FREIVALDS_ROW_GROUP = 4
/** Most rows of A and C that are compared together. */
const FREIVALDS_MAX_ROWS = 2 ** 14

const KIB = 2 ** 10
const SUMS_AT = 0
const PRODUCT_AT = 256 * KIB
const DIGITS_AT = 512 * KIB
const LIMBS_AT = 768 * KIB
/** Where one row of A lies for `firstDifference`, zeros behind it up to a multiple of eight. */
const FREIVALDS_ROW_AT = 784 * KIB
/** Where the sums of the rows compared lie, and where `differing` writes their indexes. */
const FREIVALDS_TOTALS_AT = 1024 * KIB
const FREIVALDS_LIST_AT = 1280 * KIB
/** Where rows of A and B, and rows of C, are put: up to so many bytes. */
const FREIVALDS_BYTES_AT = 1536 * KIB
const FREIVALDS_BYTES = 256 * KIB
const FREIVALDS_C_AT = 1920 * KIB
/** Where the two vectors r begin. */
const FREIVALDS_R_AT = 2240 * KIB

/** What the package has to know of it. */
export const constants = {
  FREIVALDS_BYTES,
  FREIVALDS_BYTES_AT,
  FREIVALDS_C_AT,
  FREIVALDS_LIST_AT,
  FREIVALDS_MAX_ROWS,
  FREIVALDS_ROW_AT,
  FREIVALDS_ROW_GROUP,
  FREIVALDS_R_AT,
  FREIVALDS_TOTALS_AT,
}

const BLOCK_ROWS = 256
const BLOCK_STEPS = 128
const PRODUCT_BYTES = 8 * MAX_K
const LIMB_BYTES = 16

const get = (name) => `(local.get $${name})`
const set = (name, value) => `(local.set $${name} ${value})`
const constant = (value) => `(i32.const ${value})`
const add = (left, right) => `(i32.add ${left} ${right})`
const shift = (left, bits) => `(i32.shl ${left} ${constant(bits)})`
const advance = (name, by) => set(name, add(get(name), typeof by === 'number' ? constant(by) : by))
const list = (count, text) => Array.from({ length: count }, (_, index) => text(index)).join('\n')
const params = (...names) => names.map((name) => `(param $${name} i32)`).join(' ')
const locals = (type, ...names) => names.map((name) => `(local $${name} ${type})`).join(' ')
const indexes = (count, name) => Array.from({ length: count }, (_, index) => `${name}${index}`)
/** Runs `body` while `condition` holds, which is asked first. */
const whileLoop = (label, condition, body) =>
  `(block $${label}Done (loop $${label} (br_if $${label}Done (i32.eqz ${condition})) ${body} (br $${label})))`
const below = (name, end) => `(i32.lt_u ${get(name)} ${end})`

/** (r, words): random words to entries of r. */
function narrow() {
  return `(func (export "narrow") ${params('r', 'words')} ${locals('i32', 'end')}
    ${set('end', add(get('r'), shift(get('words'), 2)))}
    ${whileLoop('each', below('r', get('end')), `(v128.store ${get('r')} (i32x4.shr_s (v128.load ${get('r')}) ${constant(1)})) ${advance('r', 16)}`)})`
}

/** The digits of BLOCK_ROWS entries of both r, for pairs of rows: low and high of the first r, then of the second. */
function cutEntries() {
  const digit = (pointer, offset, high) => {
    const entry = `(i32.load offset=${offset} ${get(pointer)})`
    return high ? `(i32.shr_s ${entry} ${constant(15)})` : `(i32.and ${entry} ${constant(0x7fff)})`
  }
  const pair = (pointer, high) =>
    `(i32.or (i32.and ${digit(pointer, 0, high)} ${constant(0xffff)}) ${shift(digit(pointer, 4, high), 16)})`
  const store = (index, value) => `(i32.store offset=${4 * index} ${get('limbs')} ${value})`
  return `${set('limbs', constant(LIMBS_AT))}
    ${whileLoop(
      'cut',
      below('limbs', add(constant(LIMBS_AT), shift(get('count'), 3))),
      `${store(0, pair('r0', false))} ${store(1, pair('r0', true))} ${store(2, pair('r1', false))} ${store(3, pair('r1', true))}
      ${advance('r0', 8)} ${advance('r1', 8)} ${advance('limbs', LIMB_BYTES)}`,
    )}`
}

const unpack = (first, left, right) =>
  `(i8x16.shuffle ${Array.from({ length: 4 }, (_, lane) => {
    const at = 2 * (first + lane)
    return `${at} ${at + 1} ${16 + at} ${17 + at}`
  }).join(' ')} ${left} ${right})`

/** Four rows, eight columns of each: the sums of the columns, four digits of each, lie at $sums. */
function addGroup() {
  const row = (index) => `(v128.load8x8_s ${get(`row${index}`)})`
  const dots = (digit, limbs) => `${set('limb', `(v128.load32_splat offset=${limbs + 4 * digit} ${get('limbs')})`)}
    ${set(`s${2 * digit}`, `(i32x4.add ${get(`s${2 * digit}`)} (i32x4.dot_i16x8_s ${get('low')} ${get('limb')}))`)}
    ${set(`s${2 * digit + 1}`, `(i32x4.add ${get(`s${2 * digit + 1}`)} (i32x4.dot_i16x8_s ${get('high')} ${get('limb')}))`)}`
  const pair = (index) => `${set('limb', row(2 * index))} ${set('high', row(2 * index + 1))}
    ${set('low', unpack(0, get('limb'), get('high')))} ${set('high', unpack(4, get('limb'), get('high')))}
    ${list(4, (digit) => dots(digit, LIMB_BYTES * index))}`
  return `${list(8, (i) => set(`s${i}`, `(v128.load offset=${16 * i} ${get('sums')})`))}
    ${pair(0)} ${pair(1)}
    ${list(8, (i) => `(v128.store offset=${16 * i} ${get('sums')} ${get(`s${i}`)})`)}
    ${list(FREIVALDS_ROW_GROUP, (i) => advance(`row${i}`, 8))} ${advance('sums', 128)}`
}

/** Moves the sums of eight columns to B · r, and starts them anew. */
function spill() {
  const wide = (part, digit, half) =>
    `(i64x2.extend_${part}_i32x4_s (v128.load offset=${16 * (2 * digit + half)} ${get('sums')}))`
  const at = (vector, half, part) => PRODUCT_AT + vector * PRODUCT_BYTES + 32 * half + (part === 'high' ? 16 : 0)
  const move = (vector, half, part) => {
    const value = `(i64x2.add ${wide(part, 2 * vector, half)} (i64x2.shl ${wide(part, 2 * vector + 1, half)} ${constant(15)}))`
    const offset = at(vector, half, part)
    return `(v128.store offset=${offset} ${get('product')} (i64x2.add (v128.load offset=${offset} ${get('product')}) ${value}))`
  }
  const moves = [0, 1].flatMap((vector) =>
    [0, 1].flatMap((half) => ['low', 'high'].map((part) => move(vector, half, part))),
  )
  return `${moves.join('\n')}
    ${list(8, (i) => `(v128.store offset=${16 * i} ${get('sums')} (v128.const i32x4 0 0 0 0))`)}
    ${advance('sums', 128)} ${advance('product', 64)}`
}

/** (source, rows, k, r0, r1): adds rows of B, each times its entries of r, to B · r. Rows beyond `rows` have entries 0. */
function addB() {
  const rowNames = indexes(FREIVALDS_ROW_GROUP, 'row')
  const sumsEnd = add(constant(SUMS_AT), shift(get('steps'), 7))
  const startRow = (name, index) => set(name, index === 0 ? get('source') : add(get(`row${index - 1}`), get('k')))
  return `(func (export "addB") ${params('source', 'rows', 'k', 'r0', 'r1')}
    ${locals('i32', 'count', 'group', 'limbs', 'sums', 'product', 'steps', ...rowNames)}
    ${locals('v128', 'low', 'high', 'limb', ...indexes(8, 's'))}
    ${set('steps', `(i32.shr_u ${add(get('k'), constant(7))} ${constant(3)})`)}
    ${whileLoop(
      'block',
      `(i32.gt_s ${get('rows')} ${constant(0)})`,
      `${set('count', `(select ${get('rows')} ${constant(BLOCK_ROWS)} (i32.lt_s ${get('rows')} ${constant(BLOCK_ROWS)}))`)}
      ${set('count', `(i32.and ${add(get('count'), constant(FREIVALDS_ROW_GROUP - 1))} ${constant(-FREIVALDS_ROW_GROUP)})`)}
      ${cutEntries()}
      ${set('limbs', constant(LIMBS_AT))} ${set('group', constant(0))}
      ${whileLoop(
        'groups',
        below('group', get('count')),
        `${rowNames.map(startRow).join('\n')} ${set('sums', constant(SUMS_AT))}
        (loop $columns ${addGroup()} (br_if $columns ${below('sums', sumsEnd)}))
        ${advance('source', shift(get('k'), 2))} ${advance('limbs', 2 * LIMB_BYTES)} ${advance('group', FREIVALDS_ROW_GROUP)}`,
      )}
      ${set('sums', constant(SUMS_AT))} ${set('product', constant(0))}
      (loop $spill ${spill()} (br_if $spill ${below('sums', sumsEnd)}))
      ${set('rows', `(i32.sub ${get('rows')} ${constant(BLOCK_ROWS)})`)}`,
    )})`
}

/** (k): cuts B · r into digits, in the order in which \`subtractA\` reads them. Entries from k on become zeros. */
function endB() {
  const offset = '0x0000800080008000'
  const digit = (index) => {
    const bits = `(i32.wrap_i64 (i64.shr_u ${get('value')} (i64.const ${16 * index})))`
    return index < 3 ? `(i32.xor ${bits} ${constant(0x8000)})` : bits
  }
  const entry = (vector) => `${set(
    'value',
    `(i64.add (i64.const ${offset})
      (select (i64.load offset=${PRODUCT_AT + vector * PRODUCT_BYTES} ${shift(get('j'), 3)}) (i64.const 0) ${below('j', get('k'))}))`,
  )}
    ${list(4, (index) => `(i32.store16 offset=${DIGITS_AT + 16 * (4 * vector + index)} ${get('at')} ${digit(index)})`)}`
  return `(func (export "endB") ${params('k')} ${locals('i32', 'j', 'at')} ${locals('i64', 'value')}
    ${whileLoop(
      'each',
      below('j', `(i32.and ${add(get('k'), constant(7))} ${constant(-8)})`),
      `${set('at', add(shift(`(i32.shr_u ${get('j')} ${constant(3)})`, 7), shift(`(i32.and ${get('j')} ${constant(7)})`, 1)))}
      ${entry(0)} ${entry(1)} ${advance('j', 1)}`,
    )})`
}

/** Takes a digit's four sums, times its power of 2^16, off its vector's total. */
function subtractDigit(digit) {
  const sums = get(`s${digit}`)
  const total = `total${Math.floor(digit / 4)}`
  const value = `(i64.add (i64x2.extract_lane 0 ${get('pair')}) (i64x2.extract_lane 1 ${get('pair')}))`
  return `${set('pair', `(i64x2.add (i64x2.extend_low_i32x4_s ${sums}) (i64x2.extend_high_i32x4_s ${sums}))`)}
    ${set(total, `(i64.sub ${get(total)} (i64.shl ${value} (i64.const ${16 * (digit % 4)})))`)}`
}

/** (source, rows, k): sets the totals of rows to −A · (B · r). */
function subtractA() {
  const digits = indexes(8, 's')
  const dot = (name, i) =>
    set(
      name,
      `(i32x4.add ${get(name)} (i32x4.dot_i16x8_s ${get('a')} (v128.load offset=${DIGITS_AT + 16 * i} ${get('at')})))`,
    )
  return `(func (export "subtractA") ${params('source', 'rows', 'k')} ${locals('i32', 'from', 'at', 'end', 'blockEnd', 'totals')}
    ${locals('v128', 'a', 'pair', ...digits)} ${locals('i64', 'total0', 'total1')}
    ${set('end', shift(`(i32.shr_u ${add(get('k'), constant(7))} ${constant(3)})`, 7))}
    (loop $eachRow
      ${set('from', get('source'))} ${set('at', constant(0))}
      ${set('total0', '(i64.const 0)')} ${set('total1', '(i64.const 0)')}
      (loop $blocks
        ${digits.map((name) => set(name, '(v128.const i32x4 0 0 0 0)')).join('\n')}
        ${set('blockEnd', add(get('at'), constant(128 * BLOCK_STEPS)))}
        ${set('blockEnd', `(select ${get('blockEnd')} ${get('end')} ${below('blockEnd', get('end'))})`)}
        (loop $alongK
          ${set('a', `(v128.load8x8_s ${get('from')})`)}
          ${digits.map(dot).join('\n')}
          ${advance('from', 8)} ${advance('at', 128)}
          (br_if $alongK ${below('at', get('blockEnd'))}))
        ${list(8, subtractDigit)}
        (br_if $blocks ${below('at', get('end'))}))
      (i64.store offset=${FREIVALDS_TOTALS_AT} ${get('totals')} ${get('total0')})
      (i64.store offset=${FREIVALDS_TOTALS_AT + 8} ${get('totals')} ${get('total1')})
      ${advance('totals', 16)} ${advance('source', get('k'))}
      ${set('rows', `(i32.sub ${get('rows')} ${constant(1)})`)}
      (br_if $eachRow ${get('rows')})))`
}

/** (source, rows, cols, r0, r1): adds C · r to the totals of rows, for columns whose entries of r begin at r0 and r1. */
function addC() {
  const product = (part, vector) =>
    set(
      `${part}${vector}`,
      `(i64x2.add ${get(`${part}${vector}`)} (i64x2.extmul_${part}_i32x4_s ${get('c')} ${get('r')}))`,
    )
  const multiply = (vector) => `${set('r', `(v128.load ${add(get(`r${vector}`), get('at'))})`)}
    ${product('low', vector)} ${product('high', vector)}`
  const sums = ['low0', 'high0', 'low1', 'high1']
  const store = (vector) => {
    const address = FREIVALDS_TOTALS_AT + 8 * vector
    const lane = (index) => `(i64x2.extract_lane ${index} ${get(`low${vector}`)})`
    return `${set(`low${vector}`, `(i64x2.add ${get(`low${vector}`)} ${get(`high${vector}`)})`)}
      (i64.store offset=${address} ${get('totals')}
        (i64.add (i64.load offset=${address} ${get('totals')}) (i64.add ${lane(0)} ${lane(1)})))`
  }
  return `(func (export "addC") ${params('source', 'rows', 'cols', 'r0', 'r1')} ${locals('i32', 'at', 'bytes', 'totals')}
    ${locals('v128', 'c', 'r', ...sums)}
    ${set('bytes', shift(get('cols'), 2))}
    (loop $eachRow
      ${sums.map((name) => set(name, '(v128.const i64x2 0 0)')).join('\n')}
      ${set('at', constant(0))}
      (loop $columns
        ${set('c', `(v128.load ${add(get('source'), get('at'))})`)}
        ${multiply(0)} ${multiply(1)}
        ${advance('at', 16)}
        (br_if $columns ${below('at', get('bytes'))}))
      ${store(0)} ${store(1)}
      ${advance('totals', 16)} ${advance('source', get('bytes'))}
      ${set('rows', `(i32.sub ${get('rows')} ${constant(1)})`)}
      (br_if $eachRow ${get('rows')})))`
}

/** (rows): writes the indexes of the rows with a total other than zero, and gives their number. */
function differing() {
  return `(func (export "differing") ${params('rows')} (result i32) ${locals('i32', 'row', 'found')}
    (loop $each
      (if (v128.any_true (v128.load offset=${FREIVALDS_TOTALS_AT} ${shift(get('row'), 4)}))
        (then
          (i32.store offset=${FREIVALDS_LIST_AT} ${shift(get('found'), 2)} ${get('row')})
          ${advance('found', 1)}))
      ${advance('row', 1)}
      (br_if $each ${below('row', get('rows'))}))
    ${get('found')})`
}

/** (rows, k): the first of the rows of B whose product with the row of A differs from its element of C, or −1. */
function firstDifference() {
  const lane = (index) => `(i32x4.extract_lane ${index} ${get('sum')})`
  const dot = `(i32x4.dot_i16x8_s (v128.load8x8_s offset=${FREIVALDS_ROW_AT} ${get('at')}) (v128.load8x8_s ${add(get('b'), get('at'))}))`
  return `(func (export "firstDifference") ${params('rows', 'k')} (result i32) ${locals('i32', 'row', 'b', 'at')} ${locals('v128', 'sum')}
    ${set('b', constant(FREIVALDS_BYTES_AT))}
    (loop $each
      ${set('sum', '(v128.const i32x4 0 0 0 0)')} ${set('at', constant(0))}
      (loop $alongK
        ${set('sum', `(i32x4.add ${get('sum')} ${dot})`)}
        ${advance('at', 8)}
        (br_if $alongK ${below('at', get('k'))}))
      (if (i32.ne (i32.load offset=${FREIVALDS_C_AT} ${shift(get('row'), 2)})
          ${add(add(lane(0), lane(1)), add(lane(2), lane(3)))})
        (then (return ${get('row')})))
      ${advance('row', 1)} ${advance('b', get('k'))}
      (br_if $each ${below('row', get('rows'))}))
    ${constant(-1)})`
}

/** The whole module, with `memory` up to where r begins. */
export function wat() {
  return `(module (memory (export "memory") ${FREIVALDS_R_AT / (64 * KIB)})
    ${narrow()} ${addB()} ${endB()} ${subtractA()} ${addC()} ${differing()} ${firstDifference()})`
}
