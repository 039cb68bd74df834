import type { Terms } from '../types.js'

type Ramp = Pick<Terms, 'minPrice' | 'maxPrice' | 'rampStart' | 'rampPeriod'>

const full = 65_535

/** The place on the price ramp, 0..65535, of an accept at Unix time `time`. */
export function stepAt({ rampStart, rampPeriod }: Pick<Ramp, 'rampStart' | 'rampPeriod'>, time: number): number {
  if (time < rampStart) return 0
  if (rampPeriod === 0) return full
  return Math.floor((Math.min(time - rampStart, rampPeriod) * full) / rampPeriod)
}

/** The price of a shard accepted at `step`, in base units. */
export function priceOfStep({ minPrice, maxPrice }: Pick<Ramp, 'minPrice' | 'maxPrice'>, step: number): bigint {
  return minPrice + ((maxPrice - minPrice) * BigInt(step)) / BigInt(full)
}

/** The price of a shard accepted at Unix time `time`, in base units. */
export function priceAt(terms: Ramp, time: number): bigint {
  return priceOfStep(terms, stepAt(terms, time))
}
