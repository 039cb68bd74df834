import assert from 'node:assert/strict'
import { once } from 'node:events'
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { databaseFile, openDatabase, openDatabaseForReading, runningProcess } from './database.js'
import { SecondRootError, openProtection } from './protection.js'
import { tablesOfVersion1 } from './schema-1.test.fixture.js'
import { openStore } from './store.js'

const freshDir = (): string => mkdtempSync(join(tmpdir(), 'quern-state-'))
const hex = (byte: string): `0x${string}` => `0x${byte.repeat(32)}`
const key = { chainId: 31337, escrow: `0x${'ab'.repeat(20)}`, jobId: hex('01'), attempt: 0 } as const
const record = { root: hex('aa'), salt: hex('bb'), seal: hex('cc') }

async function holdInChild(stateDir: string) {
  const program = fileURLToPath(new URL('hold-database.test.fixture.js', import.meta.url))
  const child = fork(program, [stateDir])
  await once(child, 'message')
  return child
}

describe('openDatabase', () => {
  it('is durable, private and keeps what was written', () => {
    const stateDir = freshDir()
    const db = openDatabase(stateDir)
    assert.equal(db.get('PRAGMA journal_mode')?.['journal_mode'], 'wal')
    assert.equal(db.get('PRAGMA synchronous')?.['synchronous'], 2)
    assert.equal(statSync(databaseFile(stateDir)).mode & 0o777, 0o600)
    openProtection(db, () => 1).protect(key, record)
    db.close()
    const again = openDatabase(stateDir)
    assert.deepEqual(openProtection(again, () => 2).find(key), record)
    again.close()
  })

  it('undoes a transaction that throws', () => {
    const db = openDatabase(freshDir())
    const protection = openProtection(db, () => 1)
    const work = () =>
      db.transaction(() => {
        protection.protect(key, record)
        throw new Error('power cut')
      })
    assert.throws(work, /power cut/)
    assert.equal(protection.find(key), undefined)
    db.close()
  })

  it('refuses a second process, names the first, and is free once that is killed', async () => {
    const stateDir = freshDir()
    assert.equal(runningProcess(stateDir), undefined)
    const child = await holdInChild(stateDir)
    assert.equal(runningProcess(stateDir), child.pid)
    assert.throws(
      () => openDatabase(stateDir),
      (error: Error & { code: string; exitCode: number }) => {
        assert.equal(error.code, 'ALREADY_RUNNING')
        assert.equal(error.exitCode, 75)
        assert.match(error.message, new RegExp(`process ${child.pid}`))
        return true
      },
    )
    const reader = openDatabaseForReading(stateDir)
    assert.equal(reader?.get('SELECT count(*) AS n FROM jobs')?.['n'], 0)
    reader?.close()
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.equal(runningProcess(stateDir), undefined)
    openDatabase(stateDir).close()
  })

  it('refuses a database of a newer version', () => {
    const stateDir = freshDir()
    const db = openDatabase(stateDir)
    db.run('PRAGMA user_version = 99')
    db.close()
    assert.throws(() => openDatabase(stateDir), { code: 'DATABASE_NEWER' })
  })

  it('says that a file is damaged, where, and what to do, and lets go of the lock', () => {
    const stateDir = freshDir()
    writeFileSync(databaseFile(stateDir), 'this was a database once\n'.repeat(50))
    const isDamage = (error: Error & { code: string; hint: string }): boolean => {
      assert.equal(error.code, 'DATABASE_DAMAGED')
      assert.ok(error.message.includes(databaseFile(stateDir)))
      assert.match(error.hint, /restore a copy/)
      return true
    }
    assert.throws(() => openDatabase(stateDir), isDamage)
    assert.throws(() => openDatabaseForReading(stateDir)?.get('PRAGMA quick_check'), isDamage)
    assert.equal(runningProcess(stateDir), undefined)
  })

  it('tells a lock that cannot be had from one that is held', () => {
    const stateDir = freshDir()
    mkdirSync(join(stateDir, 'worker.lock'))
    assert.throws(() => openDatabase(stateDir), { code: 'STATE_DIR', exitCode: 2 })
  })

  it('takes over what an earlier version wrote', () => {
    const stateDir = freshDir()
    const old = new DatabaseSync(databaseFile(stateDir))
    old.exec(`${tablesOfVersion1}; PRAGMA user_version = 1;
      INSERT INTO requests (request_id, source, document, action, reason, seen_at_ms) VALUES ('0x01', 'a', '{}', 'take', 'good', 1);
      INSERT INTO jobs (job_id, request_id, shard, state, attempt, price, lock, updated_at_ms)
        VALUES ('0x02', '0x01', 3, 'committed', 0, '5', '6', 1);
      INSERT INTO outbox (kind, request_id, target, calldata, status, created_at_ms, updated_at_ms)
        VALUES ('commit', '0x01', '0x03', '0x04', 'sent', 1, 1);
      INSERT INTO outbox_jobs VALUES (1, '0x02');
      INSERT INTO protection VALUES (31337, '${key.escrow}', '${key.jobId}', 0, '${record.root}', '${record.salt}', '${record.seal}', 1);`)
    old.close()
    const db = openDatabase(stateDir)
    const store = openStore(db)
    assert.deepEqual(store.protection.find(key), record)
    assert.equal(store.jobs.find('0x02')?.state, 'committed')
    assert.deepEqual(
      store.outbox.live().map(({ kind, jobIds }) => [kind, jobIds]),
      [['commit', ['0x02']]],
    )
    const witness = {
      kind: 'submitWitness',
      requestId: '0x01',
      jobIds: ['0x02'],
      target: '0x03',
      calldata: '0x',
    } as const
    assert.equal(store.outbox.intend(witness), 2)
    assert.deepEqual(db.all('PRAGMA foreign_key_check'), [])
    const onGpu = { kernelId: 1, kind: 'webgpu' } as const
    store.speeds.measured(onGpu, { units: 1000, ms: 2000 })
    assert.equal(store.speeds.msOfUnit(onGpu), 2)
    assert.throws(() => db.run("INSERT INTO outbox_jobs VALUES (9, '0x02')"), /FOREIGN KEY/)
    db.close()
  })

  it('says when there is nothing to read', () => {
    assert.equal(openDatabaseForReading(freshDir()), undefined)
  })
})

