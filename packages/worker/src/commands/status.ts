import { formatEther } from 'viem'
import type { ExitCode } from '../errors.js'
import { TryAgainError } from '../errors.js'
import { openDatabaseForReading, runningProcess, type Database } from '../runtime/database.js'
import { jobStates, type JobState } from '../runtime/jobs.js'
import { openStore } from '../runtime/store.js'
import { configOf, configOptions, jsonOption, type Command, type Invocation } from './command.js'

const options = [...configOptions, jsonOption]

export const statusCommand: Command = {
  name: 'status',
  summary: 'Show jobs, decisions and transactions from the database, beside a running worker or without one.',
  examples: ['quern-worker status', 'quern-worker status --json'],
  options,
  run,
}

async function run(invocation: Invocation): Promise<ExitCode> {
  const config = configOf(invocation, options)
  const { state_dir: stateDir } = config.worker
  const db = openDatabaseForReading(stateDir)
  if (db === undefined) {
    throw new TryAgainError('NO_STATE', `There is no database in ${stateDir} yet.`, {
      hint: 'Run "quern-worker start" first.',
    })
  }
  try {
    const status = readStatus(db, runningProcess(stateDir))
    invocation.print(invocation.options['json'] === true ? toJson(status) : formatStatus(status))
    return 0
  } finally {
    db.close()
  }
}

type Status = ReturnType<typeof readStatus>

/** Everything that `status` shows; amounts in base units. */
export function readStatus(db: Database, processId: number | undefined) {
  const store = openStore(db)
  const jobs = store.jobs.inStates(jobStates).filter((job) => job.state !== 'seen' && job.reason !== 'taken')
  const settled = jobs.filter((job) => job.state === 'settled')
  const transactions = store.outbox.latest(10_000)
  return {
    processId,
    counts: countStates(jobs),
    jobs: jobs.map(({ jobId, shard, state, attempt, price, deadlineS, reason }) => ({
      jobId,
      shard,
      state,
      attempt,
      price,
      deadlineS,
      reason,
    })),
    requests: store.requests.counts(),
    settledPrices: settled.reduce((sum, job) => sum + job.price, 0n),
    gasPaid: transactions.reduce((sum, entry) => sum + (entry.feePaid ?? 0n), 0n),
    outbox: store.outbox.live().map(({ id, kind, status, nonce, reason }) => ({ id, kind, status, nonce, reason })),
    transactions: transactions.map(({ kind, status, jobIds, txHash, gasUsed, reason }) => ({
      kind,
      status,
      jobIds,
      txHash,
      gasUsed,
      reason,
    })),
    journal: store.journal.latest(20),
  }
}

function toJson(status: Status): string {
  return JSON.stringify(status, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
}

function countStates(jobs: readonly { state: JobState }[]): Partial<Record<JobState, number>> {
  const counts: Partial<Record<JobState, number>> = {}
  for (const { state } of jobs) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

/** The tables for a person. */
export function formatStatus(status: Status): string {
  const running = status.processId === undefined ? 'not running' : `running as process ${status.processId}`
  const counts = Object.entries(status.counts)
  return [
    `worker: ${running}`,
    `jobs: ${counts.map(([state, count]) => `${count} ${state}`).join(', ') || 'none'}`,
    `prices of settled jobs: ${formatEther(status.settledPrices)}; paid for gas: ${formatEther(status.gasPaid)}`,
    '',
    ...table(
      ['job', 'shard', 'state', 'attempt', 'price', 'deadline', 'reason'],
      status.jobs.map((job) => [
        job.jobId.slice(0, 14),
        String(job.shard),
        job.state,
        String(job.attempt),
        formatEther(job.price),
        job.deadlineS === 0 ? '' : new Date(job.deadlineS * 1000).toISOString(),
        job.reason ?? '',
      ]),
    ),
    '',
    ...table(
      ['requests', 'action', 'reason'],
      status.requests.map(({ count, action, reason }) => [String(count), action, reason]),
    ),
    '',
    ...table(
      ['under way', 'status', 'nonce', 'note'],
      status.outbox.map((entry) => [entry.kind, entry.status, String(entry.nonce ?? ''), entry.reason ?? '']),
    ),
  ]
    .join('\n')
    .trimEnd()
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
