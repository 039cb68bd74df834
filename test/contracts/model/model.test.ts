import { KINDS } from './action.js'
import { describeBatches } from './batches.js'
import { runSequence } from './sequence.js'

const title = 'the model and the contracts agree, call by call and balance by balance,'
describeBatches(title, { kinds: KINDS, leastRefusals: 40, runSequence })
