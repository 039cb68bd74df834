import type { Address, Hex } from 'viem'
import type { Database, SqlRow, SqlValue, SqlValues } from './database.js'

export type IntentKind = 'accept' | 'commit' | 'reveal' | 'revealSampled' | 'submitWitness' | 'finalize'

/** A transaction that should be on chain, kept before anything is sent. */
export interface Intent {
  readonly kind: IntentKind
  readonly requestId: Hex
  readonly jobIds: readonly Hex[]
  readonly target: Address
  readonly calldata: Hex
}

/**
 * intended → signed → sent → one of done, reverted (mined, failed), refused (never sent, or its nonce was filled by an empty
 * transfer), lost (its nonce was used by another).
 */
export type OutboxStatus = 'intended' | 'signed' | 'sent' | 'done' | 'reverted' | 'refused' | 'lost'

export interface OutboxEntry extends Intent {
  readonly id: number
  readonly status: OutboxStatus
  readonly nonce: number | undefined
  readonly gasLimit: bigint | undefined
  readonly reason: string | undefined
  readonly gasUsed: bigint | undefined
  readonly feePaid: bigint | undefined
  readonly txHash: Hex | undefined
}

export interface SignedTransaction {
  readonly hash: Hex
  readonly raw: Hex
  readonly nonce: number
  readonly maxFee: bigint
  readonly priorityFee: bigint
}

export interface Ending {
  readonly status: 'done' | 'reverted' | 'refused' | 'lost'
  readonly reason?: string
  readonly txHash?: Hex
  readonly gasUsed?: bigint
  readonly feePaid?: bigint
}

/** A revert, or what else keeps a call from being sent, decoded: the error's name and its arguments as text. */
export interface Revert {
  readonly name: string
  readonly facts: Readonly<Record<string, string>>
}

/** How an entry ended, and what a simulation said when it was refused. */
export interface EndedEntry {
  readonly entry: OutboxEntry
  readonly ending: Ending
  readonly revert: Revert | undefined
}

export interface Outbox {
  /** Keeps an intent; call it in the transaction that changes the jobs' states. */
  intend(intent: Intent): number
  /** Entries that have not ended, in the order of their intents. */
  live(): OutboxEntry[]
  isLive(jobId: Hex): boolean
  /** Keeps a signed transaction of an entry: the first, a replacement, or what fills its nonce. */
  sign(id: number, gasLimit: bigint, transaction: SignedTransaction): void
  markSent(id: number): void
  note(id: number, reason: string): void
  end(id: number, ending: Ending): void
  /** Signed transactions of an entry, oldest first, with the time of signing. */
  transactionsOf(id: number): (SignedTransaction & { signedAtMs: number })[]
  /** Makes the entry that signed last with this nonce live again; false when none has ended. */
  reopen(nonce: number): boolean
  /** The newest entries, newest first. */
  latest(count: number): OutboxEntry[]
}

const liveStatuses = "('intended', 'signed', 'sent')"

export function openOutbox(db: Database, nowMs: () => number): Outbox {
  const entryOf = (row: SqlRow): OutboxEntry => ({ ...rowOf(row), jobIds: jobIdsOf(db, row) })
  const update = (id: number, assignments: string, values: SqlValues = {}): void => {
    db.run(`UPDATE outbox SET ${assignments}, updated_at_ms = $atMs WHERE id = $id`, { ...values, atMs: nowMs(), id })
  }
  return {
    intend: (intent) => db.transaction(() => insertIntent(db, intent, nowMs())),
    live: () => db.all(`SELECT * FROM outbox WHERE status IN ${liveStatuses} ORDER BY id`).map(entryOf),
    isLive: (jobId) =>
      db.get(
        `SELECT 1 FROM outbox JOIN outbox_jobs ON outbox_id = id WHERE job_id = $jobId AND status IN ${liveStatuses}`,
        { jobId },
      ) !== undefined,
    sign: (id, gasLimit, transaction) =>
      db.transaction(() => {
        insertTransaction(db, id, { ...transaction, signedAtMs: nowMs() })
        const { nonce } = transaction
        update(id, "status = 'signed', nonce = $nonce, gas_limit = $gas", { nonce, gas: gasLimit.toString() })
      }),
    markSent: (id) => update(id, "status = 'sent', reason = NULL"),
    note: (id, reason) => update(id, 'reason = $reason', { reason }),
    end: (id, { status, reason, txHash, gasUsed, feePaid }) =>
      update(id, 'status = $status, reason = $reason, tx_hash = $txHash, gas_used = $gasUsed, fee_paid = $feePaid', {
        status,
        reason,
        txHash,
        gasUsed: gasUsed?.toString(),
        feePaid: feePaid?.toString(),
      }),
    transactionsOf: (id) =>
      db
        .all('SELECT * FROM transactions WHERE outbox_id = $id ORDER BY signed_at_ms, rowid', { id })
        .map(transactionOf),
    reopen: (nonce) => reopen(db, nonce, nowMs()),
    latest: (count) => db.all('SELECT * FROM outbox ORDER BY id DESC LIMIT $count', { count }).map(entryOf),
  }
}

