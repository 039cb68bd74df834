import { KernelNoAdapterError } from '@quern/kernels'
import { serveCompute } from '../compute/index.js'
import { openKind } from '../compute/opening.js'

// A machine without the driver of its GPU.
serveCompute({
  open: async (kind, message) => {
    if (kind === 'webgpu') throw new KernelNoAdapterError({ reason: 'WebGPU lists no adapter' })
    return openKind(kind, message)
  },
})
