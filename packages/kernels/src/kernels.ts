import { KernelUnknownError } from './errors.js'
import type { Hex } from './hex.js'
import type { FlatKernel, ShardJob } from './kernel.js'
import { matmul8Kernel } from './matmul8/kernel.js'
import { renderKernel } from './render/kernel.js'

const KERNELS: readonly FlatKernel[] = [matmul8Kernel, renderKernel]

/** The flat kernel with a number. Throws `KERNEL_UNKNOWN`. */
export function flatKernel(id: number): FlatKernel {
  const kernel = KERNELS.find((known) => known.id === id)
  if (kernel === undefined) throw new KernelUnknownError({ id, known: KERNELS.map((known) => known.id).join(', ') })
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
