import { create2SearchKernel } from './create2-search/kernel.js'
import { KernelUnknownError } from './errors.js'
import type { Hex } from './hex.js'
import type { FlatKernel, ShardJob } from './kernel.js'
import { matmul8Kernel } from './matmul8/kernel.js'
import { monteCarloKernel } from './monte-carlo/kernel.js'
import { renderKernel } from './render/kernel.js'
import type { WitnessKernel } from './witness-kernel.js'

/** A kernel that is known; its `kind` tells which. */
export type Kernel = FlatKernel | WitnessKernel

/** All flat kernels that are known. */
export const flatKernels: readonly FlatKernel[] = [matmul8Kernel, renderKernel, monteCarloKernel]
/** All witness kernels that are known. */
export const witnessKernels: readonly WitnessKernel[] = [create2SearchKernel]

/** The kernel with a number, flat or witness, or undefined for one that is not known. */
export function findKernel(id: number): Kernel | undefined {
  return [...flatKernels, ...witnessKernels].find((kernel) => kernel.id === id)
}

/** The flat kernel with a number. Throws `KERNEL_UNKNOWN`. */
export function flatKernel(id: number): FlatKernel {
  return withId(flatKernels, id)
}

/** The witness kernel with a number. Throws `KERNEL_UNKNOWN`. */
export function witnessKernel(id: number): WitnessKernel {
  return withId(witnessKernels, id)
}

function withId<Known extends Kernel>(kernels: readonly Known[], id: number): Known {
  const kernel = kernels.find((known) => known.id === id)
  if (kernel === undefined) throw new KernelUnknownError({ id, known: kernels.map((known) => known.id).join(', ') })
  return kernel
}

/** A shard of a request's work. */
export interface ShardWork {
  readonly kernelId: number
  /** As the contracts read them. */
  readonly params: Hex
  readonly shards: number
  readonly shard: number
}

/**
 * One shard of one job, validated. Throws `KERNEL_UNKNOWN`, `KERNEL_PARAMETERS`, `KERNEL_SHARD`.
 *
 * @example
 * const params = encodeMatmul8Params({ m: 4, n: 2, k: 8 })
 * const job = shardJob({ kernelId: MATMUL8_KERNEL_ID, params, shards: 2, shard: 1 })
 * console.log(job.layout.output(1).rows) // 2
 */
export function shardJob({ kernelId, params, shards, shard }: ShardWork): ShardJob {
  const kernel = flatKernel(kernelId)
  const decoded = kernel.decode(params)
  const layout = kernel.layout(decoded, shards)
  layout.output(shard)
  return { kernel, params: decoded, layout, shard }
}
