import { jobIdOf, type JobEvent, type JobState, type Request } from '@quern/sdk'
import type { Address, Hex } from 'viem'

/** One job as its events tell it. */
export interface SeenJob {
  readonly jobId: Hex
  readonly shard: number
  readonly state: JobState
  readonly worker: Address | undefined
  readonly deadline: number
  readonly price: bigint
  readonly sampled: boolean
  readonly events: readonly JobEvent[]
}

const stateAfter: Partial<Record<JobEvent['name'], JobState>> = {
  JobAccepted: 'assigned',
  JobCommitted: 'committed',
  JobRevealed: 'revealed',
  JobFinalized: 'finalized',
  JobNoShow: 'open',
  JobTimedOut: 'slashed',
  FraudProven: 'slashed',
}

/** The jobs of a request, from its events in the order of the chain. */
export function jobsOf(requestId: Hex, request: Request, events: readonly JobEvent[]): SeenJob[] {
  return Array.from({ length: request.work.shards }, (_, shard) => {
    const jobId = jobIdOf({ requestId, shard })
    const own = events.filter((event) => 'jobId' in event.args && event.args.jobId === jobId)
    return own.reduce<SeenJob>(after, {
      jobId,
      shard,
      state: 'open',
      worker: undefined,
      deadline: 0,
      price: 0n,
      sampled: false,
      events: own,
    })
  })
}

function after(job: SeenJob, event: JobEvent): SeenJob {
  const next = { ...job, state: stateAfter[event.name] ?? job.state }
  if (event.name === 'JobAccepted')
    return { ...next, worker: event.args.worker, price: event.args.price, deadline: event.args.deadline }
  if (event.name === 'JobCommitted' || event.name === 'JobRevealed') return { ...next, deadline: event.args.deadline }
  if (event.name === 'JobSampled') return { ...next, sampled: true }
  return next
}

/** What its end paid, royalty included, in base units of the pay token. */
export function paidOf(job: SeenJob): bigint {
  const end = job.events.find((event) => event.name === 'JobFinalized')?.args
  return end === undefined ? 0n : end.paid + end.royalty
}
