import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startDevnet } from '@quern/sdk/testing'
import { parseEther, type Address } from 'viem'
import { runProgram, untilGone, type Ending } from './support/processes.js'
import { named } from './support/requester.js'
import { openStage, untilNoneLeft, type Stage } from './support/stage.js'
import { settingsFor, started, type Worker } from './support/worker.js'

/** One start that must be refused. */
interface Refusal {
  readonly what: string
  readonly worker?: 'bonded' | 'poor'
  /** Configuration file beside the worker's own; its own when left out. */
  readonly file?: { readonly name: string; readonly text?: string }
  /** Goes over the file. A path is relative to the folder of the case. */
  readonly environment?: Readonly<Record<string, string>>
  /** Files of the case, by name. */
  readonly files?: Readonly<Record<string, { readonly text: string; readonly mode?: number }>>
  readonly code: 1 | 2 | 75
  /** What, where, and what to do. */
  readonly says: readonly RegExp[]
}

const configuration: readonly Refusal[] = [
  {
    what: 'a configuration that is not there',
    file: { name: 'none.toml' },
    code: 2,
    says: [/none\.toml cannot be read \(ENOENT\)/, /quern-worker init --config .*none\.toml/],
  },
  {
    what: 'a configuration that is a folder',
    file: { name: '.' },
    code: 2,
    says: [/cannot be read \(EISDIR\)/, /quern-worker init/],
  },
  {
    what: 'a configuration that is not TOML',
    file: { name: 'broken.toml', text: '[chain]\nrpc_url = "http://user:hunter2@127.0.0.1/\n' },
    code: 2,
    says: [/broken\.toml:2:\d+ cannot be read: Invalid TOML/, /Correct that line/],
  },
  {
    what: 'a key that does not exist',
    file: { name: 'unknown.toml', text: '[worker]\ncolour = "red"\n' },
    code: 2,
    says: [/unknown\.toml has the key "worker\.colour", which does not exist/, /Remove it/],
  },
  {
    what: 'a value out of its range',
    environment: { QUERN_WORKER_MAX_JOBS: '0' },
    code: 2,
    says: [/worker\.max_jobs = 0 from the environment variable QUERN_WORKER_MAX_JOBS/, /Jobs held at once/],
  },
]

const keystores: readonly Refusal[] = [
  {
    what: 'a keystore that is not there',
    environment: { QUERN_WORKER_KEYSTORE: 'none.json' },
    code: 2,
    says: [/The keystore .*none\.json cannot be read \(ENOENT\)/, /--create-keystore/],
  },
  {
    what: 'a file that is no keystore',
    files: { 'junk.json': { text: '{"version":3', mode: 0o600 } },
    environment: { QUERN_WORKER_KEYSTORE: 'junk.json' },
    code: 2,
    says: [/junk\.json is not a keystore v3 file/, /--create-keystore/],
  },
  {
    what: 'a password that does not open the keystore',
    files: { 'wrong.txt': { text: 'another password\n', mode: 0o600 } },
    environment: { QUERN_WORKER_PASSWORD_FILE: 'wrong.txt' },
    code: 2,
    says: [/The password does not open the keystore .*operator\.json/, /Check worker\.password_file/],
  },
  {
    what: 'a password file that is not there',
    environment: { QUERN_WORKER_PASSWORD_FILE: 'none.txt' },
    code: 2,
    says: [/The password file .*none\.txt cannot be read \(ENOENT\)/, /Set worker\.password_file/],
  },
  {
    what: 'a password that others may read',
    files: { 'open.txt': { text: 'a password\n', mode: 0o644 } },
    environment: { QUERN_WORKER_PASSWORD_FILE: 'open.txt' },
    code: 2,
    says: [/Others may read the password file/, /chmod 600 .*open\.txt/],
  },
]

