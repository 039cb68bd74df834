/** Rows of bytes, and where they lie when each begins `stride` bytes behind the last, zeros between. */
export interface StridedRows {
  /** Rows one behind another. */
  readonly bytes: Uint8Array
  readonly rowBytes: number
  readonly stride: number
}

/** A piece of the rows as they lie strided, from byte `from` of them on. */
export interface StridedPiece {
  readonly from: number
  readonly piece: Uint8Array
}

/** Writes a piece: rows and the zeros behind them. */
export function packPiece({ bytes, rowBytes, stride }: StridedRows, { from, piece }: StridedPiece): void {
  if (rowBytes === stride) {
    piece.set(bytes.subarray(from, from + piece.length))
    return
  }
  piece.fill(0)
  eachRow({ rowBytes, stride, from, length: piece.length }, (start, end, at) =>
    piece.set(bytes.subarray(start, end), at),
  )
}

/** Reads a piece into the rows, leaving out the zeros. */
export function unpackPiece({ bytes, rowBytes, stride }: StridedRows, { from, piece }: StridedPiece): void {
  if (rowBytes === stride) {
    bytes.set(piece, from)
    return
  }
  eachRow({ rowBytes, stride, from, length: piece.length }, (start, end, at) =>
    bytes.set(piece.subarray(at, at + end - start), start),
  )
}

/** Calls `copy` with the bytes start … end − 1 of the rows that a piece holds from its byte `at` on, row by row. */
function eachRow(
  { rowBytes, stride, from, length }: { rowBytes: number; stride: number; from: number; length: number },
  copy: (start: number, end: number, at: number) => void,
): void {
  for (let row = Math.floor(from / stride); row * stride < from + length; row++) {
    const first = Math.max(0, from - row * stride)
    const end = Math.min(rowBytes, from + length - row * stride)
    if (first < end) copy(row * rowBytes + first, row * rowBytes + end, row * stride + first - from)
  }
}
