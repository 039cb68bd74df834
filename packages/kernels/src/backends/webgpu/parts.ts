import { TensorShapeError } from '../../errors.js'
import { HASH_BYTES } from '../../tensors/hasher.js'
import type { TensorShape } from '../../tensors/shape.js'
import type { RowRange } from '../../tensors/source.js'

/** Rows begin at multiples of this many bytes, so that shaders read them in vectors of four words. */
const ROW_ALIGNMENT = 16

/** How a tensor lies on a device: in parts of `partRows` rows, the last one shorter. Each part is an aligned subtree. */
export interface PartPlan {
  readonly shape: TensorShape
  /** Bytes from one row to the next; what lies behind a row's elements is zero. */
  readonly stride: number
  /** A power of two. */
  readonly partRows: number
  readonly parts: number
}

/**
 * The largest parts whose rows, and whose trees with all levels, each fit `bufferBytes`. Throws `TENSOR_SHAPE` when
 * not even one row does.
 */
export function planParts(shape: TensorShape, bufferBytes: number): PartPlan {
  const stride = Math.ceil(shape.rowBytes / ROW_ALIGNMENT) * ROW_ALIGNMENT
  const bytesOfRow = Math.max(stride, 2 * HASH_BYTES * 2 ** shape.rl)
  if (bytesOfRow > bufferBytes) {
    throw new TensorShapeError({ rows: shape.rows, cols: shape.cols, rowBytes: bytesOfRow, bufferBytes })
  }
  const partRows = 2 ** Math.min(shape.hl, Math.floor(Math.log2(bufferBytes / bytesOfRow)))
  return { shape, stride, partRows, parts: Math.ceil(shape.rows / partRows) }
}

/** The rows of a part. */
export function rowsOfPart({ shape, partRows }: PartPlan, part: number): RowRange {
  const first = part * partRows
  return { first, count: Math.min(partRows, shape.rows - first) }
}

/** The bytes of a part's buffer. */
export function bytesOfPart(plan: PartPlan, part: number): number {
  return rowsOfPart(plan, part).count * plan.stride
}

/** The parts that hold some of the rows. */
export function partsOfRows({ partRows }: PartPlan, { first, count }: RowRange): number[] {
  const from = Math.floor(first / partRows)
  const end = Math.ceil((first + count) / partRows)
  return Array.from({ length: end - from }, (_, i) => from + i)
}

/** The rows that two ranges share; count 0 when there are none. */
export function sharedRows(left: RowRange, right: RowRange): RowRange {
  const first = Math.max(left.first, right.first)
  const end = Math.min(left.first + left.count, right.first + right.count)
  return { first, count: Math.max(0, end - first) }
}