const chains: readonly Refusal[] = [
  {
    what: 'a chain that is not the one configured',
    environment: { QUERN_CHAIN_ID: '1337' },
    code: 2,
    says: [/The node is on chain 31337, the configuration says 1337/, /correct chain\.id/],
  },
  {
    what: 'a node that does not answer',
    environment: { QUERN_CHAIN_RPC_URL: 'http://user:hunter2@127.0.0.1:1/' },
    code: 75,
    says: [/http:\/\/127\.0\.0\.1:1\/… does not answer/, /Start the node, or set chain\.rpc_url/],
  },
  {
    what: 'an address without a contract',
    environment: { QUERN_CONTRACTS_ESCROW: `0x${'ab'.repeat(20)}` },
    code: 2,
    says: [/no contract at contracts\.escrow = 0x/i, /Take the addresses of the deployment/],
  },
  {
    what: 'a worker without stake',
    worker: 'poor',
    code: 2,
    says: [/0 QRN may be locked, 0 is; the smallest lock is 1 QRN/, /bond at least 1 QRN more/],
  },
]

const places: readonly Refusal[] = [
  {
    what: 'a board that is not there',
    environment: { QUERN_BOARDS_URLS: 'dir:no-board' },
    code: 2,
    says: [/The board .*no-board cannot be read/, /mkdir -p .*no-board/],
  },
  {
    what: 'a state folder that is a file',
    files: { 'state-file': { text: '' } },
    environment: { QUERN_WORKER_STATE_DIR: 'state-file' },
    code: 2,
    says: [/The folder .*state-file cannot be (created|used)/, /Set worker\.state_dir/],
  },
  {
    what: 'a database that is damaged',
    files: { 'state/worker.db': { text: 'this was a database once\n'.repeat(50) } },
    code: 1,
    says: [/The database .*worker\.db is damaged/, /restore a copy .* Never start without its slashing protection/],
  },
]

