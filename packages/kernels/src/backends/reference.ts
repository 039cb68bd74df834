import type { ComputeBackend } from './backend.js'
import { openCpuBackend, type CpuOptions } from './cpu.js'
import { openThreadPool } from './thread-pool.js'

const BLOCK_MS = 50

/** Plain TypeScript: slow, readable, available everywhere. */
export async function openReferenceBackend({ memoryBytes, threads = 1 }: CpuOptions = {}): Promise<ComputeBackend> {
  return openCpuBackend({
    memoryBytes,
    name: 'reference',
    kind: 'reference',
    device: 'JavaScript engine',
    blockMs: BLOCK_MS,
    pool: await openThreadPool('reference', threads),
    computerOf: async (kernel) => kernel.reference,
    searcherOf: async (kernel) => kernel.reference,
  })
}
