/** Bounds the chance that a wrong output passes: 2^−31 for each of two vectors. `freivalds` says why. */
export const FREIVALDS_ERROR_PROBABILITY = 2 ** -62

/** Fills an array with random bytes. */
export type FillRandom = (bytes: Uint8Array) => void

/**
 * The arithmetic of Freivalds' check modulo 2^64, for two vectors r of n entries. An entry is a random signed 32-bit word,
 * shifted right by one bit: −2^30 … 2^30 − 1.
 */
export interface FreivaldsMachine {
  /** Rows of B that `addB` takes: a multiple of this, but for the last call. */
  readonly rowGroup: number
  /** Most bytes of rows of A, of B or of C that a call takes, unless one row of C has more. */
  readonly maxBytes: number
  /** Most rows of A and C that are compared together. */
  readonly maxRows: number
  /** Adds the next rows of B transposed to B · r. */
  addB(bytes: Uint8Array): void
  /** Call it when all rows of B were added. */
  endB(): void
  /** Begins a comparison of rows: their totals are −A · (B · r). */
  subtractA(bytes: Uint8Array): void
  /** Adds C · r to the totals of these rows, and gives the indexes of those that are not zero for both vectors. */
  addC(bytes: Uint8Array): number[]
  /** The first of some columns whose element differs from `a` · `b`: `a` is a row of A, `b` rows of B, `c` elements. −1: none. */
  firstDifference(row: { readonly a: Uint8Array; readonly b: Uint8Array; readonly c: Uint8Array }): number
}

/** The columns and the depth of the product that is checked. */
export interface FreivaldsSize {
  readonly n: number
  readonly k: number
}
