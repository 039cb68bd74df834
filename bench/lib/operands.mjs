// Sizes of the table and what is multiplied.

const PATTERN_BYTES = 2 ** 20

/** m × n × k; the last but one is the operand of 256 MiB times 256 columns. */
export const SIZES = [
  { m: 256, n: 256, k: 256 },
  { m: 1024, n: 1024, k: 1024 },
  { m: 2048, n: 2048, k: 2048 },
  { m: 4096, n: 4096, k: 4096 },
  { m: 2000, n: 10, k: 784 },
  { m: 512, n: 512, k: 16384 },
  { m: 16384, n: 256, k: 16384 },
]

export const sizeText = ({ m, n, k }) => `${m}×${n}×${k}`

export const macsOf = ({ m, n, k }) => m * n * k

/** Billions of operations a second: a multiplication and an addition for each multiply-add. */
export const gops = (size, ms) => (2 * macsOf(size)) / ms / 1e6

/** `length` int8 values: a xorshift32 sequence, repeated every MiB. */
export function operand(length, seed = 1) {
  const values = new Int8Array(length)
  const most = Math.min(length, PATTERN_BYTES)
  let state = seed
  for (let i = 0; i < most; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    values[i] = state >> 24
  }
  for (let filled = most; filled < length; filled += filled) values.copyWithin(filled, 0, length - filled)
  return values
}

/** Both operands of a size. */
export function operandsOf({ m, n, k }) {
  return { m, n, k, a: operand(m * k, 1), bt: operand(n * k, 2) }
}

/** The first rows of a product that cost at most `macs` multiply-adds, for contenders that would take minutes. */
export function firstRows(operands, macs) {
  const { m, n, k, a, bt } = operands
  const rows = Math.min(m, Math.max(1, Math.floor(macs / (n * k))))
  return { m: rows, n, k, a: a.subarray(0, rows * k), bt }
}
