import type { ComputeBackend } from './backend.js'
import { openCpuBackend } from './cpu.js'

/** Plain TypeScript: slow, readable, available everywhere. */
export function openReferenceBackend(options: { readonly memoryBytes?: number | undefined } = {}): ComputeBackend {
  return openCpuBackend({
    ...options,
    name: 'reference',
    kind: 'reference',
    device: 'JavaScript engine',
    computerOf: async (kernel) => kernel.reference,
  })
}
