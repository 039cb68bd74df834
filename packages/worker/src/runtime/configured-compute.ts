import type { WorkerConfig } from '../config/schema.js'
import type { ComputeParameters } from './compute-child.js'
import { createCompute, type Compute } from './compute.js'

/** The compute child as the configuration describes it. */
export function createConfiguredCompute(
  { compute }: WorkerConfig,
  parameters: Omit<ComputeParameters, 'program' | 'open'>,
): Compute {
  return createCompute({
    ...parameters,
    program: compute.program,
    open: {
      backend: compute.backend,
      allowSoftwareGpu: compute.allow_software_gpu,
      selfChecks: compute.self_checks,
      threads: compute.threads,
      memoryBytes: compute.memory_mb * 2 ** 20,
      gpuMemoryBytes: compute.gpu_memory_mb * 2 ** 20,
    },
  })
}
