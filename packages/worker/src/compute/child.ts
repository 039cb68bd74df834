import { serveCompute } from './index.js'

serveCompute()
