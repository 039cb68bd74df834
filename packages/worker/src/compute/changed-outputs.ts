import { bytesSource, type ComputeBackend } from '@quern/kernels'

/** Sees the int32 elements of an output, row-major, and may change them in place. */
export type OutputChange = (output: Int32Array) => void

/**
 * A backend whose outputs are changed before they are committed to: for tests and demonstrations of a worker that
 * cheats.
 */
export function withChangedOutputs(backend: ComputeBackend, change: OutputChange): ComputeBackend {
  return {
    ...backend,
    run: async (job, inputs, options) => {
      const output = await backend.run(job, inputs, options)
      const bytes = new Uint8Array(await backend.read(output, { first: 0, count: output.shape.rows }))
      backend.free(output)
      change(new Int32Array(bytes.buffer))
      return backend.upload(bytesSource(output.shape, bytes))
    },
  }
}
