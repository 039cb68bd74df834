import * as fc from 'fast-check'
import type { MonteCarloParams } from '../index.js'

/** A year at 5 % and a volatility of 30 %, monthly prices, at the money: chunks of 64 paths. */
export const YEARLY: MonteCarloParams = {
  option: 0,
  steps: 12,
  paths: 64,
  chunks: 1000,
  drift: 2581803,
  volatility: 67077218,
  strike: 2 ** 22,
  seed: 0x51756572n,
}

/** The most that a market moves in `steps` steps. */
function widest(steps: number): { drift: number; volatility: number } {
  return { drift: Math.floor(2 ** 34 / steps), volatility: Math.floor(2 ** 30 / Math.sqrt(steps)) }
}

/** Whole numbers up to `most`, its ends often among them. */
function upTo(least: number, most: number): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(least, most), fc.integer({ min: least, max: most }))
}

/** Options that the contract takes, of paths and chunks up to a cost, the extremes often among them. */
export function options(mostCost = 2048): fc.Arbitrary<MonteCarloParams> {
  const seed = fc.oneof(fc.constantFrom(0n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 64n - 1n))
  return upTo(1, mostCost - 16).chain((steps) => {
    const { drift, volatility } = widest(steps)
    const words = {
      option: fc.constantFrom<0 | 1>(0, 1),
      steps: fc.constant(steps),
      paths: upTo(1, Math.floor(mostCost / (steps + 16))),
      chunks: upTo(1, 2 ** 24),
      drift: fc.oneof(fc.constant(0), upTo(-drift, drift)),
      volatility: upTo(1, volatility),
      strike: fc.oneof(fc.constant(2 ** 22), upTo(1, 2 ** 28 - 1)),
      seed,
    }
    return fc.record(words, { noNullPrototype: true })
  })
}
