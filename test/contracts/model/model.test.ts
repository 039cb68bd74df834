import { describeBatches } from './batches.js'
import { KINDS, REFUSABLE } from './machine.js'
import { runSequence } from './sequence.js'

/** Refusals that hang on one second, one block or one earlier call. */
const ERRORS = [
  'BalanceBound',
  'ChallengeTooFresh',
  'ChallengeUnknown',
  'DeadlineNotPassed',
  'DeadlinePassed',
  'DisputeNotOpen',
  'DisputeOpen',
  'DisputerIsSet',
  'KernelRetired',
  'NonceCancelled',
  'RequestExpired',
  'RequestIsCancelled',
  'RequestNotExpired',
  'ResultCorrect',
  'RootMismatch',
  'SampleNotCorrect',
  'SealMismatch',
  'StillUnbonding',
  'TokenNotAllowed',
  'TokenPaused',
  'WitnessTooFresh',
]

const title = 'the model and the contracts agree, call by call and balance by balance,'
describeBatches(title, { kinds: KINDS, refusable: REFUSABLE, errors: ERRORS, leastRefusals: 90, runSequence })
