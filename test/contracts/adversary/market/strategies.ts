import { abandonments } from './abandons.js'
import { anything } from './anything.js'
import { commitsThenAborts } from './commitsThenAborts.js'
import { copiesResult } from './copiesResult.js'
import { copiesSeal } from './copiesSeal.js'
import { dodgesUnbonding } from './dodgesUnbonding.js'
import { frivolousChallenges } from './frivolousChallenges.js'
import { grindsKnownBeacon, grindsRoot } from './grindsRoot.js'
import {
  requesterCancels,
  requesterCutsOff,
  requesterDrains,
  requesterDrainsBound,
  requesterWithholdsInputs,
} from './hostileRequester.js'
import { latecomerPays } from './latecomerPays.js'
import { lazyWorker } from './lazyWorker.js'
import { halfLocks } from './poolBearsHalf.js'
import { ELEMENTS } from './prices.js'
import { racesSlash } from './racesSlash.js'
import { ridesClosedRamp, ridesRamp } from './ridesRamp.js'
import { ALWAYS_SAMPLED, LEAST_SAMPLING } from './sampling.js'
import { selfChallenges } from './selfChallenge.js'
import { delaysProof, snipesChallenge } from './snipesChallenge.js'
import type { MarketStrategy } from './strategyOf.js'
import { stealsOperator } from './stealsOperator.js'
import { takesJobAhead } from './takesJobAhead.js'
import { targetedElement } from './targetedElement.js'
import { timesFinalize } from './timesFinalize.js'
import { waitsForBlock } from './waitsForBlock.js'
import { smallLock, withheldOutput } from './withheldOutput.js'

const MORE_SAMPLES = { sampleBps: 2500, samples: 16 }

/** With output that can be fetched and one honest challenger, or with a draw that decides alone: none may pay. */
const unpaid: readonly MarketStrategy[] = [
  ...[1, 10, 50, 100].map(lazyWorker),
  targetedElement,
  copiesSeal,
  ...selfChallenges,
  snipesChallenge,
  frivolousChallenges,
  ...abandonments,
  ridesClosedRamp,
  requesterCancels,
  requesterDrains,
  requesterDrainsBound,
  takesJobAhead,
  dodgesUnbonding,
  racesSlash,
  timesFinalize,
  latecomerPays,
  grindsRoot,
  waitsForBlock,
  commitsThenAborts,
  anything,
]

/** Where an assumption is given up: what is known to come of it. */
const known: readonly MarketStrategy[] = [
  ...[1, 24, 120, ELEMENTS].map((skipped) => withheldOutput(skipped, LEAST_SAMPLING)),
  withheldOutput(24, MORE_SAMPLES),
  withheldOutput(24, ALWAYS_SAMPLED),
  smallLock(LEAST_SAMPLING),
  ...halfLocks,
  grindsKnownBeacon,
  copiesResult,
  delaysProof,
  ridesRamp,
  requesterWithholdsInputs,
  requesterCutsOff,
  stealsOperator,
]

/** Every way we know to take from the market more than one's due. */
export const strategies: readonly MarketStrategy[] = [...unpaid, ...known]
