// Random options of `MonteCarlo` and chunks of them, from a fixed seed.
import type { MonteCarloParams } from '@quern/kernels'
import * as fc from 'fast-check'

/** Some chunks of a job: `start`, and each `stride` further on, counted around. */
export interface DrawnChunks {
  readonly params: MonteCarloParams
  readonly start: number
  readonly stride: number
  readonly count: number
}

/** Steps in one call: what fits its gas. */
const MOST_AT_ONCE = 4000
/** Chunks in one call: each takes memory for a table. */
const MOST_CHUNKS = 100

const ends = (least: number, most: number) =>
  fc.oneof(fc.constantFrom(least, most), fc.integer({ min: least, max: most }))

/** Markets as wide as they may be as often as any calmer one; few steps, as there are many of them to compare. */
function options(mostSteps: number, mostPaths: number): fc.Arbitrary<MonteCarloParams> {
  return fc.integer({ min: 1, max: mostSteps }).chain((steps) => {
    const [drift, volatility] = [Math.floor(2 ** 34 / steps), Math.floor(2 ** 30 / Math.sqrt(steps))]
    return fc.record({
      option: fc.constantFrom<0 | 1>(0, 1),
      steps: fc.constant(steps),
      paths: fc.integer({ min: 1, max: mostPaths }),
      chunks: ends(1, 2 ** 24),
      drift: fc.oneof(fc.constant(0), ends(-drift, drift)),
      volatility: ends(1, volatility),
      strike: fc.oneof(fc.constant(2 ** 22), ends(1, 2 ** 28 - 1), fc.integer({ min: 2 ** 20, max: 2 ** 24 })),
      seed: fc.oneof(fc.constantFrom(0n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 64n - 1n)),
    })
  })
}

const places = fc.record({ start: fc.nat(2 ** 24), stride: fc.integer({ min: 1, max: 2 ** 20 }) })

/** `count` chunks in all, of up to `steps` steps and `paths` paths. */
export function randomOptions(
  count: number,
  { seed, steps, paths }: { readonly seed: number; readonly steps: number; readonly paths: number },
): DrawnChunks[] {
  const calls: DrawnChunks[] = []
  let left = count
  for (const [params, place] of fc.sample(fc.tuple(options(steps, paths), places), { numRuns: count, seed })) {
    const fitting = Math.ceil(MOST_AT_ONCE / (params.paths * (params.steps + 16)))
    const most = Math.min(left, fitting, MOST_CHUNKS)
    if (most === 0) break
    calls.push({ params, ...place, count: most })
    left -= most
  }
  return calls
}
