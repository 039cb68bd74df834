import type { KernelFacts } from '../errors.js'
import type { Hex } from '../hex.js'
import type { RowComputer, ShardJob } from '../kernel.js'
import type { Commitment } from '../tensors/commitment.js'
import type { TensorShape } from '../tensors/shape.js'
import type { RowRange, TensorSource } from '../tensors/source.js'
import type { ShardSearch } from '../witness-kernel.js'
import type { BackendKind } from './kind.js'

/** A tensor that a backend can compute with, until it is freed. */
export interface DeviceTensor {
  readonly shape: TensorShape
}

export interface RunOptions {
  /** Ends the work at the next submit or block, within about 100 ms, with `KERNEL_CANCELLED`. */
  readonly signal?: AbortSignal
}

/** Something that computes kernels exactly. Every backend gives the same bits; they differ only in speed. */
export interface ComputeBackend {
  /** For logs: `webgpu`, `wasm-simd` or `reference`. */
  readonly name: string
  readonly kind: BackendKind
  /** The device, as its driver describes it. */
  readonly device: string
  /** What adapter and driver say of themselves, for people: vendor, architecture, limits. */
  readonly details?: KernelFacts
  /** True for a software driver posing as a GPU; always false outside WebGPU. */
  readonly isFallbackAdapter: boolean
  /** Bytes that tensors, trees and buffers of this backend may take together: more is refused before it is allocated. */
  readonly memoryBytes: number
  /**
   * A tensor to compute with. Rows are copied to the device when work first needs them, and may be dropped and read
   * again when room is needed: keep the source readable until the tensor is freed.
   */
  upload(source: TensorSource, options?: RunOptions): Promise<DeviceTensor>
  /** The output of a shard; it stays on the device. Rejects with `KERNEL_MEMORY`, `KERNEL_DEVICE`, `KERNEL_CANCELLED`, `TENSOR_SHAPE`. */
  run(job: ShardJob, inputs: readonly DeviceTensor[], options?: RunOptions): Promise<DeviceTensor>
  /**
   * The answer with the smallest number among some candidates of a witness kernel's shard, or undefined when they hold none.
   * Rejects with `KERNEL_SLICE`, `KERNEL_DEVICE`, `KERNEL_CANCELLED`.
   */
  search(search: ShardSearch, options?: RunOptions): Promise<Hex | undefined>
  /** Commits to a tensor where it is. */
  commit(tensor: DeviceTensor, options?: RunOptions): Promise<Commitment>
  /**
   * Rows of a tensor: row-major in natural order of lanes, without padding. As with a source, what it returns is not
   * changed by the caller, and is not looked at once the next rows of this backend are read: copy what has to stay.
   */
  read(tensor: DeviceTensor, rows: RowRange): Promise<Uint8Array>
  /** Computes rows of any kernel from sources, on all its threads, and keeps nothing; only a backend on the processor has it. */
  readonly computer?: RowComputer
  /** Gives up a tensor and the commitments to it; once more does nothing. */
  free(tensor: DeviceTensor): void
  /** Frees the device once running calls are done; later calls reject with `KERNEL_CLOSED`. */
  close(): Promise<void>
}