describe('a worker in bad surroundings', () => {
  let stage: Stage
  let workers: { bonded: Worker; poor: Worker }
  let website: Server
  let cases = 0

  before(async () => {
    const opened = await openStage({ workers: [{ bond: parseEther('500') }, { bond: 0n }] })
    stage = opened
    const [bonded, poor] = opened.workers
    workers = { bonded, poor }
    website = createServer((_request, response) => response.end('<html>It works!</html>')).listen(0, '127.0.0.1')
    await once(website, 'listening')
  })
  after(async () => {
    website?.close()
    await stage?.close()
  })

  describe('is refused, with what is wrong, where, and what to do', { concurrency: 3 }, () => {
    for (const refusal of [...configuration, ...keystores, ...chains, ...places])
      it(refusal.what, { timeout: 60_000 }, () => refuse(refusal))

    it('a node that is a web site', { timeout: 60_000 }, async () => {
      const { port } = website.address() as AddressInfo
      const environment = { QUERN_CHAIN_RPC_URL: `http://127.0.0.1:${port}/` }
      await refuse({ what: 'a web site', environment, code: 75, says: [/does not answer: /, /set chain\.rpc_url/] })
    })

    it('a port of a local chain that is taken', { timeout: 30_000 }, async () => {
      const port = Number(new URL(stage.devnet.rpcUrl).port)
      await assert.rejects(startDevnet({ port }), (error: { code?: string; message?: string; hint?: string }) => {
        assert.equal(error.code, 'PORT_BUSY')
        assert.match(error.message ?? '', new RegExp(`Port ${port} of 127\\.0\\.0\\.1 cannot be used`))
        assert.match(error.hint ?? '', /Stop the program that has it, or use port 0/)
        return true
      })
    })
  })

  it(
    'starts in good ones after all that, but not twice, and not without its database',
    { timeout: 90_000 },
    async () => {
      const { bonded } = workers
      const { requester } = stage
      const life = bonded.start()
      await started(life)
      const second = await bonded.command(['start'])
      assert.equal(second.code, 75)
      assertSays(second, [new RegExp(`Another worker \\(process ${life.pid}\\) runs on`), /Stop it first/])

      const order = await requester.prepare({ shards: 1, challengeWindow: 60 })
      await requester.publish(order)
      await requester.until(order, { what: 'a reveal', isDone: (events) => named(events, 'JobRevealed').length === 1 })
      life.kill('SIGTERM')
      assert.equal((await life.ended).code, 0)
      await untilNoneLeft(bonded)
      await refuse({
        what: 'a state folder without the database of live jobs',
        code: 2,
        says: [
          /Live jobs of this worker lock 100 QRN, but the database knows none/,
          /Restore the database into .*state/,
        ],
      })
    },
  )

  it('is set up by init and judged by doctor, which says what is missing', { timeout: 60_000 }, async () => {
    const folder = path.join(stage.folder, 'fresh')
    write(path.join(folder, 'password.txt'), 'secret\n', 0o600)
    const worker = stage.spare[0]?.address ?? '0x'
    const config = path.join(folder, 'quern-worker.toml')
    const temporary = path.join(folder, 'run')
    const init = await runProgram(['init', '--config', config, ...initOptions(folder, worker)], { temporary })
    assert.equal(init.code, 0, init.stderr)
    const { operator } = JSON.parse(init.stdout) as { operator: string }
    const doctor = await runProgram(['doctor', '--config', config], { temporary })
    assert.equal(doctor.code, 2)
    assert.match(doctor.stdout, new RegExp(`FAIL +operator +${operator} does not act for the worker ${worker}`))
    assert.match(doctor.stdout, /→ Let the owner call setOperator[^]*FAIL +stake[^]*FAIL +gas/)
    await untilGone(temporary)
  })

  /** Starts a worker in a folder of the case's own; nothing half-made may be left there, and nothing be sent. */
  async function refuse({ worker = 'bonded', file, environment = {}, files = {}, code, says }: Refusal): Promise<void> {
    const { config, operator } = workers[worker]
    const { client } = stage.requester
    const sent = await client.getTransactionCount({ address: operator })
    const place = path.join(stage.folder, `case-${(cases += 1)}`)
    mkdirSync(place)
    for (const [name, { text, mode = 0o600 }] of Object.entries(files)) write(path.join(place, name), text, mode)
    if (file?.text !== undefined) write(path.join(place, file.name), file.text, 0o600)
    const given = filesIn(place)
    const folders = { QUERN_WORKER_STATE_DIR: 'state', QUERN_CONTENT_DIR: 'content' }
    const temporary = path.join(place, 'run')
    const ending = await runProgram(['start', '--config', file ? path.join(place, file.name) : config], {
      environment: inFolder(place, { ...folders, ...environment }),
      temporary,
    })

    assert.equal(ending.code, code, ending.stderr)
    assertSays(ending, says)
    assert.doesNotMatch(ending.stdout, /worker started/)
    await untilGone(temporary)
    const made = filesIn(place)
    assert.deepEqual(
      made.filter((name) => !given.includes(name) && !whole.test(name)),
      [],
    )
    assert.equal(await client.getTransactionCount({ address: operator }), sent)
  }

  function initOptions(folder: string, worker: Address): string[] {
    const settings = Object.entries(settingsFor({ devnet: stage.devnet, board: stage.board, worker }))
    const ofChain = settings.filter(([key]) => /^(chain|contracts)\./.test(key))
    const paths = {
      keystore: path.join(folder, 'operator.json'),
      'password-file': path.join(folder, 'password.txt'),
      'content-dir': path.join(folder, 'content'),
      'state-dir': path.join(folder, 'state'),
    }
    const values = Object.entries({ worker, board: `dir:${stage.board}`, ...paths })
    const options = values.flatMap(([name, value]) => [`--${name}`, value])
    return [
      ...options,
      ...ofChain.flatMap(([key, value]) => ['--set', `${key}=${value}`]),
      '--create-keystore',
      '--json',
    ]
  }
})

/** What a refused start may leave: an empty content folder, and a database that holds nothing yet. */
const whole = /^(content|state|state\/worker\.(db|lock|pid))$/
const secrets = /hunter2|a password|secret/
const ofPaths = /^QUERN_(WORKER_KEYSTORE|WORKER_PASSWORD_FILE|WORKER_STATE_DIR|CONTENT_DIR)$/

function inFolder(folder: string, environment: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(environment).map(([name, value]) => {
    if (ofPaths.test(name)) return [name, path.join(folder, value)] as const
    return [name, value.replace(/^dir:/, `dir:${folder}/`)] as const
  })
  return Object.fromEntries(entries)
}

function assertSays({ stderr }: Ending, says: readonly RegExp[]): void {
  for (const words of says) assert.match(stderr, words)
  assert.doesNotMatch(stderr, /^ +at /m, 'a stack trace is nothing for an operator')
  assert.doesNotMatch(stderr, secrets)
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
}

function write(file: string, text: string, mode: number): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text, { mode })
}
