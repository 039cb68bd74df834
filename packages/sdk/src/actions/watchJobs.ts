import type { Client } from 'viem'
import { decoded, resolveAddresses, sleep, type ReadParameters } from '../client.js'
import { CursorMalformedError } from '../errors/local.js'
import { matches, placeOf, type JobEvent, type JobEventFilter, type Place } from '../events/event.js'
import { createFollower } from '../events/follower.js'
import { escrowReader } from '../events/reader.js'

export type WatchJobsParameters = ReadParameters &
  JobEventFilter & {
    /** Continue behind the event that carried this cursor. */
    cursor?: string | undefined
    /** The first block to read; by default the deployment's. */
    fromBlock?: bigint | undefined
    /** How often to look for new blocks; by default the client's polling interval. */
    pollingIntervalMs?: number | undefined
    /** The most blocks one query covers. */
    maxRange?: bigint | undefined
    /** Ends the iteration. */
    signal?: AbortSignal | undefined
  }

/** Ends when `signal` aborts. */
export type WatchJobsReturnType = AsyncGenerator<JobEvent, void, undefined>

/**
 * The escrow's events about requests and jobs, past and coming, in order.
 *
 * An event is reported again with `removed: true` when a reorganisation takes its block back (up to 256 blocks deep).
 * Every event carries a cursor: store it, and pass it later to continue. When the cursor's own block was taken back
 * meanwhile, up to 64 blocks are reported again: treat an event as the same when block hash and log index are.
 *
 * Throws `CURSOR_MALFORMED`, and `CHAIN_FAILED` or `CHAIN_TIMEOUT` when the node fails: start again with the last cursor.
 *
 * @example
 * ```ts
 * for await (const event of watchJobs(client, { requestId, jobIds })) {
 *   if (event.name === 'JobRevealed' && !event.removed) console.log(event.args.outputUri, event.cursor)
 * }
 * ```
 */
export async function* watchJobs(client: Client, parameters: WatchJobsParameters = {}): WatchJobsReturnType {
  const addresses = resolveAddresses(client, parameters.addresses)
  const { signal, maxRange = 2000n, pollingIntervalMs = client.pollingInterval } = parameters
  const after = readCursor(parameters.cursor)
  const fromBlock = parameters.fromBlock ?? BigInt(addresses.startBlock)
  const follower = createFollower(escrowReader(client, addresses), { fromBlock, after, maxRange })

  let before: string | undefined
  for (;;) {
    if (signal?.aborted) return
    const { events, cursor, done } = await decoded(follower.step())
    // A node that does not know the block it named knows it a moment later.
    const isStuck = events.length === 0 && cursor === before
    before = cursor
    for (const event of events) {
      if (signal?.aborted) return
      if (matches(event, parameters)) yield event
    }
    if (done || isStuck) await sleep(pollingIntervalMs, signal).catch(() => undefined)
  }
}

function readCursor(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined
  const place = placeOf(cursor)
  if (!place) throw new CursorMalformedError({ cursor })
  return place
}
