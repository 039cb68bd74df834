// Generates the WebAssembly text of the int8 × int8 → int32 matrix product.
//
// Operands are widened to int16 once, when a panel is copied in; the inner loop is then i32x4.dot_i16x8_s and an
// addition. A tile of TILE_ROWS × TILE_COLS sums stays in locals while it runs along k, eight elements a step.

export const TILE_ROWS = 2
export const TILE_COLS = 4

const rows = Array.from({ length: TILE_ROWS }, (_, i) => i)
const cols = Array.from({ length: TILE_COLS }, (_, j) => j)

/** (source, target, rows, k, stride): int8 rows of k elements to int16 rows of `stride` (a multiple of 16) elements. */
function widen() {
  const half = (part) => `(i16x8.extend_${part}_i8x16_s (v128.load (i32.add (local.get $source) (local.get $i))))`
  const address = '(i32.add (local.get $target) (i32.shl (local.get $i) (i32.const 1)))'
  return `(func (export "widen") (param $source i32) (param $target i32) (param $rows i32) (param $k i32) (param $stride i32)
    (local $i i32)
    (loop $eachRow
      (local.set $i (i32.const 0))
      (loop $copy
        (v128.store ${address} ${half('low')})
        (v128.store offset=16 ${address} ${half('high')})
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br_if $copy (i32.lt_u (local.get $i) (local.get $stride))))
      (local.set $i (local.get $k))
      (block $done (loop $clear
        (br_if $done (i32.ge_u (local.get $i) (local.get $stride)))
        (i32.store16 ${address} (i32.const 0))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $clear)))
      (local.set $source (i32.add (local.get $source) (local.get $k)))
      (local.set $target (i32.add (local.get $target) (i32.shl (local.get $stride) (i32.const 1))))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $eachRow (local.get $rows))))`
}

const get = (name) => `(local.get $${name})`
const add = (left, right) => `(i32.add ${left} ${right})`

/** One step along k: eight elements of each row and column of the tile. */
function step() {
  const lines = []
  for (const i of rows) lines.push(`(local.set $a${i} (v128.load ${get(`pa${i}`)}))`)
  for (const j of cols) {
    lines.push(`(local.set $bv (v128.load ${get(`pb${j}`)}))`)
    for (const i of rows) {
      lines.push(
        `(local.set $s${i}_${j} (i32x4.add ${get(`s${i}_${j}`)} (i32x4.dot_i16x8_s ${get(`a${i}`)} (local.get $bv))))`,
      )
    }
  }
  const pointers = [...rows.map((i) => `pa${i}`), ...cols.map((j) => `pb${j}`)]
  for (const name of pointers) lines.push(`(local.set $${name} ${add(get(name), '(i32.const 16)')})`)
  return lines.join('\n')
}

function storeSum(i, j) {
  const lane = (n) => `(i32x4.extract_lane ${n} ${get(`s${i}_${j}`)})`
  return `(i32.store offset=${4 * j} ${get(`pc${i}`)} ${add(add(lane(0), lane(1)), add(lane(2), lane(3)))})`
}

function locals() {
  const sums = rows.flatMap((i) => cols.map((j) => `s${i}_${j}`))
  const vectors = [...rows.map((i) => `a${i}`), 'bv', ...sums]
  const pointers = [...rows.flatMap((i) => [`pa${i}`, `pc${i}`]), ...cols.map((j) => `pb${j}`)]
  return [...vectors.map((name) => `(local $${name} v128)`), ...pointers.map((name) => `(local $${name} i32)`)].join(
    ' ',
  )
}

/** (a, b, c, rows, cols, rowBytes): C tile by tile; rows and cols are multiples of the tile, rowBytes = 2 · stride. */
function multiply() {
  const startRow = (base, index, i) => add(base, `(i32.mul ${add(index, `(i32.const ${i})`)} (local.get $rowBytes))`)
  return `(func (export "multiply")
    (param $a i32) (param $b i32) (param $c i32) (param $rows i32) (param $cols i32) (param $rowBytes i32)
    (local $i i32) (local $j i32) (local $end i32) ${locals()}
    (loop $eachRow
      (local.set $j (i32.const 0))
      (loop $eachCol
        ${rows.map((i) => `(local.set $pa${i} ${startRow(get('a'), get('i'), i)})`).join('\n')}
        ${cols.map((j) => `(local.set $pb${j} ${startRow(get('b'), get('j'), j)})`).join('\n')}
        ${rows.flatMap((i) => cols.map((j) => `(local.set $s${i}_${j} (v128.const i32x4 0 0 0 0))`)).join('\n')}
        (local.set $end ${add(get('pa0'), get('rowBytes'))})
        (loop $alongK
          ${step()}
          (br_if $alongK (i32.lt_u (local.get $pa0) (local.get $end))))
        ${rows
          .map((i) => {
            const index = add(`(i32.mul ${add(get('i'), `(i32.const ${i})`)} (local.get $cols))`, get('j'))
            return `(local.set $pc${i} ${add(get('c'), `(i32.shl ${index} (i32.const 2))`)})`
          })
          .join('\n')}
        ${rows.flatMap((i) => cols.map((j) => storeSum(i, j))).join('\n')}
        (local.set $j (i32.add (local.get $j) (i32.const ${TILE_COLS})))
        (br_if $eachCol (i32.lt_u (local.get $j) (local.get $cols))))
      (local.set $i (i32.add (local.get $i) (i32.const ${TILE_ROWS})))
      (br_if $eachRow (i32.lt_u (local.get $i) (local.get $rows)))))`
}

/** The whole module: `memory` (one page, grown by its user), `widen`, `multiply`. */
export function matmul8Wat() {
  return `(module (memory (export "memory") 1) ${widen()} ${multiply()})`
}
