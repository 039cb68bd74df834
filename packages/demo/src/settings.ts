import { parseEther } from 'viem'

/** Digits to be labelled; the other 8,000 train the classifier. */
export const DIGITS = 2000
export const SHARDS = 8
export const SHUFFLE_SEED = 20_261_120
export const TRAINING_SEED = 7
export const LEAST_ACCURACY = 0.85

/** Wei for each shard. */
export const PRICE = parseEther('0.01')
/** QRN that each shard locks of its worker's stake, and burns when it is finalized. */
export const LOCK = parseEther('100')
export const BURN = parseEther('1')
export const HONEST_BOND = parseEther('500')
/** One lock, so that the cheater holds one job at most. */
export const CHEATER_BOND = LOCK
/** Two honest workers hold six of the eight shards at most until some are settled: the cheater always gets one. */
export const HONEST_JOBS = 3
/** Seconds. */
export const DURATION_S = 60
export const CHALLENGE_WINDOW_S = 20
export const SAMPLE_BPS = 5000
export const SAMPLES = 4
/** What the requester puts on its ledger: both requests and a reserve. */
export const DEPOSIT_COIN = parseEther('0.2')
export const DEPOSIT_QRN = parseEther('20')
/** Seconds after which the demo gives up. */
export const LIMIT_S = 240
