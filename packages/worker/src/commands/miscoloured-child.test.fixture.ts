import { withChangedOutputs, serveCompute } from '../compute/index.js'
import { openKind } from '../compute/opening.js'

// A device that multiplies right, and draws one pixel of an image wrong.
serveCompute({
  open: async (kind, message) => {
    const backend = await openKind('wasm', message)
    const wrong = withChangedOutputs(backend, (pixels) => (pixels[3000] = (pixels[3000] ?? 0) ^ 1))
    const run: typeof backend.run = (job, ...rest) => (job.kernel.name === 'Render' ? wrong : backend).run(job, ...rest)
    return { ...backend, kind, run }
  },
})
