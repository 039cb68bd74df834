import type { MemoryBudget } from '../memory.js'
import type { GpuHandle } from './adapter.js'
import type { Residency } from './residency.js'
import type { SubmitState } from './submits.js'
import type { Transfers } from './transfers.js'

/** What the parts of one open device share. */
export interface GpuEngine {
  readonly handle: GpuHandle
  readonly budget: MemoryBudget
  readonly residency: Residency
  readonly transfers: Transfers
  readonly submits: SubmitState
  readonly pipelines: PipelineCache
  /** The word that a search's shader leaves what it found in. */
  readonly found: GPUBuffer
  /** Where rows are read to, until the next are. */
  readonly room: { bytes: Uint8Array }
}

/** Compiled shaders by name. */
export interface PipelineCache {
  /** The pipeline of a name; `compile` makes it the first time, and again after it failed. */
  of(name: string, compile: () => Promise<GPUComputePipeline>): Promise<GPUComputePipeline>
}

export function pipelineCache(): PipelineCache {
  const compiled = new Map<string, GPUComputePipeline>()
  return {
    async of(name, compile) {
      const pipeline = compiled.get(name) ?? (await compile())
      compiled.set(name, pipeline)
      return pipeline
    },
  }
}
