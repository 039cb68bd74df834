import { serveCompute } from '@quern/worker/compute'
import { falsified } from './falsified.js'

// Changes the last element of every result.
serveCompute({ wrapBackend: (backend) => falsified(backend, (output) => [output.length - 1]) })
