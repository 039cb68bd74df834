import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** One event of a worker's journal: Unix milliseconds, and milliseconds by part. */
interface Event {
  readonly atMs: number
  readonly name: string
  readonly job: string | undefined
  readonly facts: Readonly<Record<string, unknown>>
}

/** Milliseconds of each job by part, in the order in which they pass; parts that all jobs share are the same in each. */
export interface JobTimes {
  readonly parts: ReadonlyMap<string, readonly number[]>
  /** From the first job that was seen accepted to the last seal. */
  readonly acceptToSealMs: number
}

/** Parts that the compute child tells, with where they happen. */
const childParts = ['read', 'compute', 'check', 'commit', 'write'] as const

/** Reads what a worker wrote about the jobs of its only request. */
export function readTimes(stateDir: string): JobTimes {
  const db = new DatabaseSync(path.join(stateDir, 'worker.db'), { readOnly: true })
  try {
    const seen = Number(db.prepare('SELECT seen_at_ms AS ms FROM requests').get()?.['ms'])
    const rows = db.prepare('SELECT * FROM journal ORDER BY id').all()
    return timesOf(
      seen,
      rows.map((row) => ({
        atMs: Number(row['at_ms']),
        name: String(row['event']),
        job: row['job_id'] === null ? undefined : String(row['job_id']),
        facts: JSON.parse(String(row['facts'])) as Record<string, unknown>,
      })),
    )
  } finally {
    db.close()
  }
}

function timesOf(seenAtMs: number, events: readonly Event[]): JobTimes {
  const jobs = [...new Set(events.flatMap(({ job }) => job ?? []))]
  const of = (job: string | undefined, name: string, kind?: string): Event => {
    const event = events.find(
      (one) => one.name === name && one.job === job && (kind === undefined || one.facts['kind'] === kind),
    )
    if (event === undefined) throw new Error(`the journal has no ${name} of ${job ?? 'the request'}`)
    return event
  }
  const inputs = of(undefined, 'request.inputs')
  const parts = new Map<string, number[]>()
  const add = (part: string, ms: number): void => void parts.set(part, [...(parts.get(part) ?? []), ms])
  for (const job of jobs) {
    const at = (name: string, kind?: string): number => of(job, name, kind).atMs
    const computed = of(job, 'job.computed')
    const number = (name: string): number => Number(computed.facts[name])
    const began = computed.atMs - number('ms') - number('outside')
    add('inputs fetched', Number(inputs.facts['fetch']))
    add('inputs checked', Number(inputs.facts['check']))
    add(
      'request decided',
      at('intent.accept') - seenAtMs - Number(inputs.facts['fetch']) - Number(inputs.facts['check']),
    )
    add('accept sent', at('transaction.sent', 'accept') - at('intent.accept'))
    add('accept seen at depth', at('job.assigned') - at('transaction.sent', 'accept'))
    add('queued', began - at('job.assigned'))
    for (const part of childParts) add(part, number(part))
    add('outside the child', number('outside'))
    add('sealed', at('intent.commit') - computed.atMs)
    add('commit sent', at('transaction.sent', 'commit') - at('intent.commit'))
    add('commit mined', at('transaction.done', 'commit') - at('transaction.sent', 'commit'))
  }
  const times = (name: string): number[] => jobs.map((job) => of(job, name).atMs)
  return { parts, acceptToSealMs: Math.max(...times('intent.commit')) - Math.min(...times('job.assigned')) }
}
