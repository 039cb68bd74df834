import type { ComputeBackend } from '@quern/kernels'

/** A backend that adds one to the elements that `choose` names. */
export function falsified(backend: ComputeBackend, choose: (output: Int32Array) => number[]): ComputeBackend {
  return {
    ...backend,
    async matmul8(input) {
      const output = await backend.matmul8(input)
      for (const element of choose(output)) output[element] = (output[element] ?? 0) + 1
      return output
    },
    close: () => backend.close(),
  }
}
