import { KernelElementError } from '../errors.js'
import { assertLength, checkedLayout, type Matmul8ShardInput, type MatmulInput } from './inputs.js'

/** The sum over i < k of a[aStart + i] · b[bStart + i]. |sum| <= 16384 · 2^14 = 2^28, so int32 never overflows. */
export function dotProduct(operands: {
  readonly a: Int8Array
  readonly aStart: number
  readonly b: Int8Array
  readonly bStart: number
  readonly k: number
}): number {
  const { a, aStart, b, bStart, k } = operands
  let sum = 0
  for (let i = 0; i < k; i++) sum += Math.imul(a[aStart + i] as number, b[bStart + i] as number)
  return sum
}

/**
 * The whole product in plain TypeScript, int32 [m, n]: the definition that every backend must equal.
 * Throws `TENSOR_DATA` when an array has the wrong length.
 *
 * @example
 * const c = referenceMatmul8({ m: 1, n: 2, k: 2, a: Int8Array.of(1, 2), bt: Int8Array.of(3, 4, 5, 6) })
 * console.log([...c]) // [ 11, 17 ]
 */
export function referenceMatmul8({ m, n, k, a, bt }: MatmulInput): Int32Array {
  assertLength('a', a, m * k)
  assertLength('bt', bt, n * k)
  const c = new Int32Array(m * n)
  for (let row = 0; row < m; row++) {
    for (let col = 0; col < n; col++) {
      c[row * n + col] = dotProduct({ a, aStart: row * k, b: bt, bStart: col * k, k })
    }
  }
  return c
}

/**
 * The right value of one element of a shard's output; element = row in the shard · n + column.
 * Throws `KERNEL_ELEMENT` for ids at or beyond the number of elements, `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `TENSOR_DATA`.
 */
export function referenceElement(input: Matmul8ShardInput & { readonly element: bigint }): number {
  const layout = checkedLayout(input)
  const { n, k } = input.params
  const elements = layout.elements(input.shard)
  if (input.element < 0n || input.element >= elements) {
    throw new KernelElementError({ element: input.element, elements, leaves: 0n })
  }
  const row = layout.rowsOf(input.shard).start + Number(input.element / BigInt(n))
  const col = Number(input.element % BigInt(n))
  return dotProduct({ a: input.a, aStart: row * k, b: input.b, bStart: col * k, k })
}
