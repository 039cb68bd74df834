import { serveCompute, withChangedOutputs } from '../compute/index.js'
import { openKind } from '../compute/opening.js'

// A device that is right in small work and wrong in larger one.
serveCompute({
  open: async (kind, message) => {
    const backend = await openKind('wasm', message)
    return {
      ...withChangedOutputs(backend, (output) => {
        if (output.length > 2 ** 15) output[0] = (output[0] ?? 0) ^ 1
      }),
      kind,
    }
  },
})
