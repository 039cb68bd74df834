import type { Hex } from 'viem'
import type { Database, SqlRow, SqlValue } from './database.js'

export const jobStates = [
  'seen',
  'accepting',
  'assigned',
  'computed',
  'sealed',
  'committed',
  'revealing',
  'revealed',
  'submitting',
  'settled',
  'lost',
] as const

export type JobState = (typeof jobStates)[number]

/** States of a job that this worker holds or is about to hold. */
export const liveStates: readonly JobState[] = [
  'accepting',
  'assigned',
  'computed',
  'sealed',
  'committed',
  'revealing',
  'revealed',
  'submitting',
]

/** Live states in which something is still to be done before a deadline. */
export const unfinishedStates: readonly JobState[] = liveStates.filter((state) => state !== 'revealed')

/** The edges that this program may take by itself or after reading the chain. */
const edges: Readonly<Record<JobState, readonly JobState[]>> = {
  seen: ['accepting', 'assigned', 'committed', 'revealed', 'settled', 'lost'],
  accepting: ['seen', 'assigned', 'committed', 'revealed', 'settled', 'lost'],
  assigned: ['computed', 'committed', 'revealed', 'settled', 'lost'],
  computed: ['assigned', 'sealed', 'committed', 'revealed', 'submitting', 'settled', 'lost'],
  sealed: ['assigned', 'computed', 'committed', 'revealed', 'settled', 'lost'],
  committed: ['sealed', 'revealing', 'revealed', 'settled', 'lost'],
  revealing: ['committed', 'revealed', 'settled', 'lost'],
  revealed: ['committed', 'settled', 'lost'],
  submitting: ['assigned', 'computed', 'settled', 'lost'],
  settled: ['assigned', 'computed', 'committed', 'revealed', 'lost'],
  lost: ['seen', 'assigned', 'committed', 'revealed', 'settled'],
}

export interface JobRow {
  readonly jobId: Hex
  readonly requestId: Hex
  readonly shard: number
  readonly state: JobState
  readonly attempt: number
  readonly price: bigint
  readonly lock: bigint
  readonly deadlineS: number
  readonly beaconId: bigint | undefined
  readonly root: Hex | undefined
  readonly failures: number
  readonly retryAtMs: number
  readonly reason: string | undefined
}

export interface JobChange {
  readonly state?: JobState
  readonly attempt?: number
  readonly price?: bigint
  readonly deadlineS?: number
  readonly beaconId?: bigint
  readonly root?: Hex
  readonly failures?: number
  readonly retryAtMs?: number
  readonly reason?: string
}

export interface Jobs {
  add(job: Pick<JobRow, 'jobId' | 'requestId' | 'shard' | 'attempt' | 'price' | 'lock'>): void
  find(jobId: Hex): JobRow | undefined
  inStates(states: readonly JobState[]): JobRow[]
  ofRequest(requestId: Hex): JobRow[]
  /** Jobs that this worker once held and lost at or after a time. */
  lostSince(atMs: number): JobRow[]
  /** Jobs that were paid at or after a time. */
  settledSince(atMs: number): JobRow[]
  /** Changes a job; refuses an edge that the state machine does not have. */
  change(jobId: Hex, change: JobChange): void
  counts(): Record<JobState, number>
  isEmpty(): boolean
}

const columns: Readonly<Record<keyof JobChange | 'updatedAtMs', string>> = {
  state: 'state',
  attempt: 'attempt',
  price: 'price',
  deadlineS: 'deadline_s',
  beaconId: 'beacon_id',
  root: 'root',
  failures: 'failures',
  retryAtMs: 'retry_at_ms',
  reason: 'reason',
  updatedAtMs: 'updated_at_ms',
}

export function openJobs(db: Database, nowMs: () => number): Jobs {
  const find = (jobId: Hex): JobRow | undefined => {
    const row = db.get('SELECT * FROM jobs WHERE job_id = $jobId', { jobId })
    return row && jobOf(row)
  }
  return {
    find,
    add: ({ jobId, requestId, shard, attempt, price, lock }) => {
      db.run(
        `INSERT INTO jobs (job_id, request_id, shard, state, attempt, price, lock, updated_at_ms)
         VALUES ($jobId, $requestId, $shard, 'seen', $attempt, $price, $lock, $atMs) ON CONFLICT DO NOTHING`,
        { jobId, requestId, shard, attempt, price: price.toString(), lock: lock.toString(), atMs: nowMs() },
      )
    },
    inStates: (states) =>
      db
        .all(`SELECT * FROM jobs WHERE state IN (SELECT value FROM json_each($states)) ORDER BY deadline_s, job_id`, {
          states: JSON.stringify(states),
        })
        .map(jobOf),
    ofRequest: (requestId) =>
      db.all('SELECT * FROM jobs WHERE request_id = $requestId ORDER BY shard', { requestId }).map(jobOf),
    lostSince: (atMs) =>
      db
        .all(`SELECT * FROM jobs WHERE state = 'lost' AND deadline_s > 0 AND updated_at_ms >= $atMs`, { atMs })
        .map(jobOf),
    settledSince: (atMs) =>
      db.all(`SELECT * FROM jobs WHERE state = 'settled' AND updated_at_ms >= $atMs`, { atMs }).map(jobOf),
    change: (jobId, change) => changeJob(db, find(jobId), { ...change, updatedAtMs: nowMs() }),
    counts: () => {
      const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
      for (const row of db.all('SELECT state, count(*) AS n FROM jobs GROUP BY state')) {
        counts[row['state'] as JobState] = Number(row['n'])
      }
      return counts
    },
    isEmpty: () => db.get('SELECT 1 FROM jobs LIMIT 1') === undefined,
  }
}

function changeJob(db: Database, job: JobRow | undefined, change: JobChange & { updatedAtMs: number }): void {
  if (job === undefined) throw new RangeError('a job that is not kept cannot change')
  if (change.state !== undefined && change.state !== job.state && !edges[job.state].includes(change.state)) {
    throw new RangeError(`job ${job.jobId} cannot go from ${job.state} to ${change.state}`)
  }
  const names = (Object.keys(change) as (keyof typeof columns)[]).filter((name) => change[name] !== undefined)
  const values = names.map((name): [string, SqlValue] => {
    const value = change[name]
    return [name, typeof value === 'bigint' ? value.toString() : value]
  })
  const assignments = names.map((name) => `${columns[name]} = $${name}`).join(', ')
  db.run(`UPDATE jobs SET ${assignments} WHERE job_id = $jobId`, { ...Object.fromEntries(values), jobId: job.jobId })
}

function jobOf(row: SqlRow): JobRow {
  return {
    jobId: row['job_id'] as Hex,
    requestId: row['request_id'] as Hex,
    shard: Number(row['shard']),
    state: row['state'] as JobState,
    attempt: Number(row['attempt']),
    price: BigInt(String(row['price'])),
    lock: BigInt(String(row['lock'])),
    deadlineS: Number(row['deadline_s']),
    beaconId: row['beacon_id'] === undefined ? undefined : BigInt(String(row['beacon_id'])),
    root: row['root'] as Hex | undefined,
    failures: Number(row['failures']),
    retryAtMs: Number(row['retry_at_ms']),
    reason: row['reason'] as string | undefined,
  }
}
