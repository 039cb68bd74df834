import { encodeMatmul8Params, matmul8Layout, matmul8TreeA, matmul8TreeB } from '@quern/kernels'
import { encodeAbiParameters, hexToBytes, keccak256, type Hex } from 'viem'
import type { Work } from '../types.js'
import type { FlatInputs } from './flat.js'

export type DescribeMatmul8Parameters = {
  m: number
  n: number
  k: number
  /** int8 [m, k], row-major. */
  a: Int8Array
  /** B transposed: int8 [n, k], row-major. */
  b: Int8Array
  /** How many jobs share the rows of A. */
  shards: number
  /** Where the objects will be found: a base that ends with `/`. */
  inputUri: string
}

/** An object to be stored as `<name>.bin` below `inputUri`. */
export type ContentObject = { name: Hex; bytes: Uint8Array }

export type Matmul8Work = {
  work: Work
  inputRoots: readonly [Hex, Hex]
  /** What results are checked against. */
  inputs: FlatInputs
  /** What workers need to find below `inputUri`. */
  objects: ContentObject[]
}

/**
 * Describes C = A · B as work to be requested: roots, parameters, and the objects that workers will read.
 *
 * Throws `KERNEL_PARAMETERS`, `TENSOR_DATA`.
 *
 * @example
 * ```ts
 * import { describeMatmul8 } from '@quern/sdk'
 *
 * const [a, b] = [Int8Array.of(1, 2), Int8Array.of(3, 4)]
 * const { work, objects } = describeMatmul8({ m: 1, n: 1, k: 2, a, b, shards: 1, inputUri: 'https://example.org/in/' })
 * ```
 */
export function describeMatmul8({ m, n, k, a, b, shards, inputUri }: DescribeMatmul8Parameters): Matmul8Work {
  const layout = matmul8Layout({ m, n, k }, shards)
  const inputRoots = [matmul8TreeA(layout, a).root, matmul8TreeB(layout, b).root] as const
  const roots = encodeInputRoots(inputRoots)
  const inputRoot = keccak256(roots)
  const objects = [
    { name: inputRoot, bytes: hexToBytes(roots) },
    { name: inputRoots[0], bytes: bytesOf(a) },
    { name: inputRoots[1], bytes: bytesOf(b) },
  ]
  const work = { shards, inputRoot, params: encodeMatmul8Params({ m, n, k }), inputUri }
  return { work, inputRoots, inputs: { inputRoots, tensors: [bytesOf(a), bytesOf(b)] }, objects }
}

/**
 * The values of a product's output: int32 [rows of the shard, n], row-major.
 *
 * @example
 * ```ts
 * const { ok, output } = await verifyResult(client, { request, shard: 0 })
 * if (ok) console.log(productOf(output)[0])
 * ```
 */
export function productOf(output: Uint8Array): Int32Array {
  return new Int32Array(new Uint8Array(output).buffer)
}

/** What `inputRoot` is the hash of. */
export function encodeInputRoots(inputRoots: readonly Hex[]): Hex {
  return encodeAbiParameters([{ type: 'bytes32[]' }], [[...inputRoots]])
}

/** The bytes of an array, without a copy. */
export function bytesOf(array: Int8Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
