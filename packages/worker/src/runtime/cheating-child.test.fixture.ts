import { serveCompute } from '../compute/index.js'

serveCompute({
  wrapBackend: (backend) => ({
    ...backend,
    matmul8: async (input) => {
      const c = await backend.matmul8(input)
      c[0] = (c[0] ?? 0) + 1
      return c
    },
  }),
})
