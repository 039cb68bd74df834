import { writeSync } from 'node:fs'
import { serveCompute } from '../compute/index.js'

// The kernel of shard 0 never returns: it blocks the event loop of its process, as a hung driver call does.
serveCompute({
  wrapBackend: (backend) => ({
    ...backend,
    run: (job, ...rest) => {
      if (job.shard !== 0) return backend.run(job, ...rest)
      writeSync(2, 'hanging')
      for (;;) Math.sqrt(2)
    },
  }),
})
