import { writeSync } from 'node:fs'
import { serveCompute } from '@quern/worker/compute'

// Hangs in every job as a kernel does that never ends: no event of this process is served any more.
serveCompute({
  wrapBackend: (backend) => ({
    ...backend,
    run: () => {
      writeSync(2, 'stalled\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
      return Promise.reject(new Error('the wait has no end'))
    },
  }),
})