describe('slashing protection', () => {
  it('refuses a second root for ever, also after a restart', () => {
    const stateDir = freshDir()
    const db = openDatabase(stateDir)
    openProtection(db, () => 1).protect(key, record)
    const second = { ...record, root: hex('dd') }
    assert.throws(() => openProtection(db, () => 2).protect(key, second), SecondRootError)
    db.close()
    const again = openDatabase(stateDir)
    const protection = openProtection(again, () => 3)
    assert.throws(() => protection.protect(key, second), { code: 'SECOND_ROOT' })
    assert.deepEqual(protection.find(key), record)
    again.close()
  })

  it('returns the first salt and seal for the same root, whatever the case of the ids', () => {
    const db = openDatabase(freshDir())
    const protection = openProtection(db, () => 1)
    protection.protect(key, record)
    const upper = { ...key, escrow: `0x${'AB'.repeat(20)}`, jobId: hex('01') } as const
    assert.deepEqual(protection.protect(upper, { ...record, salt: hex('ee'), seal: hex('ff') }), record)
    db.close()
  })

  it('tells attempts, chains and escrows apart', () => {
    const db = openDatabase(freshDir())
    const protection = openProtection(db, () => 1)
    protection.protect(key, record)
    const second = { ...record, root: hex('dd') }
    protection.protect({ ...key, attempt: 1 }, second)
    protection.protect({ ...key, chainId: 1 }, second)
    protection.protect({ ...key, escrow: `0x${'cd'.repeat(20)}` }, second)
    assert.deepEqual(protection.find(key), record)
    db.close()
  })
})
