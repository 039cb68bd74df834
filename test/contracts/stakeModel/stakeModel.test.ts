import { describeBatches } from '../model/batches.js'
import { KINDS } from './machine.js'
import { runSequence } from './sequence.js'

const title = 'the model of stake and emission and the contracts agree'
describeBatches(title, { kinds: KINDS, refusable: [], errors: [], leastRefusals: 30, runSequence })
