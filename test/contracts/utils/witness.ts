import { AbiCoder, getCreate2Address, id, keccak256, toBeHex } from 'ethers'
import type { Address, Hex } from 'viem'
import { ethers } from './chain.js'
import { makeDeal, type Deal } from './deal.js'
import type { Market } from './market.js'
import { LIMITS } from './protocol.js'

const CREATE2_SEARCH = 3
const INIT_CODE_HASH = id('init code') as Hex
/** One bit of the address is wanted, so about every second salt of the 2^8 solves a shard. */
const [MASK, RANGE_BITS] = [1n, 8n]

/** Registers `Create2Search`, the kernel whose jobs end by their output. */
export async function registerSearch({ registry, author }: Market): Promise<void> {
  const kernel = {
    kernel: await ethers.deployContract('Create2Search'),
    kind: 1,
    royaltyBps: 0,
    gasCap: 100_000,
    author,
  }
  await registry.register(CREATE2_SEARCH, kernel, { ...LIMITS, minSampleBps: 0, minSamples: 0 })
}

/** A signed request for one salt. */
export function searchDeal(market: Market): Promise<Deal> {
  return makeDeal(market, {
    terms: { kernelId: CREATE2_SEARCH, sampleBps: 0, samples: 0, burn: 0n },
    work: searchWork(market, 1),
  })
}

/** What asks for one salt of each of the first `shards` ranges. */
export function searchWork(market: { escrowAddress: Address }, shards: number) {
  const values = [market.escrowAddress, INIT_CODE_HASH, MASK, 0n, 0n, RANGE_BITS]
  const params = AbiCoder.defaultAbiCoder().encode(
    ['address', 'bytes32', 'uint160', 'uint160', 'uint256', 'uint8'],
    values,
  ) as Hex
  const noInputs = keccak256(AbiCoder.defaultAbiCoder().encode(['bytes32[]'], [[]])) as Hex
  return { shards, params, inputRoot: noInputs }
}

/** The first salt that solves the shard, or the first that does not. */
export function saltFor({ escrowAddress }: { escrowAddress: Address }, solves: boolean, shard = 0): Hex {
  for (let salt = BigInt(shard) << RANGE_BITS; ; salt++) {
    const bytes = toBeHex(salt, 32) as Hex
    const address = BigInt(getCreate2Address(escrowAddress, bytes, INIT_CODE_HASH))
    if (((address & MASK) === 0n) === solves) return bytes
  }
}
