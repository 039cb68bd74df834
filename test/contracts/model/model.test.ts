import { describeBatches } from './batches.js'
import { KINDS, REFUSABLE } from './machine.js'
import { runSequence } from './sequence.js'

const title = 'the model and the contracts agree, call by call and balance by balance,'
describeBatches(title, { kinds: KINDS, refusable: REFUSABLE, leastRefusals: 90, runSequence })
