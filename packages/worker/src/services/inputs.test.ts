import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, it } from 'node:test'
import { encodeAbiParameters, hexToBytes, keccak256, type Hex } from 'viem'
import { pathToFileURL } from 'node:url'
import { encodeMatmul8Params, matmul8Layout, tensorRoot } from '@quern/kernels'
import { pino } from 'pino'
import type { WorkerConfig } from '../config/schema.js'
import { createCompute } from '../runtime/compute.js'
import { fetchInputs, keptInputs } from './inputs.js'
import { testConfig, testDocument } from './samples.test.fixture.js'

const layout = matmul8Layout({ m: 16, n: 4, k: 32 }, 8)
const a = new Uint8Array(16 * 32).map((_, i) => i % 251)
const b = new Uint8Array(4 * 32).map((_, i) => (i * 3) % 251)
const roots = [tensorRoot(layout.a, a), tensorRoot(layout.b, b)] as const
const list = encodeAbiParameters([{ type: 'bytes32[]' }], [roots])
const inputRoot = keccak256(list)
const objects: readonly (readonly [name: Hex, bytes: Uint8Array])[] = [
  [inputRoot, hexToBytes(list)],
  [roots[0], a],
  [roots[1], b],
]

const compute = createCompute({
  program: undefined,
  open: {
    backend: 'wasm',
    allowSoftwareGpu: false,
    selfChecks: 1,
    threads: 1,
    memoryBytes: 2 ** 30,
    gpuMemoryBytes: 2 ** 30,
  },
  environment: {},
  log: pino({ level: 'silent' }),
})
const { signal } = new AbortController()

let config: WorkerConfig
let folder: string

beforeEach(() => {
  config = testConfig()
  folder = mkdtempSync(join(tmpdir(), 'quern-inputs-'))
  for (const [name, bytes] of objects) writeFileSync(join(folder, `${name}.bin`), bytes)
})

after(() => compute.close())

const documentAt = (inputUri: string) => testDocument({}, { inputRoot, inputUri })
const fetchFrom = (uri: string, settings = config) => fetchInputs(settings, documentAt(uri), { compute, signal })
const folderUri = (): string => `${pathToFileURL(folder).href}/`

describe('fetchInputs', () => {
  it('keeps its own copies, checked against their roots, and fetches nothing twice', async () => {
    const { fetch, check } = await fetchFrom(folderUri())
    assert.ok(fetch >= 0 && check >= 0)
    const kept = await keptInputs(config, documentAt(folderUri()))
    assert.deepEqual(kept.roots, roots)
    assert.ok(kept.files.every((file) => file.startsWith(config.content.dir) && existsSync(file)))
    assert.equal((await fetchFrom('file:///nowhere/')).fetch, 0)
    assert.equal(readdirSync(join(config.content.dir, 'inputs')).length, 3)
  })

  it('says for ever that inputs which differ from their roots are wrong', async () => {
    writeFileSync(join(folder, `${roots[1]}.bin`), b.toReversed())
    await assert.rejects(fetchFrom(folderUri()), { code: 'INPUTS_WRONG' })
    writeFileSync(join(folder, `${roots[1]}.bin`), b.subarray(1))
    await assert.rejects(fetchFrom(folderUri()), { code: 'INPUTS_WRONG' })
    assert.deepEqual(readdirSync(join(config.content.dir, 'inputs')), [`${inputRoot}.bin`])
  })

  it('refuses a list of roots with another hash, and leaves nothing of it behind', async () => {
    writeFileSync(join(folder, `${inputRoot}.bin`), 'not the list')
    await assert.rejects(fetchFrom(folderUri()), { code: 'INPUTS_WRONG' })
    assert.deepEqual(readdirSync(join(config.content.dir, 'inputs')), [])
  })

  it('refuses lists that the escrow would hash otherwise, so that no sample could ever be proved', async () => {
    await fetchFrom(folderUri())
    const three = encodeAbiParameters([{ type: 'bytes32[]' }], [[...roots, roots[0]]])
    for (const odd of [`${list}00`, `${list}${'00'.repeat(32)}`, three] as const) {
      const oddRoot = keccak256(odd as Hex)
      writeFileSync(join(folder, `${oddRoot}.bin`), hexToBytes(odd as Hex))
      const document = testDocument({}, { inputRoot: oddRoot, inputUri: folderUri() })
      await assert.rejects(fetchInputs(config, document, { compute, signal }), { code: 'INPUTS_WRONG' })
    }
  })

  it('refuses kept objects that have other roots in the shapes of a new request', async () => {
    await fetchFrom(folderUri())
    const params = encodeMatmul8Params({ m: 32, n: 8, k: 16 })
    const document = testDocument({}, { inputRoot, inputUri: folderUri(), params })
    await assert.rejects(fetchInputs(config, document, { compute, signal }), { code: 'INPUTS_WRONG' })
  })

  it('keeps the inputs of one request when those of another have the same roots in other shapes', async () => {
    await fetchFrom(folderUri())
    // With the zeros that rows are padded with there is the same tree over other bytes.
    const params = { m: 16, n: 4, k: 128 }
    for (const [index, tensor] of [a, b].entries()) {
      const padded = new Uint8Array(4 * tensor.length)
      for (let row = 0; row < tensor.length / 32; row++) padded.set(tensor.subarray(32 * row, 32 * row + 32), 128 * row)
      writeFileSync(join(folder, `${roots[index]}.bin`), padded)
    }
    const document = testDocument({}, { inputRoot, inputUri: folderUri(), params: encodeMatmul8Params(params) })
    await fetchInputs(config, document, { compute, signal })
    const lengthsOf = async (of: typeof document) =>
      (await keptInputs(config, of)).files.map((file) => statSync(file).size)
    assert.deepEqual(await lengthsOf(document), [16 * 128, 4 * 128])
    assert.deepEqual(await lengthsOf(documentAt(folderUri())), [a.length, b.length])
  })

  it('tries again later when an input cannot be read', async () => {
    await assert.rejects(fetchFrom('file:///nowhere/'), { code: 'INPUTS_UNREADABLE', exitCode: 75 })
  })

  it('reads neither devices, nor folders, nor more than the limit', async () => {
    const trap = join(folder, 'trap')
    mkdirSync(join(trap, `${inputRoot}.bin`), { recursive: true })
    await assert.rejects(fetchFrom(`${pathToFileURL(trap).href}/`), { code: 'INPUTS_WRONG' })
    await assert.rejects(fetchFrom(folderUri(), testConfig({ 'content.max_input_bytes': '100' })), {
      code: 'INPUTS_WRONG',
    })
    for (const uri of ['no uri', 'file://elsewhere/', 'file:///a%2Fb/', 'file:///a%00b/'])
      await assert.rejects(fetchFrom(uri), { code: 'INPUTS_WRONG' })
  })

  it('reads the web only when it may, without following redirects', async () => {
    const server = createServer((request, response) => {
      const object = objects.find(([name]) => request.url === `/in/${name}.bin`)
      if (object !== undefined) return void response.end(object[1])
      return void response.writeHead(302, { location: (request.url ?? '').replace('/other/', '/in/') }).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await assert.rejects(fetchFrom(`${base}/in/`), { code: 'INPUTS_WRONG' })
    const open = testConfig({ 'content.allow_http': 'true' })
    await assert.rejects(fetchFrom(`${base}/other/`, open))
    await fetchFrom(`${base}/in/`, open)
    assert.deepEqual((await keptInputs(open, documentAt(base))).roots, roots)
    server.close()
  })
})
