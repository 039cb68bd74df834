import { KernelSliceError } from '../errors.js'
import { create2SearchLayout } from './layout.js'
import type { Create2SearchParams } from './params.js'

/** A part of one shard's search. */
export interface Create2SearchSlice {
  readonly params: Create2SearchParams
  readonly shards: number
  readonly shard: number
  /** Which salt of the shard is tried first, from 0 on: not the salt itself. */
  readonly from: bigint
  /** How many are tried at most; the end of the shard ends the slice. */
  readonly count: number
}

/** The salts of a slice. Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `KERNEL_SLICE`. */
export function saltsOfSlice({ params, shards, shard, from, count }: Create2SearchSlice): {
  first: bigint
  count: number
} {
  const salts = create2SearchLayout(params, shards).saltsOf(shard)
  const left = salts.count - from
  if (from < 0n || left <= 0n || !Number.isSafeInteger(count) || count < 1) {
    throw new KernelSliceError({ from, count, salts: salts.count })
  }
  return { first: salts.first + from, count: left < BigInt(count) ? Number(left) : count }
}

/** A salt as the 32 bytes it is hashed as. */
export function saltHex(salt: bigint): `0x${string}` {
  return `0x${salt.toString(16).padStart(64, '0')}`
}
