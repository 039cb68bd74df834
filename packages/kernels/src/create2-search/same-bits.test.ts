import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import * as fc from 'fast-check'
import { everyBackend, UNPACKED } from '../conformance/backends.test.support.js'
import {
  create2Address,
  create2SearchKernel as kernel,
  decodeCreate2SearchParams,
  openBackend,
  referenceCreate2Search,
  type ComputeBackend,
  type Create2SearchSlice,
  type Hex,
} from '../index.js'
import { maskBits } from './faults.js'
import { queries, SPEC_EXAMPLE } from './queries.test.support.js'
import { isWantedSalt } from './reference.js'
import { saltHex } from './slice.js'
import type { Create2Vectors } from './vectors.test.support.js'

const { backends: all, note, guards, close } = await everyBackend()
const threads = await openBackend({ prefer: 'wasm', threads: 2 })
// The shader has no dot products to unpack.
const backends = [...all.filter(({ name }) => name !== UNPACKED), threads]
const fast = backends.filter(({ kind }) => kind !== 'reference')
after(() => Promise.all([close(), threads.close()]))

const file = readFileSync(new URL('../../vectors/create2-search.json', import.meta.url), 'utf8')
const vectors = JSON.parse(file) as Create2Vectors
const SEED = 0x5175726e
const SALTS = 50_000

const search = (backend: ComputeBackend, slice: Create2SearchSlice, signal?: AbortSignal) =>
  backend.search({ kernel, ...slice }, signal && { signal })

/** Every right salt of a slice, by one search after another. */
async function allAnswers(backend: ComputeBackend, slice: Create2SearchSlice): Promise<Hex[]> {
  const found: Hex[] = []
  const end = slice.from + BigInt(slice.count)
  for (let from = slice.from; from < end;) {
    const answer = await search(backend, { ...slice, from, count: Number(end - from) })
    if (answer === undefined) return found
    found.push(answer)
    from = kernel.numberOf(slice, answer) + 1n
  }
  return found
}

/** The same by looking at each salt alone. */
function rightSalts({ params, from, count, ...of }: Create2SearchSlice): Hex[] {
  const first = BigInt(kernel.output({ params, ...of }, from))
  return Array.from({ length: count }, (_, i) => saltHex(first + BigInt(i))).filter((salt) =>
    isWantedSalt(params, salt),
  )
}

/** A query that wants the last 60 bits of the address that the salt of a number leads to. */
function wantedAt(number: bigint): { slice: Create2SearchSlice; salt: Hex } {
  const params = { ...SPEC_EXAMPLE.params, mask: 2n ** 60n - 1n, r: 255 }
  const slice = { params, shards: 1, shard: 0, from: number, count: 1 }
  const salt = kernel.output(slice, number)
  const value = BigInt(create2Address(params, salt)) & params.mask
  return { slice: { ...slice, params: { ...params, value } }, salt }
}

test('create2SameBits_searchesOfTheVectors_findWhatTheyStateOnEveryBackend', async (t) => {
  t.diagnostic(`note: ${note}`)
  for (const backend of backends) {
    for (const { params, shards, shard, from, count, salt } of vectors.searches) {
      const slice = { params: decodeCreate2SearchParams(params), shards, shard, from: BigInt(from), count }
      assert.equal((await search(backend, slice)) ?? null, salt, backend.name)
    }
  }
})

test('create2SameBits_saltsOfRandomQueries_areRightOnEveryBackendWhereTheReferenceSaysSo', async () => {
  const wide = queries(9).filter(({ r, mask }) => r > 16 && maskBits(mask) > 3n)
  const drawn = fc.sample(fc.tuple(wide, fc.bigInt(0n, 2n ** 256n - 1n)), { numRuns: 100, seed: SEED })
  let right = 0
  for (const [params, at] of drawn) {
    const slice = { params, shards: 1, shard: 0, from: at % (2n ** BigInt(params.r) - 500n), count: SALTS / 100 }
    const need = rightSalts(slice)
    right += need.length
    for (const backend of fast) assert.deepEqual(await allAnswers(backend, slice), need, backend.name)
  }
  assert.ok(right > SALTS / 100 && right < SALTS / 20, `${right} right salts`)
})

