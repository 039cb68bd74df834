import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { keccak256, type Hex } from 'viem'
import { sampleRequest } from './arbitraries.test.helper.js'
import { checkObject, fetchObject, objectUri, readInputs, readOutput, type ObjectReader } from './content.js'
import { ContentError } from './errors/local.js'
import { buildFraudProof } from './protocol/fraud.js'
import { describeMatmul8, productOf } from './protocol/matmul.js'
import { describeMandelbrot, describeSolids } from './protocol/render.js'
import { checkMatmul8, checkRender, createWitnessBuilder, tensorRoot, tensorShape } from '@quern/kernels'

const server = createServer((request, response) => {
  if (request.url === '/moved') return response.writeHead(302, { location: '/ten' }).end()
  if (request.url === '/missing') return response.writeHead(404).end('no')
  if (request.url === '/endless') {
    const more = () => response.write(new Uint8Array(1000), more)
    return more()
  }
  return response.end(new Uint8Array(10))
})
let base = ''

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail('did not throw'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof ContentError, String(error))
  return error.code
}

test('fetchObject_readsUpToItsBound', async () => {
  assert.equal((await fetchObject(`${base}/ten`, { maxBytes: 10 })).length, 10)
  assert.equal(await codeOf(fetchObject(`${base}/ten`, { maxBytes: 9 })), 'CONTENT_TOO_LARGE')
  assert.equal(await codeOf(fetchObject(`${base}/endless`, { maxBytes: 5000 })), 'CONTENT_TOO_LARGE')
})

test('fetchObject_refusesRedirectsFailuresAndOtherSchemes', async () => {
  assert.equal(await codeOf(fetchObject(`${base}/moved`, { maxBytes: 10 })), 'CONTENT_UNREACHABLE')
  assert.equal(await codeOf(fetchObject(`${base}/missing`, { maxBytes: 10 })), 'CONTENT_UNREACHABLE')
  for (const uri of ['file:///etc/hostname', 'data:,x', 'ftp://example.org/x', 'x', '']) {
    assert.equal(await codeOf(fetchObject(uri, { maxBytes: 10 })), 'CONTENT_REFUSED')
  }
})

test('fetchObject_stopsWithItsSignal', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  await assert.rejects(fetchObject(`${base}/ten`, { maxBytes: 10, signal }), /enough/)
})

test('checkObject_comparesHashAndRoot', () => {
  const bytes = Uint8Array.of(1, 2, 3)
  checkObject('x', bytes, { hash: keccak256(bytes) })
  assert.throws(() => checkObject('x', bytes, { hash: keccak256('0x') }), { code: 'CONTENT_MISMATCH' })
})

test('objectUri_needsBaseWithoutQuery', () => {
  const name = `0x${'ab'.repeat(32)}` as const
  assert.equal(objectUri('https://example.org/in/', name), `https://example.org/in/${name}.bin`)
  for (const bad of ['https://example.org/in', 'https://example.org/?a=/', 'https://example.org/#/', '']) {
    assert.throws(() => objectUri(bad, name), { code: 'CONTENT_REFUSED' })
  }
})

const a = Int8Array.from({ length: 6 * 40 }, (_, i) => (i * 37) % 256)
const b = Int8Array.from({ length: 3 * 40 }, (_, i) => (i * 91) % 256)
const { work, objects, inputs, inputRoots } = describeMatmul8({ m: 6, n: 3, k: 40, a, b, shards: 2, inputUri: 'mem:/' })
const request = { terms: sampleRequest.terms, work }

function memory(store: ReadonlyMap<string, Uint8Array>): ObjectReader {
  return async (uri, { maxBytes }) => {
    const bytes = store.get(uri) ?? assert.fail(`${uri} is not stored`)
    assert.ok(bytes.length <= maxBytes)
    return bytes
  }
}

const stored = new Map(objects.map(({ name, bytes }) => [objectUri('mem:/', name), bytes]))

test('readInputs_readsWhatDescribeStores', async () => {
  assert.deepEqual(await readInputs({ request, read: memory(stored) }), inputs)
})

test('readInputs_refusesEveryChangedObject', async () => {
  for (const uri of stored.keys()) {
    const changed = new Map(stored)
    const bytes = Uint8Array.from(stored.get(uri) ?? [])
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    changed.set(uri, bytes)
    assert.equal(await codeOf(readInputs({ request, read: memory(changed) })), 'CONTENT_MISMATCH')
    changed.set(uri, (stored.get(uri) ?? bytes).subarray(1))
    assert.equal(await codeOf(readInputs({ request, read: memory(changed) })), 'CONTENT_MISMATCH')
  }
})

test('readInputs_ofWorkWithoutInputs_fetchesNothing', async () => {
  const { kernelId, work: image } = describeSolids({ width: 8, height: 4, camera: { x: 1.2, y: 1.8, z: -3.7 } })
  const asked = { terms: { ...sampleRequest.terms, kernelId }, work: image }
  assert.deepEqual(await readInputs({ request: asked, read: memory(new Map()) }), { inputRoots: [], tensors: [] })
})

const scope = { chainId: 31337, escrow: sampleRequest.terms.requester }
const claim = { ...scope, attempt: 0, challenger: scope.escrow }

test('buildFraudProof_convincesTheKernelOfWrongElement', async () => {
  const c = new Int32Array(9)
  const params = { m: 6, n: 3, k: 40 }
  const { root } = createWitnessBuilder({ params, shards: 2, shard: 1, a, b, c })
  const uri = 'mem:/out.bin'
  const read = memory(new Map([[uri, new Uint8Array(c.buffer)]]))
  const output = await readOutput({ request, shard: 1, root, outputUri: uri, read })
  assert.deepEqual(productOf(output), c)

  const fraud = await buildFraudProof({ ...claim, request, shard: 1, inputs, output, element: 5n })
  const check = { params, shards: 2, shard: 1, inputRoots, outputRoot: root as Hex, element: 5n, proof: fraud.proof }
  assert.equal(checkMatmul8(check), 'wrong')
  assert.deepEqual(fraud.inputRoots, inputRoots)
  const again = await buildFraudProof({ ...claim, request, shard: 1, inputs, output, element: 5n })
  assert.notEqual(again.nonce, fraud.nonce)
  const misfits = [
    { inputs: { inputRoots, tensors: inputs.tensors.slice(1) }, output },
    { inputs, output: output.subarray(4) },
  ]
  for (const misfit of misfits)
    await assert.rejects(buildFraudProof({ ...claim, request, shard: 1, element: 5n, ...misfit }), {
      code: 'TENSOR_DATA',
    })
})

test('buildFraudProof_convincesTheKernelOfWrongPixel', async () => {
  const { kernelId, work: image } = describeMandelbrot({
    width: 40,
    height: 24,
    centre: { re: -0.7, im: 0 },
    across: 4.2,
    iterations: 99,
    shards: 2,
  })
  const asked = { terms: { ...sampleRequest.terms, kernelId }, work: image }
  const output = new Uint8Array(40 * 12 * 4)
  const root = tensorRoot(tensorShape({ rows: 12, cols: 40, elementBytes: 4, role: 'output' }), output)
  const none = { inputRoots: [], tensors: [] }
  const fraud = await buildFraudProof({ ...claim, request: asked, shard: 1, inputs: none, output, element: 47n })
  const { proof } = fraud
  const check = { params: image.params, shards: 2, shard: 1, inputRoots: [], outputRoot: root, element: 47n, proof }
  assert.equal(checkRender(check), 'wrong')
  assert.deepEqual(fraud.inputRoots, [])
})
