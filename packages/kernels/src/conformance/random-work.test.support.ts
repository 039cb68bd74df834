import type { FlatKernel, Hex, ShardJob } from '../index.js'

/** Whole numbers from 0 on, below the asked bound. */
export type Dice = (below: number) => number

/** A shard and the bytes of its inputs. */
export interface RandomWork {
  readonly job: ShardJob
  /** As the contract reads them. */
  readonly params: Hex
  readonly inputs: readonly Uint8Array[]
}

/** What is random about the work of a flat kernel; `random.test.support.ts` of its folder exports it as `flatWork`. */
export interface FlatWork {
  /** Its name is that of its contract. */
  readonly kernel: FlatKernel
  /** So many elements are proved to the contract in `npm test`; dear ones are fewer. */
  readonly elements: number
  random(dice: Dice): RandomWork
}

/** Most rows of all shards of random work. */
export const MOST_ROWS = 30

/** A shard of so many rows that are shared out in equal blocks. */
export function randomShard(dice: Dice, rows: number): { shards: number; shard: number } {
  const shards = Math.ceil(rows / Math.ceil(rows / (1 + dice(rows))))
  return { shards, shard: dice(shards) }
}

/** xorshift32 (Marsaglia 2003; shifts 13, 17, 5). */
export function diceOf(seed: number): Dice {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