test('create2SameBits_everyBitOfTheAddress_countsOnEveryBackend', async () => {
  for (let bit = 0n; bit < 160n; bit++) {
    const mask = 1n << bit
    for (const value of [0n, mask]) {
      const params = { ...SPEC_EXAMPLE.params, mask, value, base: 7n, r: 200 }
      const slice = { params, shards: 1, shard: 0, from: bit, count: 200 }
      const need = referenceCreate2Search(slice)
      for (const backend of fast) assert.equal(await search(backend, slice), need, `${backend.name}, bit ${bit}`)
    }
  }
})

test('create2SameBits_everyByteOfTheSalt_isCountedOnEveryBackend', async () => {
  for (const edge of [8n, 16n, 24n, 32n, 40n, 64n, 248n]) {
    for (const at of [-1n, 0n]) {
      const { slice, salt } = wantedAt(2n ** edge + at)
      for (const backend of fast) {
        const near = { ...slice, from: slice.from - 5n, count: 3000 }
        assert.equal(await search(backend, near), salt, `${backend.name}, 2^${edge} ${at}`)
        assert.equal(await search(backend, { ...near, count: 5 }), undefined, `${backend.name}, before 2^${edge} ${at}`)
      }
    }
  }
})

test('create2SameBits_searchesOfManyBlocks_findTheFirstOfManyAnswers', async () => {
  const params = { ...SPEC_EXAMPLE.params, mask: 0xfffn, value: 0x123n }
  for (const from of [0n, 2n ** 32n - 20_000n]) {
    const slice = { params, shards: 1, shard: 0, from, count: 40_000 }
    const need = rightSalts(slice)
    assert.ok(need.length > 3)
    for (const backend of fast) {
      assert.equal(await search(backend, slice), need[0], backend.name)
      // Nothing is tried far behind an answer.
      assert.equal(await search(backend, { ...slice, count: 2 ** 40 }), need[0], backend.name)
      const behind = kernel.numberOf(slice, need[0] as Hex) + 1n
      assert.equal(await search(backend, { ...slice, from: behind }), need[1], backend.name)
    }
  }
})

test('create2SameBits_aStoppedSearch_endsOnEveryBackend', async () => {
  const { slice } = wantedAt(2n ** 200n)
  for (const backend of backends) {
    const stop = new AbortController()
    const searching = search(backend, { ...slice, from: 0n, count: 2 ** 40 }, stop.signal)
    setTimeout(() => stop.abort(), 150)
    await assert.rejects(searching, { code: 'KERNEL_CANCELLED' }, backend.name)
  }
})

test('create2SameBits_slicesOutsideTheShard_areRefusedByEveryBackend', async () => {
  const slice = { params: SPEC_EXAMPLE.params, shards: 1, shard: 0, from: 0n, count: 2000 }
  for (const backend of backends) {
    for (const change of [{ from: -1n }, { from: 2n ** 71n }, { count: 0 }, { count: 1.5 }]) {
      await assert.rejects(search(backend, { ...slice, ...change }), { code: 'KERNEL_SLICE' }, backend.name)
    }
    await assert.rejects(search(backend, { ...slice, shard: 1 }), { code: 'KERNEL_SHARD' }, backend.name)
    // The end of the shard ends the slice.
    assert.equal(await search(backend, { ...slice, from: 2n ** 71n - 5n }), undefined)
  }
})

test('create2SameBits_probes_haveTheOneAnswerThatIsKnown', async () => {
  const drawn = fc.sample(fc.tuple(queries(8), fc.bigInt(0n, 2n ** 256n - 1n)), { numRuns: 100, seed: SEED })
  for (const [params, at] of drawn) {
    const last = 2n ** BigInt(params.r) - 1n
    for (const candidate of [at % last, last]) {
      const { slice, answer } = kernel.probe({ params, shards: 1, shard: 0, from: 0n, count: 1 }, candidate)
      assert.equal(answer, kernel.output({ params, shards: 1, shard: 0 }, candidate))
      for (const backend of fast) assert.equal(await search(backend, slice as Create2SearchSlice), answer, backend.name)
    }
  }
})

test('create2SameBits_nothing_isWrittenBehindABuffer', async () => {
  for (const guard of guards) assert.deepEqual([guard.buffers() > 0, await guard.spoilt()], [true, 0])
})
