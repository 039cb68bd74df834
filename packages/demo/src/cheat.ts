import type { ComputeBackend } from '@quern/kernels'
import { serveCompute } from '@quern/worker/compute'

/** The compute program of the demo's cheater: it changes one element of the first result it computes. */
function changeOneElement(backend: ComputeBackend): ComputeBackend {
  let cheated = false
  return {
    ...backend,
    async matmul8(input) {
      const output = await backend.matmul8(input)
      if (cheated) return output
      cheated = true
      const place = Math.floor(Math.random() * output.length)
      output[place] = (output[place] as number) + 1
      return output
    },
    close: () => backend.close(),
  }
}

serveCompute({ wrapBackend: changeOneElement })
