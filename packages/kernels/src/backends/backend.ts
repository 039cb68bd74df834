import type { MatmulInput } from '../matmul8/inputs.js'

/** What kind of machine a backend computes on. */
export type BackendKind = 'webgpu' | 'wasm' | 'reference'

/** Something that computes kernels exactly. Every backend gives the same bits; they differ only in speed. */
export interface ComputeBackend {
  /** For logs: `webgpu`, `wasm-simd` or `reference`. */
  readonly name: string
  readonly kind: BackendKind
  /** The device, as its driver describes it. */
  readonly device: string
  /** True for a software driver posing as a GPU; always false outside WebGPU. */
  readonly isFallbackAdapter: boolean
  /**
   * The product, int32 [m, n]: `a` is int8 [m, k], `bt` int8 [n, k], row-major. Calls run one after another.
   * Rejects with `TENSOR_DATA`, `KERNEL_PARAMETERS`, `KERNEL_DEVICE` or `KERNEL_CLOSED`.
   */
  matmul8(input: MatmulInput): Promise<Int32Array>
  /** Frees the device once running calls are done; later calls reject with `KERNEL_CLOSED`. */
  close(): Promise<void>
}
