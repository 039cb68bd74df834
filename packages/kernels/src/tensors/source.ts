import { TensorDataError } from '../errors.js'
import type { TensorShape } from './shape.js'

/** Rows first … first + count − 1 of a tensor. */
export interface RowRange {
  readonly first: number
  readonly count: number
}

/** Where another thread of this process finds the same bytes. */
export type TensorOrigin =
  { readonly buffer: SharedArrayBuffer; readonly byteOffset: number } | { readonly file: string }

/** Where the rows of a tensor are read: an array, a file, a store. They stay the same as long as the source is used. */
export interface TensorSource {
  readonly shape: TensorShape
  /** Left out where only `read` gets at the bytes: threads then work with a copy. */
  readonly origin?: TensorOrigin
  /**
   * The bytes of some rows: row-major in natural order of lanes, without padding. What it returns is not changed by the
   * caller, and is not looked at once the next call was made.
   */
  read(rows: RowRange): Uint8Array | Promise<Uint8Array>
}

/** A tensor in memory; `read` returns views. Throws `TENSOR_DATA` unless there are rows · rowBytes bytes. */
export function bytesSource(shape: TensorShape, bytes: Uint8Array): TensorSource {
  const need = shape.rows * shape.rowBytes
  if (bytes.length !== need) throw new TensorDataError({ tensor: 'data', have: bytes.length, need })
  return {
    shape,
    ...(isShared(bytes.buffer) ? { origin: { buffer: bytes.buffer, byteOffset: bytes.byteOffset } } : {}),
    read: ({ first, count }) => bytes.subarray(first * shape.rowBytes, (first + count) * shape.rowBytes),
  }
}

function isShared(buffer: ArrayBufferLike): buffer is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
}
