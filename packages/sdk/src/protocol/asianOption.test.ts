import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  decodeMonteCarloParams,
  KernelError,
  MONTE_CARLO_MAX_COST,
  MONTE_CARLO_PATH_COST,
  shardJob,
} from '@quern/kernels'
import { keccak256 } from 'viem'
import {
  describeAsianOption,
  estimateAsianOption,
  type AsianOptionWork,
  type DescribeAsianOptionParameters,
} from './asianOption.js'
import { estimateWork } from './estimate.js'
import { encodeInputRoots } from './matmul.js'

const market = { spot: 50, strike: 55, volatility: 0.3, rate: 0.05, years: 1 }
const yearly: DescribeAsianOptionParameters = { kind: 'call', ...market, steps: 12, paths: 100_000 }

/** The outputs of all shards, by the kernel's own WASM. */
async function outputsOf({ kernelId, work }: AsianOptionWork): Promise<Uint8Array[]> {
  const outputs: Uint8Array[] = []
  for (let shard = 0; shard < work.shards; shard++) {
    const job = shardJob({ kernelId, ...work, shard })
    const computer = await job.kernel.openWasm()
    const rows = { first: 0, count: job.layout.output(shard).rows }
    outputs.push((await computer.rows(job, [], rows)).slice())
  }
  return outputs
}

/** Chunks as outputs hold them. */
function chunks(...sums: readonly (readonly [bigint, bigint])[]): Uint8Array {
  return new Uint8Array(BigUint64Array.from(sums.flat()).buffer)
}

test('describeAsianOption_roundsToFixedPointAndHasNoInputs', () => {
  const { kernelId, work, option, scale, inputRoots } = describeAsianOption({ ...yearly, shards: 3, seed: 7n })
  assert.deepEqual([kernelId, work.shards, work.inputUri, inputRoots], [4, 3, '', []])
  assert.equal(work.inputRoot, keccak256(encodeInputRoots(inputRoots)))
  assert.deepEqual(decodeMonteCarloParams(work.params), option)
  assert.equal(scale, 50 * Math.exp(-0.05))
  const rounded = { drift: 2581803, volatility: 67077218, strike: Math.round(1.1 * 2 ** 22) }
  assert.deepEqual(option, { option: 0, steps: 12, paths: 73, chunks: 1371, ...rounded, seed: 7n })
  assert.equal(describeAsianOption({ ...yearly, kind: 'put' }).option.option, 1)
})

test('describeAsianOption_drawsAtLeastThePathsThatAreAskedForInEqualShards', () => {
  for (const [paths, steps, shards] of [
    [1, 1, 1],
    [1, 1, 5],
    [1000, MONTE_CARLO_MAX_COST - MONTE_CARLO_PATH_COST, 7],
    [1_000_000, 252, 8],
    [999_999, 12, 13],
  ] as const) {
    const { option } = describeAsianOption({ ...yearly, paths, steps, shards })
    const drawn = option.paths * option.chunks
    assert.ok(drawn >= paths && drawn < paths + 2 * option.chunks + shards * option.paths, `${paths}: ${drawn}`)
    assert.equal(option.chunks % shards, 0)
  }
})

test('describeAsianOption_refusesByTheFactsOfTheKernel', () => {
  const refused: readonly (readonly [Partial<DescribeAsianOptionParameters>, string])[] = [
    [{ steps: 0 }, 'steps'],
    [{ steps: MONTE_CARLO_MAX_COST - MONTE_CARLO_PATH_COST + 1 }, 'steps'],
    [{ steps: 1.5 }, 'steps'],
    [{ paths: 0 }, 'paths'],
    [{ paths: 2 ** 32 }, 'chunks'],
    [{ rate: 3 }, '|drift|'],
    [{ volatility: 0 }, 'volatility'],
    [{ volatility: 1.5 }, 'variance'],
    [{ steps: 1, volatility: 1.5 }, 'volatility'],
    [{ years: 0 }, 'years'],
    [{ years: -1 }, 'years'],
    [{ years: Number.NaN }, 'years'],
    [{ strike: 0 }, 'strike'],
    [{ strike: 3200 }, 'strike'],
    [{ spot: 0 }, 'spot'],
    [{ spot: -50 }, 'spot'],
    [{ kind: 'Put' as 'put' }, 'kind'],
    [{ seed: 2n ** 64n }, 'seed'],
    [{ seed: -1n }, 'seed'],
    [{ seed: 7 as unknown as bigint }, 'seed'],
    [{ shards: 0 }, 'shards'],
  ]
  for (const [part, name] of refused) {
    assert.throws(
      () => describeAsianOption({ ...yearly, ...part }),
      (error: unknown) => {
        assert.ok(error instanceof KernelError, String(error))
        assert.deepEqual([error.code, error.facts['name']], ['KERNEL_PARAMETERS', name])
        return true
      },
    )
  }
})

