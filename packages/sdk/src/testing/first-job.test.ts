import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { privateKeyToAccount } from 'viem/accounts'
import { poll } from '../client.js'
import { readBoard } from '../node/index.js'
import type { ProtocolAddresses, RequestDocument } from '../types.js'
import { computeShard, mined, onDevnet, revealShard, sealFor, type Cast } from './story.test.helper.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const example = path.join(root, 'examples', 'first-job.ts')
const build = path.join(root, 'dist', 'first-job')

type Job = {
  url: string
  addresses: ProtocolAddresses
  account: ReturnType<typeof privateKeyToAccount>
  board: string
  objects: string
}
type Example = { firstJob(job: Job): Promise<Int32Array> }

/** Type-checks the example against the public entries, as its reader would, and loads it. */
async function loadExample(): Promise<Example> {
  mkdirSync(build, { recursive: true })
  const compilerOptions = {
    composite: false,
    declaration: false,
    declarationMap: false,
    outDir: '.',
    rootDir: '../../examples',
  }
  const config = {
    extends: '../../../../scripts/tsconfig.base.json',
    compilerOptions,
    files: ['../../examples/first-job.ts'],
  }
  writeFileSync(path.join(build, 'tsconfig.json'), JSON.stringify(config))
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json')
  execFileSync(process.execPath, [path.join(path.dirname(manifest), 'bin', 'tsc'), '-p', build])
  return import(pathToFileURL(path.join(build, 'first-job.js')).href) as Promise<Example>
}

/** What a worker does with the first request on the board. */
async function workOnce(cast: Cast, board: string): Promise<void> {
  const look = async (): Promise<RequestDocument | undefined> => {
    const [entry] = await readBoard(board).catch(() => [])
    return entry && 'document' in entry ? entry.document : undefined
  }
  const { request, signature } = await poll(look, { what: 'a request', timeoutS: 30, intervalMs: 50 })
  const computed = await computeShard(cast, request, { shard: 0 })
  const seals = [sealFor(cast, request, { shard: 0, root: computed.root })]
  await mined(cast, cast.worker.acceptAndCommit({ request, shards: [0], worker: cast.owner, signature, seals }))
  await revealShard(cast, request, { shard: 0, computed })
}

let cast: Cast
onDevnet({}, (made) => (cast = made))
after(() => rmSync(build, { recursive: true, force: true }))

test('firstJob_returnsTheProductAndPays', async () => {
  const { firstJob } = await loadExample()
  const [first] = cast.devnet.accounts
  assert.ok(first)
  const board = path.join(cast.folder, 'board')
  const account = privateKeyToAccount(first.privateKey)
  const job = { url: cast.devnet.rpcUrl, addresses: cast.devnet.addresses, account, board, objects: cast.folder }
  const [output] = await Promise.all([firstJob(job), workOnce(cast, board)])
  assert.deepEqual([...output], [17, 23, 39, 53])
})

test('firstJob_hasAtMostFifteenLines', () => {
  const source = readFileSync(example, 'utf8')
  const body = source.slice(source.indexOf('export async function')).trim().split('\n')
  assert.ok(body.length - 2 <= 15, `${body.length - 2} lines`)
})
