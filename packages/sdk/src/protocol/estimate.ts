import { findKernel, type FlatKernel, type WitnessKernel } from '@quern/kernels'
import type { Hex } from 'viem'
import { KernelUnsupportedError } from '../errors/local.js'

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
export function estimateWork({ kernelId, ...work }: EstimateWorkParameters): WorkEstimate {
  const kernel = findKernel(kernelId)
  if (kernel === undefined) throw new KernelUnsupportedError({ kernelId })
  return kernel.kind === 'witness' ? estimateSearch(kernel, work) : estimateFlat(kernel, work)
}

type Work = Omit<EstimateWorkParameters, 'kernelId'>

/** A shard's output is its one element, and its own proof. */
function estimateSearch(kernel: WitnessKernel, { params, shards }: Work): WorkEstimate {
  const { units, outputBytes } = kernel.layout(kernel.decode(params), shards)
  return { units, elements: Array.from({ length: shards }, () => 1n), maxSamples: 0, proofBytes: outputBytes }
}

function estimateFlat(kernel: FlatKernel, { params, shards }: Work): WorkEstimate {
  const layout = kernel.layout(kernel.decode(params), shards)
  const { units, maxSamples, proofBytes } = layout
  return {
    units,
    elements: Array.from({ length: shards }, (_, shard) => layout.elements(shard)),
    maxSamples,
    proofBytes,
  }
}