test('estimateAsianOption_isTheMeanAndItsStandardError', () => {
  // Two paths a chunk: they pay 1, 3, 0, 0, 2 and 0 times the spot.
  const { work, option } = describeAsianOption({ ...yearly, paths: 6, shards: 3 })
  const described = { work, option: { ...option, paths: 2 }, scale: 10 }
  const [one, square] = [2n ** 22n, 2n ** 44n]
  const outputs = [chunks([4n * one, 10n * square]), chunks([0n, 0n]), chunks([2n * one, 4n * square])]
  const { price, standardError, paths } = estimateAsianOption(described, outputs)
  assert.deepEqual([price, paths], [10, 6])
  // The payoffs' variance is (14 − 6) / 5.
  assert.ok(Math.abs(standardError - 10 * Math.sqrt(8 / 5 / 6)) < 1e-12, String(standardError))
  for (const wrong of [outputs.slice(0, 2), [outputs[0], outputs[1], chunks([0n, 0n], [0n, 0n])]]) {
    assert.throws(() => estimateAsianOption(described, wrong as Uint8Array[]), {
      code: 'TENSOR_DATA',
      message: /output of shard 2/,
    })
  }
})

// A year's ends only: what max(S − K, 0) is worth has the formula of Black and Scholes.
test('estimateAsianOption_oneStep_isTheFormulaOfBlackAndScholes', async () => {
  for (const [kind, exact] of [
    ['call', 5.01004],
    ['put', 7.32766],
  ] as const) {
    const described = describeAsianOption({ ...yearly, kind, steps: 1, paths: 400_000, shards: 2 })
    const { price, standardError } = estimateAsianOption(described, await outputsOf(described))
    assert.ok(standardError < 0.02, String(standardError))
    assert.ok(Math.abs(price - exact) < 4 * standardError, `${kind}: ${price} for ${exact}`)
  }
})

// The same by Black and Scholes: a call with a strike of 64 times the spot.
test('estimateAsianOption_tellsHowMuchIsCutOff', () => {
  for (const [part, exact] of [
    [{ volatility: 1.38, rate: 0, years: 1 }, 3.2715086e-3],
    [{ volatility: 0.6, rate: 0.05, years: 5 }, 5.1827156e-3 * Math.exp(-0.25)],
    [{ volatility: 1, rate: 0, years: 1 }, 2.4920929e-5],
    [{ volatility: 0.3, rate: 0.05, years: 1 }, 0],
  ] as const) {
    const { work, option, scale } = describeAsianOption({
      ...yearly,
      ...part,
      spot: 10,
      strike: 10,
      steps: 1,
      paths: 1,
    })
    const { cutOff } = estimateAsianOption({ work, option, scale }, [chunks([0n, 0n])])
    assert.ok(Math.abs(cutOff - 10 * exact) <= 1e-3 * 10 * exact, `${cutOff} for ${10 * exact}`)
  }
})

// A price that is often cut off: without what is cut off, it is many standard errors low.
test('estimateAsianOption_farStrike_isLowByNoMoreThanIsCutOff', async () => {
  const far = { kind: 'call', spot: 1, strike: 20, volatility: 1.38, rate: 0, years: 1, steps: 1 } as const
  const described = describeAsianOption({ ...far, paths: 4_000_000 })
  const { price, standardError, cutOff } = estimateAsianOption(described, await outputsOf(described))
  const exact = 0.0270725853
  assert.ok(price < exact - 4 * standardError, String(price))
  assert.ok(Math.abs(price + cutOff - exact) < 4 * standardError, String(price + cutOff))
})

test('estimateWork_knowsOptions', () => {
  const { kernelId, work } = describeAsianOption({ ...yearly, shards: 3 })
  const { units, elements, maxSamples, proofBytes } = estimateWork({ kernelId, params: work.params, shards: 3 })
  assert.deepEqual([units, elements], [1n, [457n, 457n, 457n]])
  assert.ok(maxSamples >= 4, String(maxSamples))
  assert.equal(proofBytes, 128 + 9 * 32)
})
