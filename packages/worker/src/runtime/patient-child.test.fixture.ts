import { writeSync } from 'node:fs'
import { KernelCancelledError } from '@quern/kernels'
import { serveCompute } from '../compute/index.js'

writeSync(2, 'child started')

// The kernel of shard 0 goes on until it is told to stop.
serveCompute({
  wrapBackend: (backend) => ({
    ...backend,
    run: (job, inputs, options) => {
      if (job.shard !== 0) return backend.run(job, inputs, options)
      writeSync(2, 'computing')
      return new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(new KernelCancelledError({ backend: backend.name })))
      })
    },
  }),
})
