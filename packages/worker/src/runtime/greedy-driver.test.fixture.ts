import { serveCompute } from '../compute/index.js'
import { openKind } from '../compute/opening.js'

// A GPU whose driver takes memory without end when it is opened.
serveCompute({
  open: (kind, message) => {
    if (kind !== 'webgpu') return openKind(kind, message)
    const taken: Uint8Array[] = []
    for (;;) taken.push(new Uint8Array(2 ** 22).fill(1))
  },
})
