import { KernelCancelledError } from '../errors.js'
import type { Check } from '../tensors/commit-tensor.js'
import type { RunOptions } from './backend.js'

/** A check that throws `KERNEL_CANCELLED` once the signal is aborted. */
export function checkOf(backend: string, { signal }: RunOptions = {}): Check {
  return () => {
    if (signal?.aborted) throw new KernelCancelledError({ backend, cause: signal.reason })
  }
}
