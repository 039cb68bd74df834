import { MATMUL8_KERNEL_ID, KernelError, decodeMatmul8Params, matmul8Layout } from '@quern/kernels'
import type { RequestDocument } from '@quern/sdk'
import type { WorkFacts } from './pricer.js'

/** Sizes of a request's work, or why no size can be told. */
export function workFacts({ request }: RequestDocument): WorkFacts {
  const { terms, work } = request
  if (terms.kernelId !== MATMUL8_KERNEL_ID) return { problem: 'kernel_unknown' }
  try {
    const layout = matmul8Layout(decodeMatmul8Params(work.params), work.shards)
    const bytesOf = (shape: { rows: number; rowBytes: number }): number => shape.rows * shape.rowBytes
    const inputBytes = Math.max(bytesOf(layout.a), bytesOf(layout.b))
    return { inputBytes, outputBytes: bytesOf(layout.c(0)), maxSamples: layout.maxSamples }
  } catch (error) {
    if (error instanceof KernelError) return { problem: 'kernel_parameters' }
    throw error
  }
}
