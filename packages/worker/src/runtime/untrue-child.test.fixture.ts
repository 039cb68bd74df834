import { serveCompute, withChangedOutputs } from '../compute/index.js'
import { openKind } from '../compute/opening.js'

// Every product of this "GPU" is wrong, those of its self-test too.
serveCompute({
  open: async (kind, message) => {
    if (kind !== 'webgpu') return openKind(kind, message)
    const backend = await openKind('wasm', message)
    return { ...withChangedOutputs(backend, (output) => output.fill(1)), kind }
  },
})
