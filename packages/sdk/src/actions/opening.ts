import type { Hex } from 'viem'

/** How one job's seal is opened. */
export type Opening = {
  shard: number
  root: Hex
  salt: Hex
  /** Where the output can be fetched; at most 256 bytes. */
  outputUri: string
}
