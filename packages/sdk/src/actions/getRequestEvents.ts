import type { Client } from 'viem'
import { getBlockNumber, getLogs } from 'viem/actions'
import { decoded, resolveAddresses, type ReadParameters } from '../client.js'
import { jobEventsOf, matches, type JobEvent } from '../events/event.js'
import { hashRequest, jobIdsOf } from '../protocol/request.js'
import type { Request } from '../types.js'

export type GetRequestEventsParameters = ReadParameters & {
  request: Request
  /** The first block to read; by default the deployment's. */
  fromBlock?: bigint | undefined
  /** The most blocks one query covers. */
  maxRange?: bigint | undefined
}

/** In the order of the chain. */
export type GetRequestEventsReturnType = JobEvent[]

/**
 * Everything that has happened to a request and its jobs so far.
 *
 * Throws `CHAIN_FAILED`, `CHAIN_TIMEOUT`.
 *
 * @example
 * ```ts
 * const events = await getRequestEvents(client, { request })
 * console.log(events.map((event) => event.name))
 * ```
 */
export async function getRequestEvents(
  client: Client,
  { request, maxRange = 2000n, ...parameters }: GetRequestEventsParameters,
): Promise<GetRequestEventsReturnType> {
  const addresses = resolveAddresses(client, parameters.addresses)
  const requestId = hashRequest({ chainId: addresses.chainId, escrow: addresses.escrow, request })
  const filter = { requestId, jobIds: jobIdsOf({ requestId, shards: request.work.shards }) }
  const head = await decoded(getBlockNumber(client, { cacheTime: 0 }))
  const events: JobEvent[] = []
  for (let from = parameters.fromBlock ?? BigInt(addresses.startBlock); from <= head; from += maxRange) {
    const to = from + maxRange - 1n < head ? from + maxRange - 1n : head
    const logs = await decoded(getLogs(client, { address: addresses.escrow, fromBlock: from, toBlock: to }))
    events.push(...jobEventsOf(logs).filter((event) => matches(event, filter)))
  }
  return events
}
