// bench/results/<machine>.json: the latest row of every work, size and backend that this machine measured.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileName, machineName } from './machine.mjs'

export const FORMAT = 'quern-kernel-bench/1'
const keyOf = ({ work, size, engine }) => `${work} ${size} ${engine}`

/** Old rows with the new ones in their places, or behind them. Rows keep the order in which they were first seen. */
export function mergedRows(old, fresh) {
  const rows = new Map(old.map((row) => [keyOf(row), row]))
  for (const row of fresh) rows.set(keyOf(row), row)
  return [...rows.values()]
}

/** Writes the rows, each with its date, commit and yardsticks' versions, and says where. */
export function writeResults({ folder, machine, rows, seen }) {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${fileName(machine)}.json`)
  const old = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows : []
  const fresh = rows.map((row) => ({ ...rounded(row), ...seen }))
  const head = { format: FORMAT, name: machineName(machine), machine }
  const list = mergedRows(old, fresh).map((row) => `    ${JSON.stringify(row)}`)
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`)
  writeFileSync(file, `{\n${fields.join('\n')}\n  "rows": [\n${list.join(',\n')}\n  ]\n}\n`)
  return file
}

/** Every number with four digits that count. */
function rounded(value) {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(4))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, rounded(entry)]))
}
