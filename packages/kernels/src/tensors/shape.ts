import { TensorShapeError } from '../errors.js'

/** Most rows or columns of one tensor. */
export const MAX_TENSOR_SIDE = 2 ** 24

const ELEMENT_BYTES = [1, 2, 4, 8, 16]
const MIN_LEAF_LOG2 = 7
const MAX_INPUT_LEAF_LOG2 = 10

/** Inputs have leaves of 128 to 1024 bytes, outputs always of 128. */
export type TensorRole = 'input' | 'output'

/** How a matrix is stored and committed. Every field follows from rows, cols, elementBytes, role and laneReversed. */
export interface TensorShape {
  readonly rows: number
  readonly cols: number
  /** Bytes of one little-endian element: a power of two, so that none lies in two leaves. */
  readonly elementBytes: number
  /** True when 32-bit word w of a row is stored at w ^ 7. */
  readonly laneReversed: boolean
  /** log2 of the bytes of a leaf. */
  readonly ll: number
  /** log2 of the leaves of a row. */
  readonly rl: number
  /** log2 of the rows, padding rows included. */
  readonly hl: number
  /** Bytes of a row's elements: cols · elementBytes. */
  readonly rowBytes: number
  /** Bytes of a stored row, zero padding included: 2^(ll + rl). */
  readonly paddedRowBytes: number
  /** Levels above the leaves: hl + rl. */
  readonly depth: number
}

/** Smallest e with 2^e >= value, for a whole value >= 1. */
export function ceilLog2(value: number): number {
  let exponent = 0
  while (2 ** exponent < value) exponent++
  return exponent
}

/**
 * The shape of a tensor. Throws `TENSOR_SHAPE` for sizes outside 1…2^24 or elements of other than 1, 2, 4, 8 or 16 bytes.
 *
 * @example
 * const shape = tensorShape({ rows: 2000, cols: 784, elementBytes: 1, role: 'input' })
 * console.log(shape.depth, shape.paddedRowBytes) // 11 1024
 */
export function tensorShape(parameters: {
  readonly rows: number
  readonly cols: number
  readonly elementBytes: number
  readonly role: TensorRole
  readonly laneReversed?: boolean
}): TensorShape {
  const { rows, cols, elementBytes, role, laneReversed = false } = parameters
  const isSide = (side: number) => Number.isInteger(side) && side >= 1 && side <= MAX_TENSOR_SIDE
  if (!isSide(rows) || !isSide(cols) || !ELEMENT_BYTES.includes(elementBytes)) {
    throw new TensorShapeError({ rows, cols, elementBytes })
  }
  const rowBytes = cols * elementBytes
  const rowLog2 = ceilLog2(rowBytes)
  const mostLeafLog2 = role === 'input' ? MAX_INPUT_LEAF_LOG2 : MIN_LEAF_LOG2
  const ll = Math.min(Math.max(rowLog2, MIN_LEAF_LOG2), mostLeafLog2)
  const rl = Math.max(0, rowLog2 - ll)
  const hl = ceilLog2(rows)
  return {
    rows,
    cols,
    elementBytes,
    laneReversed,
    ll,
    rl,
    hl,
    rowBytes,
    paddedRowBytes: 2 ** (ll + rl),
    depth: hl + rl,
  }
}

/** True when both are stored and committed alike, element by element. */
export function isSameShape(left: TensorShape, right: TensorShape): boolean {
  return (Object.keys(left) as (keyof TensorShape)[]).every((field) => left[field] === right[field])
}
