import { mkdirSync, chmodSync, existsSync, writeFileSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { InputError, TryAgainError, WorkerError } from '../errors.js'
import { migrations, schemaVersion, tables } from './tables.js'

export type SqlValue = string | number | bigint | undefined
/** Values by the name that stands behind `$` in the statement; undefined is SQL's NULL. */
export type SqlValues = Readonly<Record<string, SqlValue>>
export type SqlRow = Record<string, SqlValue>

/** The only view of SQLite that the rest of the program has. */
export interface Database {
  run(sql: string, values?: SqlValues): { changes: number; lastId: number }
  get(sql: string, values?: SqlValues): SqlRow | undefined
  all(sql: string, values?: SqlValues): SqlRow[]
  /** Runs `work` as one durable transaction: on disk when it returns, undone when it throws. */
  transaction<T>(work: () => T): T
  close(): void
}

export const databaseFile = (stateDir: string): string => join(stateDir, 'worker.db')
const lockFile = (stateDir: string): string => join(stateDir, 'worker.lock')
const pidFile = (stateDir: string): string => join(stateDir, 'worker.pid')

/** Opens the database for the one process that writes it. @throws TryAgainError `ALREADY_RUNNING`. */
export function openDatabase(stateDir: string): Database {
  makeStateDir(stateDir)
  const lock = takeLock(stateDir)
  try {
    writeFileSync(pidFile(stateDir), `${process.pid}\n`, { mode: 0o600 })
    const file = databaseFile(stateDir)
    return wrap(openToWrite(file), { file, release: () => lock.close() })
  } catch (error) {
    lock.close()
    throw error
  }
}

function openToWrite(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: 5000 })
  try {
    chmodSync(file, 0o600)
    connection.exec('PRAGMA journal_mode = WAL')
    connection.exec('PRAGMA synchronous = FULL')
    migrate(connection, file)
    connection.exec('PRAGMA foreign_keys = ON')
    return connection
  } catch (error) {
    connection.close()
    throw explained(error, file)
  }
}

/** Opens the database for reading beside a running worker; undefined when there is none yet. */
export function openDatabaseForReading(stateDir: string): Database | undefined {
  const file = databaseFile(stateDir)
  if (!existsSync(file)) return undefined
  return wrap(new DatabaseSync(file, { readOnly: true, timeout: 5000 }), { file, release: () => undefined })
}

/** The process id of the worker that holds `stateDir`, or undefined when none runs. */
export function runningProcess(stateDir: string): number | undefined {
  if (!existsSync(lockFile(stateDir))) return undefined
  const probe = new DatabaseSync(lockFile(stateDir), { readOnly: true, timeout: 0 })
  try {
    probe.prepare('SELECT count(*) FROM sqlite_master').get()
    return undefined
  } catch {
    return readPid(stateDir)
  } finally {
    probe.close()
  }
}

/** SQLite's code for a lock that another connection holds: SQLITE_BUSY. */
const busyCode = 5

/** A lock that the kernel drops with the process, however it ends. */
function takeLock(stateDir: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(lockFile(stateDir), { timeout: 500 })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (cause) {
    lock?.close()
    const { errcode, message } = cause as { errcode?: number; message?: string }
    if (errcode !== busyCode) throw unusableFolder(stateDir, `used (${message ?? 'unknown'})`, cause)
    throw new TryAgainError('ALREADY_RUNNING', `Another worker (process ${readPid(stateDir)}) runs on ${stateDir}.`, {
      hint: 'Stop it first; two workers on one state would be slashed.',
      cause,
    })
  }
}

function readPid(stateDir: string): number {
  const text = existsSync(pidFile(stateDir)) ? readFileSync(pidFile(stateDir), 'utf8') : '0'
  return Number.parseInt(text, 10) || 0
}

/** What is left of a database must not be used: its slashing protection may have gaps. */
export function damagedDatabase(file: string, problem: string, cause?: unknown): WorkerError {
  return new WorkerError('DATABASE_DAMAGED', `The database ${file} is damaged: ${problem}.`, {
    hint: `Stop the worker and restore a copy of ${dirname(file)}. Never start without its slashing protection.`,
    cause,
  })
}

/** SQLite's codes for a file that is no database, or not a whole one: SQLITE_CORRUPT and SQLITE_NOTADB. */
const damageCodes: readonly number[] = [11, 26]

function explained(error: unknown, file: string): unknown {
  const { errcode = 0, message } = error as { errcode?: number; message?: string }
  // The upper bytes only say more of the same.
  return damageCodes.includes(errcode & 0xff) ? damagedDatabase(file, message ?? '', error) : error
}

function makeStateDir(stateDir: string): void {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw unusableFolder(stateDir, `created (${code})`, cause)
  }
}

function unusableFolder(stateDir: string, what: string, cause: unknown): InputError {
  return new InputError('STATE_DIR', `The folder ${stateDir} cannot be ${what}.`, {
    hint: 'Set worker.state_dir to a folder that this user may write.',
    cause,
  })
}

function migrate(connection: DatabaseSync, file: string): void {
  const version = Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  if (version > schemaVersion) {
    throw new WorkerError(
      'DATABASE_NEWER',
      `${file} was written by a newer version (schema ${version}, known ${schemaVersion}).`,
      {
        hint: 'Install the newer version again.',
      },
    )
  }
  if (version === schemaVersion) return
  const steps = Object.entries(migrations).filter(([to]) => Number(to) > version)
  const work = version === 0 ? tables : steps.map(([, step]) => step).join('\n')
  connection.exec('PRAGMA foreign_keys = OFF')
  connection.exec('PRAGMA legacy_alter_table = ON')
  connection.exec(`BEGIN IMMEDIATE; ${work}; PRAGMA user_version = ${schemaVersion}; COMMIT`)
  connection.exec('PRAGMA legacy_alter_table = OFF')
}

/** Parameters that are not bound are NULL. */
function bound(values: SqlValues): Record<string, SQLInputValue> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | number | bigint] => entry[1] !== undefined),
  )
}

function unbound(row: Record<string, SQLOutputValue>): SqlRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, (value ?? undefined) as SqlValue]))
}

function wrap(connection: DatabaseSync, { file, release }: { file: string; release: () => void }): Database {
  const explaining = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw explained(error, file)
    }
  }
  const transaction = transactionsOf(connection)
  const prepare = statementsOf(connection)
  return {
    run: (sql, values = {}) => {
      const { changes, lastInsertRowid } = explaining(() => prepare(sql).run(bound(values)))
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
    get: (sql, values = {}) => {
      const row = explaining(() => prepare(sql).get(bound(values)))
      return row && unbound(row)
    },
    all: (sql, values = {}) => explaining(() => prepare(sql).all(bound(values))).map(unbound),
    transaction: (work) => explaining(() => transaction(work)),
    close: () => {
      connection.close()
      release()
    },
  }
}

/** Statements are few and are compiled once. */
function statementsOf(connection: DatabaseSync): (sql: string) => StatementSync {
  const known = new Map<string, StatementSync>()
  return (sql) => {
    const statement = known.get(sql) ?? connection.prepare(sql)
    known.set(sql, statement)
    return statement
  }
}

/** Runs work in a transaction; one inside another is a part of it. */
function transactionsOf(connection: DatabaseSync): Database['transaction'] {
  let depth = 0
  return (work) => {
    if (depth > 0) return work()
    connection.exec('BEGIN IMMEDIATE')
    depth = 1
    try {
      const result = work()
      connection.exec('COMMIT')
      return result
    } catch (error) {
      connection.exec('ROLLBACK')
      throw error
    } finally {
      depth = 0
    }
  }
}
