import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { runCli } from './cli.js'
import { openDatabase } from './runtime/database.js'
import { privateKeyToAccount } from 'viem/accounts'

const owner = `0x${'11'.repeat(20)}`
const key = `0x${'5a'.repeat(32)}` as const

async function run(argv: readonly string[], environment: Record<string, string> = {}) {
  const out: string[] = []
  const err: string[] = []
  const surroundings = {
    environment,
    print: (text: string) => void out.push(text),
    warn: (text: string) => void err.push(text),
    isTerminal: false,
  }
  const code = await runCli(argv, surroundings)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

function freshFolder(): { folder: string; config: string; password: string } {
  const folder = mkdtempSync(join(tmpdir(), 'quern-cli-'))
  const password = join(folder, 'password')
  writeFileSync(password, 'secret\n', { mode: 0o600 })
  return { folder, password, config: join(folder, 'worker.toml') }
}

const contracts = ['escrow', 'staking', 'lens'].flatMap((name) => ['--set', `contracts.${name}=0x${'22'.repeat(20)}`])

describe('quern-worker', () => {
  it('prints help, and ends with 2 for what it does not know', async () => {
    const help = await run(['--help'])
    assert.equal(help.code, 0)
    for (const name of ['init', 'doctor', 'start', 'status']) assert.match(help.out, new RegExp(name))
    assert.equal((await run(['dance'])).code, 2)
    assert.equal((await run(['status', '--dance'])).code, 2)
  })

  it('init writes a configuration and a keystore, and never replaces them', async () => {
    const { folder, config, password } = freshFolder()
    const keyFile = join(folder, 'key')
    writeFileSync(keyFile, `${key}\n`)
    const args = [
      'init',
      '--config',
      config,
      '--worker',
      owner,
      '--board',
      `dir:${folder}`,
      '--password-file',
      password,
    ]
    const store = join(folder, 'operator.json')
    const full = [...args, '--keystore', store, '--import-key', keyFile, '--json', ...contracts]
    const first = await run(full)
    assert.equal(first.err, '')
    assert.deepEqual(JSON.parse(first.out), { config, keystore: store, operator: privateKeyToAccount(key).address })
    assert.equal(statSync(store).mode & 0o777, 0o600)
    const second = await run(full)
    assert.equal(second.code, 2)
    assert.match(second.err, /exists and is not replaced/)
  })

  it('init leaves nothing behind when something is wrong', async () => {
    const { folder, config, password } = freshFolder()
    const store = join(folder, 'operator.json')
    const base = ['init', '--config', config, '--keystore', store, '--create-keystore']
    const noOwner = await run([...base, '--password-file', password])
    assert.equal(noOwner.code, 2)
    assert.match(noOwner.err, /--worker/)
    const noPassword = await run([...base, '--worker', owner])
    assert.match(noPassword.err, /QUERN_WORKER_PASSWORD/)
    const badKey = await run([...base, '--worker', owner, '--password-file', password, '--set', 'worker.colour=red'])
    assert.match(badKey.err, /worker\.colour/)
    assert.ok(!existsSync(store) && !existsSync(config))
  })

  it('doctor says what is wrong and how to mend it, without secrets', async () => {
    const { folder, config, password } = freshFolder()
    const rpcUrl = 'http://user:hunter2@127.0.0.1:1/key-123'
    const init = ['init', '--config', config, '--worker', owner, '--board', `dir:${join(folder, 'no-board')}`]
    await run([...init, '--password-file', password, '--keystore', join(folder, 'none.json'), ...contracts])
    const { code, out } = await run(['doctor', '--config', config, '--json'], { QUERN_CHAIN_RPC_URL: rpcUrl })
    assert.equal(code, 2)
    const { checks } = JSON.parse(out) as { checks: { name: string; state: string; hint?: string; detail: string }[] }
    const stateOf = (name: string) => checks.find((check) => check.name === name)?.state
    assert.deepEqual(['node', 'database', 'content folder', 'compute'].map(stateOf), ['ok', 'ok', 'ok', 'ok'])
    assert.deepEqual(['keystore', 'boards', 'node reachable'].map(stateOf), ['failed', 'failed', 'failed'])
    assert.equal(stateOf('stake'), 'skipped')
    assert.ok(checks.every((check) => check.state !== 'failed' || (check.hint ?? '') !== ''))
    assert.ok(!out.includes('hunter2') && !out.includes('key-123'), out)
  })

  it('start refuses on red and says why', async () => {
    const { folder, config, password } = freshFolder()
    const init = [
      'init',
      '--config',
      config,
      '--worker',
      owner,
      '--board',
      `dir:${folder}`,
      '--rpc-url',
      'http://127.0.0.1:1',
    ]
    await run([
      ...init,
      '--password-file',
      password,
      '--create-keystore',
      '--keystore',
      join(folder, 'k.json'),
      ...contracts,
    ])
    const { code, err } = await run(['start', '--config', config])
    assert.equal(code, 75)
    assert.match(err, /FAIL {2}node reachable/)
  })

  it('start and status tell a worker that runs already', async () => {
    const { folder, config, password } = freshFolder()
    const init = ['init', '--config', config, '--worker', owner, '--state-dir', join(folder, 'state'), ...contracts]
    await run([...init, '--password-file', password])
    assert.equal((await run(['status', '--config', config])).code, 75)
    const db = openDatabase(join(folder, 'state'))
    const start = await run(['start', '--config', config])
    assert.equal(start.code, 75)
    assert.match(start.err, new RegExp(`process ${process.pid}`))
    const status = await run(['status', '--config', config, '--json'])
    assert.equal(status.code, 0)
    assert.deepEqual((JSON.parse(status.out) as { processId: number }).processId, process.pid)
    assert.match((await run(['status', '--config', config])).out, /worker: running/)
    db.close()
    assert.match((await run(['status', '--config', config])).out, /worker: not running/)
  })
})
