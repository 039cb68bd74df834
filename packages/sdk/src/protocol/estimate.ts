import {
  CREATE2_SEARCH_KERNEL_ID,
  create2SearchLayout,
  decodeCreate2SearchParams,
  flatKernel,
  type FlatLayout,
} from '@quern/kernels'
import type { Hex } from 'viem'
import { known } from './flat.js'

export type EstimateWorkParameters = { kernelId: number; params: Hex; shards: number }

export type WorkEstimate = {
  /** Work of the largest shard, in the kernel's units. */
  units: bigint
  /** Output elements of each shard. */
  elements: bigint[]
  /** The most samples that fit in one reveal. */
  maxSamples: number
  /** Bytes of the proof of one element. */
  proofBytes: number
}

/**
 * What a piece of work amounts to, without asking a chain.
 *
 * Throws `KERNEL_UNSUPPORTED`, and `KERNEL_PARAMETERS` for parameters the kernel refuses.
 *
 * @example
 * ```ts
 * import { encodeMatmul8Params } from '@quern/kernels'
 * import { estimateWork } from '@quern/sdk'
 *
 * const params = encodeMatmul8Params({ m: 2000, n: 10, k: 784 })
 * console.log(estimateWork({ kernelId: 1, params, shards: 4 }).units)
 * ```
 */
export function estimateWork({ kernelId, params, shards }: EstimateWorkParameters): WorkEstimate {
  const { units, elements, maxSamples, proofBytes } =
    kernelId === CREATE2_SEARCH_KERNEL_ID ? searchOf(params, shards) : flatOf({ kernelId, params, shards })
  return { units, elements: Array.from({ length: shards }, (_, shard) => elements(shard)), maxSamples, proofBytes }
}

/** The proof of a search is its output: the salt. */
function searchOf(params: Hex, shards: number) {
  return { ...create2SearchLayout(decodeCreate2SearchParams(params), shards), proofBytes: 32 }
}

function flatOf({ kernelId, params, shards }: EstimateWorkParameters): FlatLayout {
  const kernel = known(kernelId, () => flatKernel(kernelId))
  return kernel.layout(kernel.decode(params), shards)
}
