import {
  encodeMonteCarloParams,
  KernelParameterError,
  MONTE_CARLO_KERNEL_ID,
  MONTE_CARLO_MAX_COST,
  MONTE_CARLO_PATH_COST,
  MONTE_CARLO_PRICE_END,
  monteCarloLayout,
  NO_INPUTS_ROOT,
  TensorDataError,
  type MonteCarloParams,
} from '@quern/kernels'
import type { Hex } from 'viem'
import type { Work } from '../types.js'

export type DescribeAsianOptionParameters = {
  /** A call pays what the average is above the strike, a put what it is below. */
  kind: 'call' | 'put'
  /** The price today, and the strike: in any unit, the same for both. The strike is less than 64 times the spot. */
  spot: number
  strike: number
  /** A year's standard deviation of the price's logarithm: 0.3 is 30 %. Times √years it may be 1.38. */
  volatility: number
  /** What money earns in a year, compounded continuously: 0.05 is 5 %. */
  rate: number
  years: number
  /** How many prices are averaged, one at the end of each of as many equal steps: 1 to 2032. */
  steps: number
  /** At least so many paths are drawn: a few more, so that all shards have as many chunks. */
  paths: number
  /** The key of all random numbers, 64 bits; by default 0. The same seed draws the same paths. */
  seed?: bigint | undefined
  /** Into how many shards the paths are cut; by default one. */
  shards?: number | undefined
}

/** Work for `prepareRequest`, and what makes a price of its results. */
export type AsianOptionWork = {
  kernelId: number
  work: Work
  option: MonteCarloParams
  /** What a unit of the results is worth: the spot, discounted to today. */
  scale: number
  inputRoots: readonly Hex[]
}

/** What an option is worth today. */
export type AsianOptionEstimate = {
  price: number
  /** The standard deviation of the price over all seeds; NaN of a single path. */
  standardError: number
  /**
   * How far the price of a call is too low at most, or that of a put too high, since prices are cut off at 64 times the spot.
   * Up to a volatility · √years of 0.8 it is nothing; at the kernel's bounds it is more than the standard error.
   */
  cutOff: number
  paths: number
}

const kinds = ['call', 'put'] as const
const strikeBits = 22
const volatilityBits = 29
const driftBits = 32
const chunkBytes = 16
const pricesEnd = MONTE_CARLO_PRICE_END / 2 ** strikeBits
/** How far apart deviates are that integrals look at, and beyond how many nothing is left. */
const deviate = 1 / 128
const deviates = 8

/**
 * Describes the pricing of an Asian option with an arithmetic average and a fixed strike, by simulation, as work to be
 * requested. It has no inputs. Numbers are rounded to the fixed point of docs/specs/monte-carlo.md.
 *
 * Throws `KERNEL_PARAMETERS` with the facts that the contract would refuse by, or that the kind, the spot or the years, which
 * the contract never sees, make no sense.
 *
 * @example
 * ```ts
 * const market = { spot: 100, strike: 105, volatility: 0.3, rate: 0.05, years: 1 }
 * const option = describeAsianOption({ kind: 'call', ...market, steps: 12, paths: 1_000_000, shards: 8 })
 * const prepared = await prepareRequest(client, { ...option, maxPrice: parseUnits('0.001', 18) })
 * ```
 */
export function describeAsianOption(parameters: DescribeAsianOptionParameters): AsianOptionWork {
  const { kind, spot, strike, volatility, rate, years, steps, seed = 0n, shards = 1 } = parameters
  refuseNonsense(parameters)
  const stepYears = years / Math.max(steps, 1)
  const market = {
    drift: fixed(((rate - volatility ** 2 / 2) * stepYears) / Math.LN2, driftBits),
    volatility: fixed((volatility * Math.sqrt(stepYears)) / Math.LN2, volatilityBits),
    strike: fixed(strike / spot, strikeBits),
  }
  const option = { option: kind === 'call' ? 0 : 1, steps, ...chunksFor(parameters), ...market, seed } as const
  const { params } = monteCarloLayout(option, shards)
  const work = { shards, inputRoot: NO_INPUTS_ROOT, params: encodeMonteCarloParams(params), inputUri: '' }
  return { kernelId: MONTE_CARLO_KERNEL_ID, work, option, scale: spot * Math.exp(-rate * years), inputRoots: [] }
}

