import { KernelSliceError } from './errors.js'

/** A part of one shard's search. */
export interface SearchSlice<Params = unknown> {
  readonly params: Params
  readonly shards: number
  readonly shard: number
  /** Which candidate of the shard is tried first, from 0 on: not the candidate itself. */
  readonly from: bigint
  /** How many are tried at most; the end of the shard ends the slice. */
  readonly count: number
}

/** How many of a shard's candidates a slice tries. Throws `KERNEL_SLICE`. */
export function sliceCount({ from, count }: Pick<SearchSlice, 'from' | 'count'>, candidates: bigint): number {
  const left = candidates - from
  if (from < 0n || left <= 0n || !Number.isSafeInteger(count) || count < 1) {
    throw new KernelSliceError({ from, count, salts: candidates })
  }
  return left < BigInt(count) ? Number(left) : count
}
