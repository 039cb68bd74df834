import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  KernelElementError,
  monteCarloChunk,
  monteCarloLayout,
  monteCarloPayoff,
  referenceChunk,
  type MonteCarloParams,
} from '../index.js'
import { normalOf } from './normal.js'
import { options, YEARLY } from './options.test.support.js'
import { philox4x32 } from './philox.js'
import { priceOf } from './reference.js'

const ONE = 2 ** 22
/** Standard errors that an estimate may be off: one seed in 16,000 would be further. The seeds are fixed. */
const SIGMAS = 4

interface Market {
  readonly rate: number
  readonly sigma: number
  readonly years: number
}

function optionOf({ rate, sigma, years }: Market, steps: number, rest: Partial<MonteCarloParams>): MonteCarloParams {
  const drift = Math.round((((rate - sigma ** 2 / 2) * years) / steps / Math.LN2) * 2 ** 32)
  const volatility = Math.round(((sigma * Math.sqrt(years / steps)) / Math.LN2) * 2 ** 29)
  return { ...YEARLY, steps, drift, volatility, paths: Math.floor(2048 / (steps + 16)), ...rest }
}

/** The mean payoff of the first chunks and its standard error, in units of the spot. */
function estimate(params: MonteCarloParams, chunks: number): { mean: number; error: number } {
  let [sum, squares] = [0n, 0n]
  for (let chunk = 0; chunk < chunks; chunk++) {
    const sums = monteCarloChunk(params, chunk)
    sum += sums.sum
    squares += sums.squares
  }
  const count = chunks * params.paths
  const mean = Number(sum) / count / ONE
  return { mean, error: Math.sqrt((Number(squares) / count / ONE ** 2 - mean ** 2) / count) }
}

/** The distribution function of the normal distribution, by its series about 0. */
function normal(x: number): number {
  let [term, sum] = [x, x]
  for (let k = 1; k < 200; k++) {
    term *= (x * x) / (2 * k + 1)
    sum += term
  }
  return 0.5 + (sum * Math.exp(-(x * x) / 2)) / Math.sqrt(2 * Math.PI)
}

/** What max(S − K, 0) is expected to be when log S is normal with this mean and deviation. */
function expectedCall({ mean, deviation, strike }: { mean: number; deviation: number; strike: number }): number {
  const d = (mean - Math.log(strike)) / deviation
  return Math.exp(mean + deviation ** 2 / 2) * normal(d + deviation) - strike * normal(d)
}

/** A path in floating point from the same words: the definition's sizes, but exact logarithms and powers. */
function floatingPath(params: MonteCarloParams, path: number): { arithmetic: number; geometric: number } {
  const key = [Number(params.seed & 0xffffffffn), Number(params.seed >> 32n)] as const
  let [log, prices, logs] = [0, 0, 0]
  for (let step = 0; step < params.steps; step++) {
    const word = philox4x32([path, Math.floor(step / 4), 0, 0], key)[step % 4] as number
    const { size, isAbove } = normalOf(word)
    const deviate = (isAbove ? size : -size) / 2 ** 20
    log += params.drift / 2 ** 32 + (deviate * params.volatility) / 2 ** 29
    prices += 2 ** log
    logs += log
  }
  return { arithmetic: prices / params.steps, geometric: 2 ** (logs / params.steps) }
}

test('priceOf_anyLogarithm_isItsPowerOfTwoWithinOneUnit', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 36), max: 2 ** 36 }), (log) => {
      const exact = Math.min(2 ** 28 - 1, 2 ** (log / 2 ** 32) * ONE)
      const error = priceOf(log) - exact
      assert.ok(error <= exact * 8.4e-8 && error >= -1 - exact * 8.4e-8, `${log}: ${error}`)
    }),
    { numRuns: 20_000 },
  )
})

test('priceOf_ends_areCutOff', () => {
  assert.deepEqual([priceOf(0), priceOf(2 ** 32), priceOf(-(2 ** 32))], [ONE, 2 * ONE, ONE / 2])
  assert.deepEqual([priceOf(6 * 2 ** 32), priceOf(2 ** 42)], [2 ** 28 - 1, 2 ** 28 - 1])
  assert.ok(priceOf(6 * 2 ** 32 - 1) < 2 ** 28)
  assert.deepEqual([priceOf(-22 * 2 ** 32), priceOf(-22 * 2 ** 32 - 1), priceOf(-(2 ** 42))], [1, 0, 0])
})

test('monteCarloPayoff_anyOption_isThatOfTheFloatingPathFromTheSameWords', () => {
  fc.assert(
    fc.property(options(400), fc.nat(2 ** 31), (params, path) => {
      const exact = floatingPath(params, path).arithmetic * ONE
      const paid = Math.max(0, params.option === 0 ? exact - params.strike : params.strike - exact)
      // Prices beyond 64 times the spot are cut off, which the floating path does not know.
      if (exact * params.steps > 2 ** 27) return
      assert.ok(Math.abs(monteCarloPayoff(params, path) - paid) <= 3 + exact * 2e-7, `${path}`)
    }),
    { numRuns: 3000 },
  )
})

