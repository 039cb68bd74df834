import type { Hex } from '../hex.js'
import type { SearchSlice } from '../search-slice.js'
import { CREATE2_SEARCH_MAX_MASK_BITS } from './faults.js'
import type { Create2SearchParams } from './params.js'
import { create2Address } from './reference.js'
import { saltHex, saltsOfSlice } from './slice.js'

/** All bits that a mask may set: no other salt of the probe leads to the same ones, but once in 2^54. */
const MASK = 2n ** BigInt(CREATE2_SEARCH_MAX_MASK_BITS) - 1n
const LEAST_R = CREATE2_SEARCH_MAX_MASK_BITS + 7
const SALTS = 1024n

/** A search over 1,024 salts of the same query, whose only answer is the salt with number `candidate` of the shard. */
export function create2Probe(
  slice: SearchSlice<Create2SearchParams>,
  candidate: bigint,
): { readonly slice: SearchSlice<Create2SearchParams>; readonly answer: Hex } {
  const { params } = slice
  const salt = saltsOfSlice({ ...slice, from: candidate }).first
  const answer = saltHex(salt)
  const r = Math.max(params.r, LEAST_R)
  const [base, place] = [salt >> BigInt(r), salt % 2n ** BigInt(r)]
  const value = BigInt(create2Address(params, answer)) & MASK
  const query = { ...params, mask: MASK, value, base, r }
  return { slice: { params: query, shards: 1, shard: 0, from: place - (place % SALTS), count: Number(SALTS) }, answer }
}
