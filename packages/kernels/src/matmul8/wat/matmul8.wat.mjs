// Generates the WebAssembly text of the int8 × int8 → int32 matrix product.
//
// Operands are packed once a panel: widened to int16, in groups of TILE_ROWS rows of A or TILE_COLS rows of B transposed,
// a group holding for each step of eight elements along k one vector of each of its rows. The inner loop then reads
// both groups in order, and is i32x4.dot_i16x8_s and an addition: a tile of TILE_ROWS × TILE_COLS sums stays in locals
// while it runs along k.

const TILE_ROWS = 2
const TILE_COLS = 4
/** Elements along k of one step. */
const STEP = 8

/** What the package has to know of it. */
export const constants = { STEP, TILE_ROWS, TILE_COLS }

const VECTOR_BYTES = 16
const rows = Array.from({ length: TILE_ROWS }, (_, i) => i)
const cols = Array.from({ length: TILE_COLS }, (_, j) => j)

const get = (name) => `(local.get $${name})`
const add = (left, right) => `(i32.add ${left} ${right})`
const constant = (value) => `(i32.const ${value})`
const advance = (name, bytes) => `(local.set $${name} ${add(get(name), constant(bytes))})`

/**
 * (source, target, groups, elements, rowBytes): int8 rows, of which `elements` are taken, to `groups` groups of `count`
 * rows. Elements beyond the last step's are zeros; the last group may read rows that are not there.
 */
function pack(name, count) {
  const packStep = (masked) => {
    const widened = (row) => `(v128.load8x8_s ${add(get('from'), `(i32.mul ${get('rowBytes')} ${constant(row)})`)})`
    const value = (row) => (masked ? `(v128.and ${widened(row)} ${get('mask')})` : widened(row))
    const store = (_, row) => `(v128.store offset=${row * VECTOR_BYTES} ${get('target')} ${value(row)})`
    return `${Array.from({ length: count }, store).join('\n')} ${advance('target', count * VECTOR_BYTES)}`
  }
  return `(func (export "${name}")
    (param $source i32) (param $target i32) (param $groups i32) (param $elements i32) (param $rowBytes i32)
    (local $from i32) (local $end i32) (local $mask v128)
    (local.set $mask (i16x8.lt_s (v128.const i16x8 0 1 2 3 4 5 6 7)
      (i16x8.splat (i32.and ${get('elements')} ${constant(STEP - 1)}))))
    (loop $eachGroup
      (local.set $from ${get('source')})
      (local.set $end ${add(get('source'), `(i32.and ${get('elements')} ${constant(-STEP)})`)})
      (block $whole (loop $alongK
        (br_if $whole (i32.ge_u ${get('from')} ${get('end')}))
        ${packStep(false)}
        ${advance('from', STEP)}
        (br $alongK)))
      (if (i32.and ${get('elements')} ${constant(STEP - 1)}) (then ${packStep(true)}))
      (local.set $source ${add(get('source'), `(i32.mul ${get('rowBytes')} ${constant(count)})`)})
      (local.set $groups (i32.sub ${get('groups')} ${constant(1)}))
      (br_if $eachGroup ${get('groups')})))`
}

/** One step along k: a vector of each row and column of the tile. */
function step() {
  const load = (pointer, index) => `(v128.load offset=${index * VECTOR_BYTES} ${get(pointer)})`
  const addDot = (i, j) =>
    `(local.set $s${i}_${j} (i32x4.add ${get(`s${i}_${j}`)} (i32x4.dot_i16x8_s ${get(`a${i}`)} ${get('bv')})))`
  const column = (j) => `(local.set $bv ${load('pb', j)}) ${rows.map((i) => addDot(i, j)).join('\n')}`
  return `${rows.map((i) => `(local.set $a${i} ${load('pa', i)})`).join('\n')} ${cols.map(column).join('\n')}
    ${advance('pa', TILE_ROWS * VECTOR_BYTES)} ${advance('pb', TILE_COLS * VECTOR_BYTES)}`
}

const interleave = (lanes, left, right) =>
  `(i8x16.shuffle ${lanes.flatMap((lane) => [0, 1, 2, 3].map((b) => 4 * lane + b)).join(' ')} ${left} ${right})`