/**
 * The price today and its standard error, from the outputs of all shards in their order.
 *
 * Throws `TENSOR_DATA` for outputs of other lengths.
 *
 * @example
 * ```ts
 * const market = { spot: 100, strike: 95, volatility: 0.2, rate: 0.03, years: 0.5 }
 * const option = describeAsianOption({ kind: 'put', ...market, steps: 26, paths: 100_000 })
 * const { output } = await verifyResult(client, { request, shard: 0 })
 * const { price, standardError } = estimateAsianOption(option, [output])
 * ```
 */
export function estimateAsianOption(
  { work, option, scale }: Pick<AsianOptionWork, 'work' | 'option' | 'scale'>,
  outputs: readonly Uint8Array[],
): AsianOptionEstimate {
  const layout = monteCarloLayout(option, work.shards)
  let [sum, squares] = [0n, 0n]
  for (let shard = 0; shard < work.shards; shard++) {
    const output = outputs[shard] ?? new Uint8Array()
    const need = layout.chunksOf(shard).count * chunkBytes
    if (output.length !== need)
      throw new TensorDataError({ tensor: `output of shard ${shard}`, have: output.length, need })
    const view = new DataView(output.buffer, output.byteOffset, output.length)
    for (let at = 0; at < need; at += chunkBytes) {
      sum += view.getBigUint64(at, true)
      squares += view.getBigUint64(at + 8, true)
    }
  }
  const paths = option.paths * option.chunks
  const unit = scale / 2 ** strikeBits / paths
  // Exact until here: squares and the square of the sum are nearly the same.
  const spread = Math.sqrt(Number(BigInt(paths) * squares - sum * sum) / (paths - 1))
  return { price: Number(sum) * unit, standardError: spread * unit, cutOff: scale * beyondPrices(option), paths }
}

/** Throws `KERNEL_PARAMETERS` for what the contract never sees: it would price another option, or name another value. */
function refuseNonsense({ kind, spot, years }: DescribeAsianOptionParameters): void {
  if (!kinds.includes(kind)) {
    throw new KernelParameterError(
      'There is no such kind of option.',
      { name: 'kind', have: kind },
      'Choose call or put.',
    )
  }
  for (const [name, have] of Object.entries({ spot, years })) {
    if (have > 0) continue
    throw new KernelParameterError('A parameter is out of bounds.', { name, have }, `Choose ${name} above 0.`)
  }
}

/** Chunks as large as the kernel takes them, as many for every shard, and then no larger than `paths` needs. */
function chunksFor({ steps, paths, shards = 1 }: DescribeAsianOptionParameters): { paths: number; chunks: number } {
  const most = Math.max(1, Math.floor(MONTE_CARLO_MAX_COST / (steps + MONTE_CARLO_PATH_COST)))
  const parts = Math.max(shards, 1)
  const chunks = parts * Math.max(1, Math.ceil(paths / most / parts))
  return { paths: Math.ceil(paths / chunks), chunks }
}

function fixed(value: number, bits: number): number {
  return Math.round(value * 2 ** bits)
}

/**
 * What prices above 64 times the spot are above it, on the average over all steps, in units of the spot. No option on the
 * average price moves by more.
 */
function beyondPrices({ steps, drift, volatility }: MonteCarloParams): number {
  let sum = 0
  for (let step = 1; step <= steps; step++) {
    const mean = ((drift * step) / 2 ** driftBits) * Math.LN2
    const deviation = ((volatility * Math.sqrt(step)) / 2 ** volatilityBits) * Math.LN2
    sum += excessOf(mean, deviation)
  }
  return sum / steps
}

/** The same of one price, whose logarithm is normal: the integral over all deviates that lead there. */
function excessOf(mean: number, deviation: number): number {
  let sum = 0
  for (let z = (Math.log(pricesEnd) - mean) / deviation + deviate / 2; z < deviation + deviates; z += deviate)
    sum += (Math.exp(mean + deviation * z) - pricesEnd) * Math.exp((-z * z) / 2)
  return (sum * deviate) / Math.sqrt(2 * Math.PI)
}
