import type { Hex } from 'viem'
import type { Database } from './database.js'

/** One decision or event, with its reason. */
export interface JournalEntry {
  readonly event: string
  readonly reason?: string
  readonly requestId?: Hex
  readonly jobId?: Hex
  readonly facts?: Readonly<Record<string, string | number | boolean | bigint>>
}

export interface Journal {
  write(entry: JournalEntry): void
  /** The newest entries, newest first. */
  latest(count: number): (JournalEntry & { atMs: number })[]
}

export function openJournal(db: Database, nowMs: () => number): Journal {
  return {
    write: ({ event, reason, requestId, jobId, facts = {} }) => {
      const text = JSON.stringify(facts, (_key, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      )
      db.run(
        `INSERT INTO journal (at_ms, request_id, job_id, event, reason, facts)
         VALUES ($atMs, $requestId, $jobId, $event, $reason, $text)`,
        { atMs: nowMs(), requestId, jobId, event, reason, text },
      )
    },
    latest: (count) =>
      db.all('SELECT * FROM journal ORDER BY id DESC LIMIT $count', { count }).map((row) => ({
        atMs: Number(row['at_ms']),
        event: String(row['event']),
        facts: JSON.parse(String(row['facts'])) as Record<string, string>,
        ...(row['reason'] === undefined ? {} : { reason: String(row['reason']) }),
        ...(row['request_id'] === undefined ? {} : { requestId: row['request_id'] as Hex }),
        ...(row['job_id'] === undefined ? {} : { jobId: row['job_id'] as Hex }),
      })),
  }
}
