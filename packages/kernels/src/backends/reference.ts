import { referenceMatmul8 } from '../matmul8/reference.js'
import type { ComputeBackend } from './backend.js'
import { queued } from './queue.js'

/** Plain TypeScript: slow, readable, available everywhere. */
export function openReferenceBackend(): ComputeBackend {
  return queued({
    name: 'reference',
    kind: 'reference',
    device: 'JavaScript engine',
    isFallbackAdapter: false,
    multiply: async (input) => referenceMatmul8(input),
    free: () => undefined,
  })
}