test('monteCarloChunk_oneStep_isWorthWhatTheFormulaOfBlackAndScholesSays', () => {
  const market = { rate: 0.05, sigma: 0.3, years: 1 }
  const mean = market.rate - market.sigma ** 2 / 2
  for (const strike of [0.8, 1, 1.3]) {
    const params = optionOf(market, 1, { strike: Math.round(strike * ONE) })
    const call = estimate(params, 3000)
    const exact = expectedCall({ mean, deviation: market.sigma, strike })
    assert.ok(Math.abs(call.mean - exact) < SIGMAS * call.error, `${strike}: ${call.mean} for ${exact}`)
    const put = estimate({ ...params, option: 1 }, 3000)
    // A call less a put is the price itself less the strike.
    const parity = exact - Math.exp(market.rate) + strike
    assert.ok(Math.abs(put.mean - parity) < SIGMAS * put.error, `${strike}: ${put.mean} for ${parity}`)
  }
})

/** Some estimate of a mean with its standard error. */
function meanOf(count: number, draw: (index: number) => number): { mean: number; error: number } {
  let [sum, squares] = [0, 0]
  for (let i = 0; i < count; i++) {
    const value = draw(i)
    sum += value
    squares += value ** 2
  }
  const mean = sum / count
  return { mean, error: Math.sqrt((squares / count - mean ** 2) / count) }
}

/** Normal deviates in double precision from another generator, by Box and Muller. */
function doubles(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x45d9f3b)
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b)
    return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

test('monteCarloPayoff_average_isWorthWhatDoublesAndOtherRandomNumbersSay', () => {
  const market = { rate: 0.05, sigma: 0.3, years: 1 }
  const [steps, strike] = [12, 1]
  const params = optionOf(market, steps, { strike: strike * ONE })
  const drift = (market.rate - market.sigma ** 2 / 2) / steps
  const spread = market.sigma / Math.sqrt(steps)
  const paid = (average: number) => Math.max(0, average - strike)

  // What both leave to be estimated is the difference to an option on the geometric average, whose price has a formula.
  const gap = meanOf(40_000, (path) => {
    return monteCarloPayoff(params, path) / ONE - paid(floatingPath(params, path).geometric)
  })
  const next = doubles(1)
  const otherGap = meanOf(40_000, () => {
    let [log, prices, logs] = [0, 0, 0]
    for (let step = 0; step < steps; step++) {
      log += drift + spread * next()
      prices += Math.exp(log)
      logs += log
    }
    return paid(prices / steps) - paid(Math.exp(logs / steps))
  })
  assert.ok(gap.error < 5e-5 && otherGap.error < 5e-5, `${gap.error} ${otherGap.error}`)
  assert.ok(Math.abs(gap.mean - otherGap.mean) < SIGMAS * Math.hypot(gap.error, otherGap.error), `${gap.mean}`)

  const mean = (drift * (steps + 1)) / 2
  const deviation = spread * Math.sqrt(((steps + 1) * (2 * steps + 1)) / (6 * steps))
  const exact = expectedCall({ mean, deviation, strike })
  const control = meanOf(40_000, (path) => paid(floatingPath(params, path).geometric))
  assert.ok(Math.abs(control.mean - exact) < SIGMAS * control.error, `${control.mean} for ${exact}`)
})

test('monteCarloChunk_isTheSumOfItsPaths_andShardsCutNothing', () => {
  const params = { ...YEARLY, chunks: 7, paths: 5 }
  const whole = monteCarloLayout(params, 1)
  for (let chunk = 0n; chunk < 7n; chunk++) {
    const want = referenceChunk({ params, shards: 1, shard: 0, element: chunk })
    const paths = Array.from({ length: 5 }, (_, i) => BigInt(monteCarloPayoff(params, Number(chunk) * 5 + i)))
    assert.equal(
      want.sum,
      paths.reduce((sum, paid) => sum + paid, 0n),
    )
    assert.equal(
      want.squares,
      paths.reduce((sum, paid) => sum + paid * paid, 0n),
    )
    const place = { shards: 3, shard: Number(chunk / 3n), element: chunk % 3n }
    assert.deepEqual(referenceChunk({ params, ...place }), want)
  }
  const beyond = whole.elements(0)
  assert.throws(() => referenceChunk({ params, shards: 1, shard: 0, element: beyond }), KernelElementError)
})

test('monteCarloChunk_widestSums_stayBelowTheirWords', () => {
  const dearest = {
    ...YEARLY,
    option: 1,
    steps: 1,
    paths: 120,
    drift: -(2 ** 34),
    volatility: 1,
    strike: 2 ** 28 - 1,
  } as const
  const { sum, squares } = monteCarloChunk(dearest, 2 ** 24 - 1)
  const paid = 2n ** 28n - 1n - 2n ** 18n
  assert.ok(sum >= 120n * paid && sum < 2n ** 35n, String(sum))
  assert.ok(squares >= 120n * paid ** 2n && squares < 2n ** 63n, String(squares))
})
