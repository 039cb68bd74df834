import type { FillRandom, FreivaldsMachine, FreivaldsSize } from './freivalds-machine.js'
import { dotProduct } from './reference.js'

const MAX_BYTES = 2 ** 20
const MAX_ROWS = 2 ** 14
const VECTORS = 2

/** The definition of a check's arithmetic, in BigInt: slow, readable, available everywhere. */
export function createPortableMachine({ n, k }: FreivaldsSize, fillRandom: FillRandom): FreivaldsMachine {
  const r = Array.from({ length: VECTORS }, () => randomEntries(n, fillRandom))
  const product = r.map(() => new BigInt64Array(k))
  let totals: bigint[][] = []
  let added = 0
  return {
    rowGroup: 1,
    maxBytes: MAX_BYTES,
    maxRows: MAX_ROWS,
    addB(bytes) {
      for (const row of rowsOf(int8(bytes), k)) {
        for (const [x, sums] of product.entries()) {
          const entry = r[x]?.[added] as bigint
          for (let i = 0; i < k; i++) sums[i] = (sums[i] as bigint) + BigInt(row[i] as number) * entry
        }
        added++
      }
    },
    endB: () => undefined,
    subtractA(bytes) {
      totals = rowsOf(int8(bytes), k).map((row) => product.map((entries) => -dot(row, entries)))
    },
    addC(bytes) {
      const differs = (row: Int32Array, index: number) =>
        r.some((entries, x) => BigInt.asIntN(64, dot(row, entries) + (totals[index]?.[x] as bigint)) !== 0n)
      return rowsOf(new Int32Array(bytes.slice().buffer), n).flatMap((row, index) =>
        differs(row, index) ? [index] : [],
      )
    },
    firstDifference({ a, b, c }) {
      const elements = new Int32Array(c.slice().buffer)
      const operands = { a: int8(a), aStart: 0, b: int8(b), k }
      return elements.findIndex((value, j) => value !== dotProduct({ ...operands, bStart: j * k }))
    },
  }
}

function randomEntries(n: number, fillRandom: FillRandom): BigInt64Array {
  const words = new Int32Array(n)
  fillRandom(new Uint8Array(words.buffer))
  return BigInt64Array.from(words, (word) => BigInt(word >> 1))
}

function int8(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

function rowsOf<Row extends Int8Array | Int32Array>(array: Row, length: number): Row[] {
  return Array.from({ length: array.length / length }, (_, i) => array.subarray(i * length, (i + 1) * length) as Row)
}

function dot(row: Int8Array | Int32Array, entries: BigInt64Array): bigint {
  let sum = 0n
  for (const [i, value] of row.entries()) sum += BigInt(value) * (entries[i] as bigint)
  return sum
}
