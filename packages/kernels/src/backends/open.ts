import { KernelError } from '../errors.js'
import type { ComputeBackend } from './backend.js'
import type { BackendKind } from './kind.js'
import { openReferenceBackend } from './reference.js'
import { selfTest } from './self-test.js'
import { openWasmBackend } from './wasm.js'

/** Which backend to open. */
export interface OpenBackendOptions {
  /** `auto`, the default: a real GPU that passes its self-test, else WASM SIMD, else the reference. */
  readonly prefer?: 'auto' | BackendKind
  /** Accept a software WebGPU driver: for tests, since it is slower than WASM. */
  readonly allowFallbackAdapter?: boolean
  /** Bytes that tensors, trees and buffers may take together; 2 GiB when left out. */
  readonly memoryBytes?: number | undefined
  /** Threads of a backend on the processor: 1 when left out, and always where the engine is not Node. */
  readonly threads?: number | undefined
}

/**
 * Opens a backend. With `auto` it always resolves; a named kind rejects with `KERNEL_NO_ADAPTER`, `KERNEL_DEVICE` or
 * `KERNEL_NO_WASM` when this machine cannot run it.
 *
 * @example
 * const backend = await openBackend()
 * const c = await multiply8(backend, { m: 1, n: 1, k: 2, a: Int8Array.of(1, 2), bt: Int8Array.of(3, 4) })
 * console.log(backend.kind, c[0]) // wasm 11
 * await backend.close()
 */
export async function openBackend(options: OpenBackendOptions = {}): Promise<ComputeBackend> {
  const { prefer = 'auto' } = options
  switch (prefer) {
    case 'webgpu':
      return openGpuBackend(options)
    case 'wasm':
      return openWasmBackend(options)
    case 'reference':
      return openReferenceBackend(options)
    case 'auto':
      return firstOf([() => openTestedGpu(options), () => openWasmBackend(options)], () =>
        openReferenceBackend(options),
      )
  }
}

/** Loads the WebGPU code only when somebody asks for a GPU. */
async function openGpuBackend({
  allowFallbackAdapter = false,
  memoryBytes,
}: OpenBackendOptions): Promise<ComputeBackend> {
  const { openWebgpuBackend } = await import('./webgpu/backend.js')
  return openWebgpuBackend({ allowFallbackAdapter, memoryBytes })
}

async function openTestedGpu(options: OpenBackendOptions): Promise<ComputeBackend> {
  const backend = await openGpuBackend(options)
  try {
    await selfTest(backend)
    return backend
  } catch (error) {
    await backend.close()
    throw error
  }
}

async function firstOf(
  openers: readonly (() => Promise<ComputeBackend>)[],
  last: () => Promise<ComputeBackend>,
): Promise<ComputeBackend> {
  for (const open of openers) {
    try {
      return await open()
    } catch (error) {
      if (!(error instanceof KernelError)) throw error
    }
  }
  return last()
}
