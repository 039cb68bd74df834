import { diceOf, MOST_ROWS, randomShard, type Dice, type FlatWork } from '../conformance/random-work.test.support.js'
import {
  bytesSource,
  encodeMatmul8Params,
  matmul8Layout,
  MATMUL8_KERNEL_ID,
  shardJob,
  type Matmul8ShardInput,
  type ShardWork,
  type TensorSource,
} from '../index.js'
import { matmul8Kernel } from './kernel.js'

/** Products of a few rows. */
export const flatWork: FlatWork = {
  kernel: matmul8Kernel,
  elements: 50_000,
  random: (dice) => {
    const { params: sides, a, b, ...shard } = randomProduct(dice, MOST_ROWS)
    const params = encodeMatmul8Params(sides)
    const inputs = [a, b].map(({ buffer }) => new Uint8Array(buffer))
    return { job: shardJob({ kernelId: MATMUL8_KERNEL_ID, params, ...shard }), params, inputs }
  },
}

/**
 * Mostly small, with at most `mostRows` rows; one in four has rows of several output leaves, one in eight rows of several
 * input leaves.
 */
export function randomProduct(dice: Dice, mostRows = 9): Matmul8ShardInput {
  const m = 1 + dice(mostRows)
  const n = 1 + dice(dice(4) === 0 ? 100 : 12)
  const k = 1 + dice(dice(8) === 0 ? 3000 : 200)
  const shard = randomShard(dice, m)
  const extreme = dice(6) === 0
  const value = () => (extreme ? -128 + dice(2) * 255 : dice(256) - 128)
  const a = Int8Array.from({ length: m * k }, value)
  const b = Int8Array.from({ length: n * k }, value)
  return { params: { m, n, k }, ...shard, a, b }
}

/** A random shard of Matmul8 with its inputs. */
export interface RandomJob {
  readonly work: ShardWork
  readonly input: Matmul8ShardInput
  readonly sources: readonly TensorSource[]
}

/** Sides on both sides of a tile's edge, single rows and columns, and some in between. */
const SIDES = [1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 65, 127, 129]
const EXTREMES = [-128, -127, -1, 0, 1, 127]

/** Job number `index` of a seed: every remainder of k modulo 32 comes around, and every fourth job has extreme values only. */
export function randomJob(seed: number, index: number): RandomJob {
  const dice = diceOf(1 + ((seed * 7919 + index) % 2 ** 31))
  for (let i = 0; i < 8; i++) dice(2)
  const side = () => SIDES[dice(SIDES.length)] as number
  const params = { m: side(), n: side(), k: 32 * dice(5) + (index % 32 === 0 ? 32 : index % 32) }
  const block = Math.ceil(params.m / (1 + dice(3)))
  const shards = Math.ceil(params.m / block)
  const shard = dice(shards)
  const value = index % 4 === 3 ? () => EXTREMES[dice(EXTREMES.length)] as number : () => dice(256) - 128
  const a = Int8Array.from({ length: params.m * params.k }, value)
  const b = Int8Array.from({ length: params.n * params.k }, value)
  const work = { kernelId: MATMUL8_KERNEL_ID, params: encodeMatmul8Params(params), shards, shard }
  const layout = matmul8Layout(params, shards)
  const sources = [bytesSource(layout.a, new Uint8Array(a.buffer)), bytesSource(layout.b, new Uint8Array(b.buffer))]
  return { work, input: { params, shards, shard, a, b }, sources }
}
