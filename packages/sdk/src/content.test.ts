import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { keccak256, type Hex } from 'viem'
import { sampleRequest } from './arbitraries.test.helper.js'
import {
  checkObject,
  fetchObject,
  objectUri,
  readMatmul8Inputs,
  readMatmul8Output,
  type ObjectReader,
} from './content.js'
import { ContentError } from './errors/local.js'
import { buildFraudProof } from './protocol/fraud.js'
import { describeMatmul8 } from './protocol/matmul.js'
import { checkMatmul8, createWitnessBuilder } from '@quern/kernels'

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
const { work, objects, inputRoots } = describeMatmul8({ m: 6, n: 3, k: 40, a, b, shards: 2, inputUri: 'mem:/' })
const request = { terms: sampleRequest.terms, work }

function memory(store: ReadonlyMap<string, Uint8Array>): ObjectReader {
  return async (uri, { maxBytes }) => {
    const bytes = store.get(uri) ?? assert.fail(`${uri} is not stored`)
    assert.ok(bytes.length <= maxBytes)
    return bytes
  }
}

const stored = new Map(objects.map(({ name, bytes }) => [objectUri('mem:/', name), bytes]))

test('readMatmul8Inputs_readsWhatDescribeStores', async () => {
  const inputs = await readMatmul8Inputs({ request, read: memory(stored) })
  assert.deepEqual(inputs, { inputRoots, a, b })
})

test('readMatmul8Inputs_refusesEveryChangedObject', async () => {
  for (const uri of stored.keys()) {
    const changed = new Map(stored)
    const bytes = Uint8Array.from(stored.get(uri) ?? [])
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    changed.set(uri, bytes)
    assert.equal(await codeOf(readMatmul8Inputs({ request, read: memory(changed) })), 'CONTENT_MISMATCH')
    changed.set(uri, (stored.get(uri) ?? bytes).subarray(1))
    assert.equal(await codeOf(readMatmul8Inputs({ request, read: memory(changed) })), 'CONTENT_MISMATCH')
  }
})

test('buildFraudProof_convincesTheKernelOfWrongElement', async () => {
  const output = new Int32Array(9)
  const params = { m: 6, n: 3, k: 40 }
  const { root } = createWitnessBuilder({ params, shards: 2, shard: 1, a, b, c: output })
  const uri = 'mem:/out.bin'
  const read = memory(new Map([[uri, new Uint8Array(output.buffer)]]))
  assert.deepEqual(await readMatmul8Output({ request, shard: 1, root, outputUri: uri, read }), output)

  const scope = { chainId: 31337, escrow: sampleRequest.terms.requester }
  const inputs = { inputRoots, a, b }
  const rest = { attempt: 0, challenger: scope.escrow, inputs, output, element: 5n }
  const fraud = buildFraudProof({ ...scope, request, shard: 1, ...rest })
  const check = { params, shards: 2, shard: 1, inputRoots, outputRoot: root as Hex, element: 5n, proof: fraud.proof }
  assert.equal(checkMatmul8(check), 'wrong')
  assert.deepEqual(fraud.inputRoots, inputRoots)
  const again = buildFraudProof({ ...scope, request, shard: 1, ...rest })
  assert.notEqual(again.nonce, fraud.nonce)
})