function insertIntent(db: Database, intent: Intent, atMs: number): number {
  const { lastId } = db.run(
    `INSERT INTO outbox (kind, request_id, target, calldata, status, created_at_ms, updated_at_ms)
     VALUES ($kind, $requestId, $target, $calldata, 'intended', $atMs, $atMs)`,
    { kind: intent.kind, requestId: intent.requestId, target: intent.target, calldata: intent.calldata, atMs },
  )
  for (const jobId of intent.jobIds) db.run('INSERT INTO outbox_jobs VALUES ($lastId, $jobId)', { lastId, jobId })
  return lastId
}

function reopen(db: Database, nonce: number, atMs: number): boolean {
  const { changes } = db.run(
    `UPDATE outbox
     SET status = 'signed', reason = NULL, tx_hash = NULL, gas_used = NULL, fee_paid = NULL, updated_at_ms = $atMs
     WHERE status NOT IN ${liveStatuses}
       AND id = (SELECT outbox_id FROM transactions WHERE nonce = $nonce ORDER BY rowid DESC LIMIT 1)`,
    { nonce, atMs },
  )
  return changes > 0
}

function jobIdsOf(db: Database, { id }: SqlRow): Hex[] {
  const rows = db.all('SELECT job_id FROM outbox_jobs WHERE outbox_id = $id ORDER BY job_id', { id })
  return rows.map((row) => row['job_id'] as Hex)
}

function insertTransaction(db: Database, id: number, transaction: SignedTransaction & { signedAtMs: number }): void {
  const { hash, raw, nonce, maxFee, priorityFee, signedAtMs } = transaction
  db.run('INSERT INTO transactions VALUES ($hash, $id, $nonce, $maxFee, $priorityFee, $raw, $signedAtMs)', {
    hash,
    id,
    nonce,
    maxFee: maxFee.toString(),
    priorityFee: priorityFee.toString(),
    raw,
    signedAtMs,
  })
}

function rowOf(row: SqlRow): Omit<OutboxEntry, 'jobIds'> {
  const big = (value: SqlValue): bigint | undefined => (value === undefined ? undefined : BigInt(value))
  return {
    id: Number(row['id']),
    kind: row['kind'] as IntentKind,
    requestId: row['request_id'] as Hex,
    target: row['target'] as Address,
    calldata: row['calldata'] as Hex,
    status: row['status'] as OutboxStatus,
    nonce: row['nonce'] as number | undefined,
    gasLimit: big(row['gas_limit']),
    reason: row['reason'] as string | undefined,
    gasUsed: big(row['gas_used']),
    feePaid: big(row['fee_paid']),
    txHash: row['tx_hash'] as Hex | undefined,
  }
}

function transactionOf(row: SqlRow): SignedTransaction & { signedAtMs: number } {
  return {
    hash: row['hash'] as Hex,
    raw: row['raw'] as Hex,
    nonce: Number(row['nonce']),
    maxFee: BigInt(String(row['max_fee'])),
    priorityFee: BigInt(String(row['priority_fee'])),
    signedAtMs: Number(row['signed_at_ms']),
  }
}
