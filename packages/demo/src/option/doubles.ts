import { xorshift32 } from '../random.js'
import type { AsianCall } from './formulas.js'

/** A price with its standard error. */
export interface Estimate {
  readonly price: number
  readonly standardError: number
  readonly paths: number
}

/**
 * Prices a call by simulation in floating point: prices by Math.exp, normal deviates by Box and Muller's method from
 * Marsaglia's xorshift32. It shares neither numbers nor code with the kernel.
 */
export function priceInDoubles(
  call: AsianCall,
  { paths, seed }: { readonly paths: number; readonly seed: number },
): Estimate {
  const { spot, strike, volatility, rate, years, steps } = call
  const next = normalDeviates(seed)
  const drift = ((rate - volatility ** 2 / 2) * years) / steps
  const spread = volatility * Math.sqrt(years / steps)
  let [mean, squares] = [0, 0]
  for (let path = 1; path <= paths; path++) {
    let [log, prices] = [0, 0]
    for (let step = 0; step < steps; step++) {
      log += drift + spread * next()
      prices += Math.exp(log)
    }
    const paid = Math.max(0, (spot * prices) / steps - strike)
    // Welford's sums: the mean so far, and the squares about it.
    const off = paid - mean
    mean += off / path
    squares += off * (paid - mean)
  }
  const discount = Math.exp(-rate * years)
  return { price: discount * mean, standardError: discount * Math.sqrt(squares / (paths - 1) / paths), paths }
}

/** Pairs of deviates: the second is kept for the next call. */
function normalDeviates(seed: number): () => number {
  const word = xorshift32(seed)
  const uniform = () => (word() + (word() + 0.5) / 2 ** 32) / 2 ** 32
  let kept: number | undefined
  return () => {
    if (kept !== undefined) {
      const deviate = kept
      kept = undefined
      return deviate
    }
    const [radius, angle] = [Math.sqrt(-2 * Math.log(uniform())), 2 * Math.PI * uniform()]
    kept = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}
