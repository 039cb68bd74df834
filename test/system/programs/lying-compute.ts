import { serveCompute } from '@quern/worker/compute'
import { falsified } from './falsified.js'

// Changes every element of every result: whatever is drawn is wrong.
serveCompute({ wrapBackend: (backend) => falsified(backend, (output) => [...output.keys()]) })
