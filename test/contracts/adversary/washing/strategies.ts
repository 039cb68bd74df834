import type { Strategy } from '../strategy.js'
import { anything } from './anything.js'
import { dilution } from './dilution.js'
import { epochEdge } from './epochEdge.js'
import { lateClose } from './lateClose.js'
import { manyIdentities } from './manyIdentities.js'
import type { WashOutcome } from './outcome.js'
import { quietEpochs } from './quietEpochs.js'
import { stakeAndWash } from './stakeAndWash.js'
import { twoCrediters } from './twoCrediters.js'
import { withheldReports } from './withheldReports.js'

/** Every way we know to burn for more than it costs. */
export const strategies: readonly Strategy<WashOutcome>[] = [
  quietEpochs,
  manyIdentities,
  epochEdge,
  withheldReports,
  lateClose,
  twoCrediters,
  dilution,
  stakeAndWash,
  anything,
]
