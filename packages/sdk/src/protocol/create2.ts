import {
  NO_INPUTS_ROOT,
  create2Address,
  CREATE2_SEARCH_KERNEL_ID,
  create2SearchLayout,
  decodeCreate2SearchParams,
  encodeCreate2SearchParams,
} from '@quern/kernels'
import { getAddress, type Address, type Hex } from 'viem'
import type { Request, Work } from '../types.js'

export type DescribeCreate2SearchParameters = {
  /** Who will execute CREATE2: the factory, not its caller. */
  deployer: Address
  /** keccak256 of the init code, constructor arguments included. */
  initCodeHash: Hex
  /** The bits of the address that count: 1 to 64 of 160. */
  mask: bigint
  /** What they must be. */
  value: bigint
  /** How many salts are searched for, each in a range of its own; by default one. */
  shards?: number | undefined
  /** The first shard's salts begin with these bits: `salt >> r == base`; by default 0. */
  base?: bigint | undefined
  /** A shard has 2^r salts, at least 2^7 times the hashes that a search takes on average; by default 2^128. */
  r?: number | undefined
}

/** Work for `prepareRequest`, and what a worker submits the answer with. */
export type Create2SearchWork = { kernelId: number; work: Work; inputRoots: readonly Hex[] }

const defaultR = 128

/**
 * Describes the search for salts whose CREATE2 address has wanted bits, as work to be requested. It has no inputs.
 *
 * Throws `KERNEL_PARAMETERS` with the facts that the contract would refuse by.
 *
 * @example
 * ```ts
 * const initCodeHash = keccak256('0x6000')
 * const search = describeCreate2Search({ deployer: address, initCodeHash, mask: 0x3fffn, value: 0xc0n })
 * const prepared = await prepareRequest(client, { ...search, maxPrice: parseUnits('0.001', 18) })
 * ```
 */
export function describeCreate2Search({
  shards = 1,
  base = 0n,
  r = defaultR,
  ...target
}: DescribeCreate2SearchParameters): Create2SearchWork {
  const { params } = create2SearchLayout({ ...target, base, r }, shards)
  const work = { shards, inputRoot: NO_INPUTS_ROOT, params: encodeCreate2SearchParams(params), inputUri: '' }
  return { kernelId: CREATE2_SEARCH_KERNEL_ID, work, inputRoots: [] }
}

/** Where CREATE2 with an answer as its salt puts the contract; undefined for work of other kernels. */
export function addressOfAnswer({ terms, work }: Pick<Request, 'terms' | 'work'>, answer: Hex): Address | undefined {
  if (terms.kernelId !== CREATE2_SEARCH_KERNEL_ID) return undefined
  return getAddress(create2Address(decodeCreate2SearchParams(work.params), answer))
}
