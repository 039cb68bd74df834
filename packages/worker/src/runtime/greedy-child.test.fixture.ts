import { serveCompute } from '../compute/index.js'

// The kernel of shard 0 takes memory without end, and blocks the event loop meanwhile.
serveCompute({
  wrapBackend: (backend) => ({
    ...backend,
    run: (job, ...rest) => {
      if (job.shard !== 0) return backend.run(job, ...rest)
      const taken: Uint8Array[] = []
      for (;;) taken.push(new Uint8Array(2 ** 22).fill(1))
    },
  }),
})
