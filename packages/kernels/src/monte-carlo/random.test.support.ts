import { MOST_ROWS, randomShard, type Dice, type FlatWork } from '../conformance/random-work.test.support.js'
import { encodeMonteCarloParams, MONTE_CARLO_KERNEL_ID, shardJob, type MonteCarloParams } from '../index.js'
import { monteCarloKernel } from './kernel.js'

/** A few chunks of random options. */
export const flatWork: FlatWork = {
  kernel: monteCarloKernel,
  elements: 1000,
  random: (dice) => {
    const option = randomOption(dice)
    const params = encodeMonteCarloParams(option)
    const shard = randomShard(dice, option.chunks)
    return { job: shardJob({ kernelId: MONTE_CARLO_KERNEL_ID, params, ...shard }), params, inputs: [] }
  },
}

/** Options whose markets and strikes reach the ends of their bounds; one in forty has chunks that are dear to check. */
function randomOption(dice: Dice): MonteCarloParams {
  const isDear = dice(40) === 0
  const steps = 1 + dice(isDear ? 190 : 6)
  const within = (least: number, most: number) => {
    const kind = dice(6)
    if (kind < 2) return kind === 0 ? least : most
    return least + Math.floor(((most - least + 1) * dice(2 ** 31)) / 2 ** 31)
  }
  const drift = Math.floor(2 ** 34 / steps)
  const seed = dice(8) === 0 ? 2n ** 64n - 1n : (BigInt(dice(2 ** 32)) << 32n) | BigInt(dice(2 ** 32))
  return {
    option: dice(2) as 0 | 1,
    steps,
    paths: 1 + dice(isDear ? 8 : 2),
    chunks: 1 + dice(MOST_ROWS),
    drift: dice(3) === 0 ? 0 : within(-drift, drift),
    volatility: within(1, Math.floor(2 ** 30 / Math.sqrt(steps))),
    strike: dice(2) === 0 ? 2 ** 22 : within(1, 2 ** 28 - 1),
    seed,
  }
}
