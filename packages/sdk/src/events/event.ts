import { parseEventLogs, type Address, type ContractEventArgsFromTopics, type Hash, type Hex, type Log } from 'viem'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'

/** The escrow's events about requests and jobs. */
export const jobEventNames = [
  'RequestPublished',
  'RequestPosted',
  'RequestClosed',
  'RequestCancelled',
  'JobAccepted',
  'JobCommitted',
  'JobRevealed',
  'JobSampled',
  'WitnessSubmitted',
  'JobFinalized',
  'JobNoShow',
  'JobTimedOut',
  'FraudProven',
  'DisputesChanged',
  'DisputeLost',
] as const

export type JobEventName = (typeof jobEventNames)[number]

type EventArgs<name extends JobEventName> = Required<ContractEventArgsFromTopics<typeof jobEscrowAbi, name>>

/** One event, where it happened, and the cursor that continues after it. */
export type JobEvent = {
  [name in JobEventName]: {
    name: name
    args: EventArgs<name>
    blockNumber: bigint
    blockHash: Hash
    transactionHash: Hash
    logIndex: number
    /** True when a reorganisation took back an event that was reported before. */
    removed: boolean
    /** Pass it to `watchJobs` to continue behind this event. */
    cursor: string
  }
}[JobEventName]

/** Which events are wanted; without a field, all. */
export type JobEventFilter = {
  requestId?: Hex | undefined
  jobIds?: readonly Hex[] | undefined
  worker?: Address | undefined
  requester?: Address | undefined
}

/** Reads the escrow's logs as events, in their order; logs of other events are left out. */
export function jobEventsOf(logs: readonly Log[]): JobEvent[] {
  const parsed = parseEventLogs({ abi: jobEscrowAbi, eventName: [...jobEventNames], logs: [...logs] })
  return parsed
    .filter((log) => log.blockNumber !== null && log.logIndex !== null)
    .map((log) => {
      const { blockNumber, blockHash, transactionHash, logIndex } = log
      const place = { blockNumber, blockHash, transactionHash, logIndex }
      return { name: log.eventName, args: log.args, ...place, removed: false, cursor: cursorOf(place) } as JobEvent
    })
}

/** Whether the event is wanted. A request's own events match its jobs' filter only by `requestId`. */
export function matches(event: JobEvent, filter: JobEventFilter): boolean {
  const args = event.args as { requestId?: Hex; jobId?: Hex; worker?: Address; requester?: Address }
  if (filter.worker && args.worker?.toLowerCase() !== filter.worker.toLowerCase()) return false
  if (filter.requester && args.requester?.toLowerCase() !== filter.requester.toLowerCase()) return false
  if (!filter.requestId && !filter.jobIds) return true
  const ofRequest = filter.requestId !== undefined && args.requestId === filter.requestId
  const ofJob = args.jobId !== undefined && (filter.jobIds?.includes(args.jobId) ?? false)
  return ofRequest || ofJob
}

export type Place = { blockNumber: bigint; blockHash: Hash; logIndex: number }

/** `block number:block hash:log index`. */
export function cursorOf({ blockNumber, blockHash, logIndex }: Place): string {
  return `${blockNumber}:${blockHash}:${logIndex}`
}

/** The place a cursor names, or `undefined` when the text is not a cursor. */
export function placeOf(cursor: string): Place | undefined {
  const [, blockNumber, blockHash, logIndex] = /^(\d{1,20}):(0x[0-9a-f]{64}):(-1|\d{1,9})$/.exec(cursor) ?? []
  if (blockNumber === undefined || blockHash === undefined) return undefined
  return { blockNumber: BigInt(blockNumber), blockHash: blockHash as Hash, logIndex: Number(logIndex) }
}
