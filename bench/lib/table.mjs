// The one table of `npm run bench:kernels`. A row is
// { work, size, engine, ms?, rate?, unit?, note?, beside: { [yardstick]: number }, … }.

/** Three digits that count. */
export function digits(value) {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : Number(value.toPrecision(3)).toString()
}

/** Rows as text, columns aligned, one blank line between kinds of work. */
export function tableText(rows) {
  const cells = rows.map((row) => [
    row.work,
    row.size,
    row.engine,
    row.ms === undefined ? '' : digits(row.ms),
    row.rate === undefined ? '' : `${digits(row.rate)} ${row.unit}`,
    besideText(row),
  ])
  const head = ['work', 'size', 'backend', 'ms', 'rate', 'beside, in the same run']
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((cell) => cell[i].length)))
  const line = (cell) =>
    cell
      .map((text, i) => text.padEnd(widths[i]))
      .join('  ')
      .trimEnd()
  const lines = [line(head), widths.map((width) => '-'.repeat(width)).join('  ')]
  for (const [i, cell] of cells.entries()) {
    if (i > 0 && rows[i].work !== rows[i - 1].work) lines.push('')
    lines.push(line(cell))
  }
  return lines.join('\n')
}

/** "2.1 × onnxruntime signed (bar 1.5: kept), …", then the note. */
export function besideText({ beside = {}, bars = {}, note }) {
  const ratios = Object.entries(beside).map(
    ([name, ratio]) => `${digits(ratio)} × ${name}${barText(ratio, bars[name])}`,
  )
  return [...ratios, ...(note === undefined ? [] : [note])].join(', ')
}

function barText(ratio, bar) {
  return bar === undefined ? '' : ` (bar ${bar}: ${ratio >= bar ? 'kept' : 'MISSED'})`
}
