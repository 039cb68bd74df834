import type { Trials } from '../kernel-base.js'
import { encodeMonteCarloParams } from './params.js'

const CHUNKS = 199
const PATHS = 64

/** A call at the money over a year of twelve steps, with a volatility of 20 % and a rate of 5 %. */
const OPTION = { option: 0, steps: 12, drift: 15490820, volatility: 44718146, strike: 2 ** 22 } as const

export const monteCarloTrials: Trials = [
  {
    params: encodeMonteCarloParams({ ...OPTION, paths: PATHS, chunks: CHUNKS, seed: 7n }),
    size: `${CHUNKS} chunks of ${PATHS} paths`,
  },
]
