import { serveCompute, withChangedOutputs } from '../compute/index.js'

serveCompute({
  wrapBackend: (backend) => withChangedOutputs(backend, (output) => (output[0] = (output[0] ?? 0) + 1)),
})
