import {
  bytesSource,
  encodeMatmul8Params,
  matmul8Layout,
  MATMUL8_KERNEL_ID,
  type ShardWork,
  type TensorSource,
} from '../index.js'
import type { Matmul8ShardInput } from '../index.js'

/** A random shard of Matmul8 with its inputs. */
export interface RandomJob {
  readonly work: ShardWork
  readonly input: Matmul8ShardInput
  readonly sources: readonly TensorSource[]
}

/** Sides on both sides of a tile's edge, single rows and columns, and some in between. */
const SIDES = [1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 65, 127, 129]
const EXTREMES = [-128, -127, -1, 0, 1, 127]

/** xorshift32 (Marsaglia 2003; shifts 13, 17, 5): whole numbers from 0 on, below the asked bound. */
export function diceOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

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
