import type { Hex } from 'viem'
import { chainBoard } from '../config/boards.js'
import type { Database, SqlRow, SqlValues } from './database.js'

/** take: accept now. wait: look again later. pass: never. */
export type Action = 'take' | 'wait' | 'pass'

export interface RequestRow {
  readonly requestId: Hex
  /** The file that it was read from, or the chain's board. */
  readonly source: string
  /** The request document as read. */
  readonly document: string
  readonly action: Action
  readonly reason: string
  readonly failures: number
  readonly retryAtMs: number
  readonly inputsReady: boolean
}

export interface Requests {
  /**
   * Keeps a request that was not known, and returns whether it was new. The id does not cover the signature: a copy
   * with a bad one must not keep the good one out, so a document whose signature failed gives way to another. One that
   * was passed over and is posted now is decided again: what is posted needs no signature.
   */
  add(request: { requestId: Hex; source: string; document: string }): boolean
  find(requestId: Hex): RequestRow | undefined
  /** Requests that may still be taken, oldest first. */
  open(nowMs: number): RequestRow[]
  decide(requestId: Hex, decision: Pick<RequestRow, 'action' | 'reason' | 'retryAtMs'>): void
  /** Counts a failed accept; returns how many there were since the last that worked. */
  fail(requestId: Hex): number
  clearFailures(requestId: Hex): void
  markInputsReady(requestId: Hex): void
  counts(): { action: Action; reason: string; count: number }[]
}

/** A signed copy mends these. */
const unsigned = "('signature_mismatch', 'not_posted', 'post_dropped')"

export function openRequests(db: Database, nowMs: () => number): Requests {
  return {
    add: (request) => addRequest(db, { ...request, atMs: nowMs(), chainBoard }),
    find: (requestId) => {
      const row = db.get('SELECT * FROM requests WHERE request_id = $requestId', { requestId })
      return row && requestOf(row)
    },
    open: (now) =>
      db
        .all(`SELECT * FROM requests WHERE action <> 'pass' AND retry_at_ms <= $now ORDER BY seen_at_ms, request_id`, {
          now,
        })
        .map(requestOf),
    decide: (requestId, { action, reason, retryAtMs }) => {
      db.run(
        `UPDATE requests SET action = $action, reason = $reason, retry_at_ms = $retryAtMs
         WHERE request_id = $requestId`,
        { action, reason, retryAtMs, requestId },
      )
    },
    fail: (requestId) => {
      db.run('UPDATE requests SET failures = failures + 1 WHERE request_id = $requestId', { requestId })
      return Number(
        db.get('SELECT failures FROM requests WHERE request_id = $requestId', { requestId })?.['failures'] ?? 0,
      )
    },
    clearFailures: (requestId) => {
      db.run('UPDATE requests SET failures = 0 WHERE request_id = $requestId', { requestId })
    },
    markInputsReady: (requestId) => {
      db.run('UPDATE requests SET inputs_ready = 1 WHERE request_id = $requestId', { requestId })
    },
    counts: () => countRequests(db),
  }
}

function countRequests(db: Database): ReturnType<Requests['counts']> {
  const rows = db.all('SELECT action, reason, count(*) AS n FROM requests GROUP BY action, reason ORDER BY n DESC')
  return rows.map((row) => ({
    action: row['action'] as Action,
    reason: String(row['reason']),
    count: Number(row['n']),
  }))
}

function addRequest(db: Database, values: SqlValues): boolean {
  const { changes } = db.run(
    `INSERT INTO requests (request_id, source, document, action, reason, seen_at_ms)
     VALUES ($requestId, $source, $document, 'wait', 'new', $atMs)
     ON CONFLICT DO UPDATE SET source = excluded.source, document = excluded.document, action = 'wait', reason = 'new',
       failures = 0, retry_at_ms = 0
     WHERE (requests.reason IN ${unsigned} AND requests.document <> excluded.document)
       OR (requests.action = 'pass' AND excluded.source = $chainBoard)`,
    values,
  )
  return changes === 1
}

function requestOf(row: SqlRow): RequestRow {
  return {
    requestId: row['request_id'] as Hex,
    source: String(row['source']),
    document: String(row['document']),
    action: row['action'] as Action,
    reason: String(row['reason']),
    failures: Number(row['failures']),
    retryAtMs: Number(row['retry_at_ms']),
    inputsReady: row['inputs_ready'] === 1,
  }
}
