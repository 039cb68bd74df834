import { KernelDeviceError, TensorDataError } from '../errors.js'
import type { RowRange } from '../tensors/source.js'
import type { FreivaldsMachine, FreivaldsSize } from './freivalds-machine.js'

/** Rows that a check asks for: of the whole A, of B transposed, or of the shard's output C. */
export interface ReadStep {
  readonly tensor: 'a' | 'b' | 'c'
  readonly rows: RowRange
}

/** A check that asks for rows and is given their bytes: the same for arrays and for sources that are read in time. */
export type Steps<Result> = Generator<ReadStep, Result, Uint8Array>

/** The part of a product that is checked: its size, and the rows of A that are multiplied. */
export interface CheckedRows extends FreivaldsSize {
  readonly start: number
  readonly count: number
}

/** The rows of C that are wrong. Reads B once, then the rows of A and C. */
export function* wrongRows(machine: FreivaldsMachine, { n, k, start, count }: CheckedRows): Steps<number[]> {
  for (const rows of chunks({ count: n, most: rowsPerCall(machine, k), multiple: machine.rowGroup })) {
    machine.addB(yield* read({ tensor: 'b', rows }, k))
  }
  machine.endB()
  const most = Math.min(machine.maxRows, rowsPerCall(machine, k), rowsPerCall(machine, 4 * n))
  const wrong: number[] = []
  for (const rows of chunks({ count, most, multiple: 1 })) {
    machine.subtractA(yield* read({ tensor: 'a', rows: { ...rows, first: start + rows.first } }, k))
    const found = machine.addC(yield* read({ tensor: 'c', rows }, 4 * n))
    for (const row of found) wrong.push(rows.first + row)
  }
  return wrong
}

/** The first column of row `row` of C that is wrong, by computing the row again; undefined when none is. */
function* wrongColumn(
  machine: FreivaldsMachine,
  { n, k, start, row }: FreivaldsSize & { readonly start: number; readonly row: number },
): Steps<number | undefined> {
  const a = (yield* read({ tensor: 'a', rows: { first: start + row, count: 1 } }, k)).slice()
  const values = (yield* read({ tensor: 'c', rows: { first: row, count: 1 } }, 4 * n)).slice()
  const most = Math.min(rowsPerCall(machine, k), rowsPerCall(machine, 4))
  for (const rows of chunks({ count: n, most, multiple: 1 })) {
    const b = yield* read({ tensor: 'b', rows }, k)
    const c = values.subarray(4 * rows.first, 4 * (rows.first + rows.count))
    const column = machine.firstDifference({ a, b, c })
    if (column >= 0) return rows.first + column
  }
  return undefined
}

/** The first wrong element of C, by its id in the shard; undefined when the check finds none. */
export function* wrongElement(machine: FreivaldsMachine, checked: CheckedRows): Steps<bigint | undefined> {
  const [row] = yield* wrongRows(machine, checked)
  if (row === undefined) return undefined
  const column = yield* wrongColumn(machine, { ...checked, row })
  if (column === undefined) {
    throw new KernelDeviceError({
      device: 'CPU',
      reason: `row ${row} is wrong when checked, right when computed again`,
    })
  }
  return BigInt(row) * BigInt(checked.n) + BigInt(column)
}

function rowsPerCall({ maxBytes }: FreivaldsMachine, rowBytes: number): number {
  return Math.max(1, Math.floor(maxBytes / rowBytes))
}

function* chunks(cut: {
  readonly count: number
  readonly most: number
  readonly multiple: number
}): Generator<RowRange> {
  const step = Math.max(1, Math.floor(cut.most / cut.multiple)) * cut.multiple
  for (let first = 0; first < cut.count; first += step) yield { first, count: Math.min(step, cut.count - first) }
}

function* read(step: ReadStep, rowBytes: number): Steps<Uint8Array> {
  const bytes = yield step
  const need = step.rows.count * rowBytes
  if (bytes.length !== need) throw new TensorDataError({ tensor: step.tensor, have: bytes.length, need })
  return bytes
}
