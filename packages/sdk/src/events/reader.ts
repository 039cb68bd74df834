import { BaseError, type AbiEvent, type Address, type Client, type Hash, type Log } from 'viem'
import { getBlock, getLogs } from 'viem/actions'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { jobEventsOf, type JobEventName } from './event.js'
import type { ChainReader } from './follower.js'

/**
 * What a follower needs, read from a node: the escrow's events about requests and jobs, or those of `names` only. Ranges that
 * the node finds too large are read in parts.
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
  const logsOf = inParts((fromBlock, toBlock) => getLogs(client, { address: escrow, fromBlock, toBlock, ...filter }))
  return {
    async head() {
      const { number, hash } = await getBlock(client, { blockTag: 'latest' })
      return { number, hash }
    },
    hashOf: (number) => hashOf(client, number),
    events: async (fromBlock, toBlock) => jobEventsOf(await logsOf(fromBlock, toBlock)),
  }
}

type LogsOf = (fromBlock: bigint, toBlock: bigint) => Promise<Log[]>

/** Halves what a node refuses, and tries an eighth more after each answer. Throws when one block is refused. */
function inParts(ask: LogsOf): LogsOf {
  let most: bigint | undefined
  return async (fromBlock, toBlock) => {
    const logs: Log[] = []
    for (let from = fromBlock; from <= toBlock;) {
      const to = most !== undefined && from + most <= toBlock ? from + most - 1n : toBlock
      try {
        logs.push(...(await ask(from, to)))
        from = to + 1n
        if (most !== undefined) most += most / 8n + 1n
      } catch (error) {
        if (from === to || !isRefusal(error)) throw error
        most = (to - from + 1n) / 2n
      }
    }
    return logs
  }
}

const httpRefusals: readonly unknown[] = [400, 413]

/** Whether a node answered, and not with logs: they have many codes for too large a range. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false
  const isAnswer = (inner: unknown): boolean => {
    const { code = -1, status } = inner as { code?: unknown; status?: unknown }
    return (typeof code === 'number' && code !== -1) || httpRefusals.includes(status)
  }
  return error.walk(isAnswer) !== null
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
