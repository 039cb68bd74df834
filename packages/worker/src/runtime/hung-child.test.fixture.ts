import { writeSync } from 'node:fs'
import { serveCompute } from '../compute/index.js'

// A kernel that never returns: it blocks the event loop of its process, as a hung driver call does.
serveCompute({
  wrapBackend: (backend) => ({
    ...backend,
    run: () => {
      writeSync(2, 'hanging')
      for (;;) Math.sqrt(2)
    },
  }),
})