/** Sums of pairs: lanes (l0 + l2, r0 + r2, l1 + l3, r1 + r3). */
function pairSums(left, right) {
  return `(i32x4.add ${interleave([0, 4, 1, 5], left, right)} ${interleave([2, 6, 3, 7], left, right)})`
}

/** Stores a row of the tile: each of its four sums is that of a vector's lanes, on top of what is kept of C. */
function storeRow(i) {
  const [s0, s1, s2, s3] = cols.map((j) => get(`s${i}_${j}`))
  return `(local.set $a0 ${pairSums(s0, s1)}) (local.set $bv ${pairSums(s2, s3)})
    (v128.store ${get('pc')} (i32x4.add (v128.and (v128.load ${get('pc')}) ${get('keep')}) (i32x4.add
      ${interleave([0, 1, 4, 5], get('a0'), get('bv'))} ${interleave([2, 3, 6, 7], get('a0'), get('bv'))})))
    (local.set $pc ${add(get('pc'), get('rowBytes'))})`
}

/**
 * (a, b, c, rowGroups, colGroups, steps, rowBytes, keep): tiles of C, whose rows are `rowBytes` apart, from packed
 * groups; keep = 0 starts the sums, keep = −1 adds to what is there.
 */
function multiply() {
  const sums = rows.flatMap((i) => cols.map((j) => `s${i}_${j}`))
  const vectors = [...rows.map((i) => `a${i}`), 'bv', 'keep', ...sums]
  return `(func (export "multiply") (param $a i32) (param $b i32) (param $c i32) (param $rowGroups i32)
    (param $colGroups i32) (param $steps i32) (param $rowBytes i32) (param $kept i32)
    (local $i i32) (local $pa i32) (local $pb i32) (local $pc i32) (local $end i32)
    ${vectors.map((name) => `(local $${name} v128)`).join(' ')}
    (local.set $keep (i32x4.splat ${get('kept')}))
    (loop $eachCol
      (local.set $i ${get('rowGroups')})
      (local.set $pa ${get('a')})
      (local.set $pc ${get('c')})
      (local.set $end ${add(get('b'), `(i32.mul ${get('steps')} ${constant(TILE_COLS * VECTOR_BYTES)})`)})
      (loop $eachRow
        (local.set $pb ${get('b')})
        ${sums.map((name) => `(local.set $${name} (v128.const i32x4 0 0 0 0))`).join('\n')}
        (loop $alongK
          ${step()}
          (br_if $alongK (i32.lt_u ${get('pb')} ${get('end')})))
        ${rows.map(storeRow).join('\n')}
        (local.set $i (i32.sub ${get('i')} ${constant(1)}))
        (br_if $eachRow ${get('i')}))
      (local.set $b ${get('end')})
      ${advance('c', TILE_COLS * 4)}
      (local.set $colGroups (i32.sub ${get('colGroups')} ${constant(1)}))
      (br_if $eachCol ${get('colGroups')})))`
}

/**
 * (target, rows, rowBytes, keptBytes): rows that are `rowBytes` (a multiple of 16) apart are moved together, so that
 * they are `keptBytes` apart. Copies whole vectors: none ends beyond where its row began.
 */
function compact() {
  return `(func (export "compact") (param $target i32) (param $rows i32) (param $rowBytes i32) (param $keptBytes i32)
    (local $source i32) (local $i i32)
    (local.set $source ${get('target')})
    (loop $eachRow
      (local.set $i ${constant(0)})
      (loop $copy
        (v128.store ${add(get('target'), get('i'))} (v128.load ${add(get('source'), get('i'))}))
        ${advance('i', VECTOR_BYTES)}
        (br_if $copy (i32.lt_u ${get('i')} ${get('rowBytes')})))
      (local.set $source ${add(get('source'), get('rowBytes'))})
      (local.set $target ${add(get('target'), get('keptBytes'))})
      (local.set $rows (i32.sub ${get('rows')} ${constant(1)}))
      (br_if $eachRow ${get('rows')})))`
}

/** The whole module: `memory` (one page, grown by its user), `packRows`, `packCols`, `multiply`, `compact`. */
export function wat() {
  return `(module (memory (export "memory") 1)
    ${pack('packRows', TILE_ROWS)} ${pack('packCols', TILE_COLS)} ${multiply()} ${compact()})`
}
