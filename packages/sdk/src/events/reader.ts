import { type AbiEvent, type Address, type Client, type Hash } from 'viem'
import { getBlock, getLogs } from 'viem/actions'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { jobEventsOf, type JobEventName } from './event.js'
import type { ChainReader } from './follower.js'

/**
 * What a follower needs, read from a node: the escrow's events about requests and jobs, or those of `names` only.
 *
 * @example
 * ```ts
 * const reader = escrowReader(client, { escrow: addresses.escrow, names: ['RequestPosted'] })
 * const follower = createFollower(reader, { fromBlock: 0n, maxRange: 2000n })
 * ```
 */
export function escrowReader(
  client: Client,
  { escrow, names }: { escrow: Address; names?: readonly JobEventName[] },
): ChainReader {
  const filter = names === undefined ? {} : { events: abiOf(names) }
  return {
    async head() {
      const { number, hash } = await getBlock(client, { blockTag: 'latest' })
      return { number, hash }
    },
    hashOf: (number) => hashOf(client, number),
    async events(fromBlock, toBlock) {
      return jobEventsOf(await getLogs(client, { address: escrow, fromBlock, toBlock, ...filter }))
    },
  }
}

function abiOf(names: readonly JobEventName[]): AbiEvent[] {
  return jobEscrowAbi
    .filter((item) => item.type === 'event')
    .filter(({ name }) => names.some((wanted) => wanted === name))
}

async function hashOf(client: Client, blockNumber: bigint): Promise<Hash | undefined> {
  try {
    return (await getBlock(client, { blockNumber })).hash
  } catch (error) {
    if (error instanceof Error && error.name === 'BlockNotFoundError') return undefined
    throw error
  }
}
