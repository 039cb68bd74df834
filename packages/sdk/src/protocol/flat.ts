import { bytesSource, KernelUnknownError, shardJob, type ShardJob, type TensorSource } from '@quern/kernels'
import type { Hex } from 'viem'
import { KernelUnsupportedError } from '../errors/local.js'
import type { Request } from '../types.js'

/** The inputs of work for a flat kernel, in the kernel's order. */
export type FlatInputs = {
  inputRoots: readonly Hex[]
  /** Of each its bytes: little-endian elements, row-major, without padding. */
  tensors: readonly Uint8Array[]
}

/** One shard of a request. Throws `KERNEL_UNSUPPORTED` unless its kernel is a flat one that is known. */
export function flatJob({ terms, work }: Pick<Request, 'terms' | 'work'>, shard: number): ShardJob {
  const { kernelId } = terms
  try {
    return shardJob({ kernelId, shard, ...work })
  } catch (error) {
    if (error instanceof KernelUnknownError) throw new KernelUnsupportedError({ kernelId })
    throw error
  }
}

/** A shard's inputs and its output as kernels read them. Throws `TENSOR_DATA` for bytes that do not fit. */
export function flatSources(
  { layout, shard }: ShardJob,
  { inputs, output }: { inputs: FlatInputs; output: Uint8Array },
): { inputs: TensorSource[]; output: TensorSource } {
  const none = new Uint8Array()
  return {
    inputs: layout.inputs.map((shape, index) => bytesSource(shape, inputs.tensors[index] ?? none)),
    output: bytesSource(layout.output(shard), output),
  }
}
