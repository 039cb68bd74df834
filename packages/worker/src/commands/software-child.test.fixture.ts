import { serveCompute } from '../compute/index.js'
import { openKind } from '../compute/opening.js'

// A software driver that does not say so to the one who opens it.
serveCompute({
  open: async (kind, message) => ({
    ...(await openKind('wasm', message)),
    kind,
    device: 'llvmpipe',
    details: { vendor: 'mesa', architecture: '', maxBufferSize: 2 ** 27 },
    isFallbackAdapter: true,
  }),
})
