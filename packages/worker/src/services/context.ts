import { hashWork, parseRequestDocument, type RequestDocument } from '@quern/sdk'
import type { Hex } from 'viem'
import type { WorkerConfig } from '../config/schema.js'
import type { Bell } from '../runtime/bell.js'
import type { Compute } from '../runtime/compute.js'
import type { AtBoundary } from '../runtime/crash.js'
import type { Logger } from '../runtime/logger.js'
import type { Intent } from '../runtime/outbox.js'
import type { JobChange, JobRow } from '../runtime/jobs.js'
import type { Store } from '../runtime/store.js'
import type { Breaker } from './breaker.js'
import type { Chain, Head } from './chain.js'

/** What the services share. Nothing in it is global: each worker of a process has its own. */
export interface Context {
  readonly config: WorkerConfig
  readonly store: Store
  readonly chain: Chain
  readonly compute: Compute
  readonly breaker: Breaker
  readonly bell: Bell
  readonly log: Logger
  readonly atBoundary: AtBoundary
  readonly nowMs: () => number
}

/** The request of a job, as it was read from its board. */
export function documentOf(store: Store, requestId: Hex): RequestDocument {
  const known = parsed.get(store) ?? new Map<Hex, RequestDocument>()
  parsed.set(store, known)
  const document = known.get(requestId) ?? parseDocument(store, requestId)
  known.delete(requestId)
  known.set(requestId, document)
  for (const oldest of known.keys()) {
    if (known.size <= mostParsed) break
    known.delete(oldest)
  }
  return document
}

/** A request never changes, but for a signature that was looked at before there was a job: the latest are parsed once. */
const parsed = new WeakMap<Store, Map<Hex, RequestDocument>>()
const mostParsed = 64

function parseDocument(store: Store, requestId: Hex): RequestDocument {
  const row = store.requests.find(requestId)
  if (row === undefined) throw new Error(`the request ${requestId} of a job is not kept`)
  return parseRequestDocument(row.document)
}

/** The first two arguments of calls that need only the terms. */
export function termsArguments({ request }: RequestDocument): [RequestDocument['request']['terms'], Hex] {
  return [request.terms, hashWork(request.work)]
}

/** Jobs of one request that go into one transaction together. */
export interface Batch {
  readonly requestId: Hex
  readonly jobs: readonly JobRow[]
}

/** So many jobs are far below the gas of a block. */
const mostOfBatch = 64

/** Jobs by request, in the order of the first job of each. */
export function byRequest(jobs: readonly JobRow[]): Batch[] {
  const groups = new Map<Hex, JobRow[]>()
  for (const job of jobs) groups.set(job.requestId, [...(groups.get(job.requestId) ?? []), job])
  return [...groups].flatMap(([requestId, all]) =>
    Array.from({ length: Math.ceil(all.length / mostOfBatch) }, (_, index) => ({
      requestId,
      jobs: all.slice(index * mostOfBatch, (index + 1) * mostOfBatch),
    })),
  )
}

/** Keeps an intent and the new state of its jobs in one durable step, then wakes the submitter. */
export function intend({ store, atBoundary, bell }: Context, intent: Intent, change: JobChange): void {
  store.db.transaction(() => {
    store.outbox.intend(intent)
    for (const jobId of intent.jobIds) {
      store.jobs.change(jobId, change)
      store.journal.write({ event: `intent.${intent.kind}`, requestId: intent.requestId, jobId })
    }
  })
  atBoundary('outbox.intended')
  bell.ring()
}

/** Seconds of chain time, as of the head block. */
export function secondsLeft(job: JobRow, head: Head): number {
  return job.deadlineS - head.timestampS
}
