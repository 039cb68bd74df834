import { sliceCount, type SearchSlice } from '../search-slice.js'
import { create2SearchLayout } from './layout.js'
import type { Create2SearchParams } from './params.js'

/** A part of one shard's search: `from` is the number of a salt in the shard, not the salt itself. */
export type Create2SearchSlice = SearchSlice<Create2SearchParams>

/** The salts of a slice. Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `KERNEL_SLICE`. */
export function saltsOfSlice(slice: Create2SearchSlice): { first: bigint; count: number } {
  const { first, count } = create2SearchLayout(slice.params, slice.shards).saltsOf(slice.shard)
  return { first: first + slice.from, count: sliceCount(slice, count) }
}

/** A salt as the 32 bytes it is hashed as. */
export function saltHex(salt: bigint): `0x${string}` {
  return `0x${salt.toString(16).padStart(64, '0')}`
}
