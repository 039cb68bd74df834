import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  checkCreate2SearchOutput,
  encodeCreate2SearchParams,
  openBackend,
  type ComputeBackend,
  type Create2SearchParams,
} from '@quern/kernels'
import { keccak256, toHex } from 'viem'
import type { SearchTask } from './messages.js'
import { searchAnswer } from './search.js'
import { selfChecked } from './self-check.js'

const backend = selfChecked(await openBackend({ prefer: 'wasm' }), { rows: 0 })
const never = new AbortController().signal
const searched = (task: SearchTask, signal = never, on: ComputeBackend = backend) =>
  searchAnswer(task, { backend: on }, signal)

const easy: Create2SearchParams = {
  deployer: `0x${'77'.repeat(20)}`,
  initCodeHash: `0x${'88'.repeat(32)}`,
  mask: 0xffn,
  value: 0x12n,
  base: 5n,
  r: 20,
}
/** Nobody finds 64 bits in a second. */
const hopeless = { ...easy, mask: 2n ** 64n - 1n, r: 71 }

const taskFor = (params: Create2SearchParams, more: Partial<SearchTask> = {}): SearchTask => ({
  task: 'search',
  kernelId: 3,
  params: encodeCreate2SearchParams(params),
  shards: 2,
  shard: 1,
  budgetMs: 60_000,
  folder: mkdtempSync(join(tmpdir(), 'quern-search-')),
  ...more,
})

describe('searchAnswer', () => {
  it('writes a right answer of its own shard under its root', async () => {
    const task = taskFor(easy)
    const { root, units, ms } = await searched(task)
    const output = toHex(readFileSync(join(task.folder, `${root}.bin`)))
    assert.equal(keccak256(output), root)
    const { params, shards, shard } = task
    assert.equal(checkCreate2SearchOutput({ params, shards, shard, output }), 'correct')
    assert.ok(units > 0 && units <= 1 && ms >= 0)
  })

  it('ends soon after its time, counts what it tried, and says where to go on', async () => {
    const task = taskFor(hopeless, { from: '1000', budgetMs: 50 })
    const { root, next, units, ms } = await searched(task)
    assert.deepEqual([root, readdirSync(task.folder)], [undefined, []])
    assert.ok(ms >= 50)
    assert.equal(Number(next) - 1000, units * 2 ** 20)
    // No time at all is the time of one slice.
    assert.equal((await searched(taskFor(hopeless, { budgetMs: 1 }))).units, 2 ** 17 / 2 ** 20)
  })

  it('goes on where it is told to, and behind the last salt with the first', async () => {
    const last = String(2n ** 20n - 3n)
    const { next, root } = await searched(taskFor({ ...easy, mask: 0x1fffn, value: 0x1234n }, { from: last }))
    assert.ok(root !== undefined && BigInt(next) < 2n ** 20n - 3n)
  })

  it('starts where nobody can foresee', async () => {
    const places = await Promise.all([1, 2].map(() => searched(taskFor(hopeless, { budgetMs: 1 }))))
    assert.notEqual(places[0]?.next, places[1]?.next)
  })

  it('asks a faster device for more at once, and a slower one for less', async () => {
    for (const [msOfSalt, isMore] of [
      [0, true],
      [1e-2, false],
    ] as const) {
      const counts: number[] = []
      const search: ComputeBackend['search'] = async ({ count }) => {
        counts.push(count)
        const end = performance.now() + count * msOfSalt
        while (performance.now() < end);
        return undefined
      }
      await searched(taskFor(hopeless, { budgetMs: msOfSalt === 0 ? 50 : 1500 }), never, { ...backend, search })
      const [first = 0, second = 0, third = 0] = counts
      assert.equal(first, 2 ** 17)
      assert.deepEqual([second > first, third > first], [isMore, isMore])
      assert.ok(second <= 8 * first)
    }
  })

  it('keeps no answer that the reference does not find right, whatever was checked before', async () => {
    const task = taskFor(hopeless)
    const search = async () => `0x${'00'.repeat(31)}01` as const
    await assert.rejects(searched(task, never, { ...backend, search }), { code: 'SELF_CHECK' })
    assert.deepEqual(readdirSync(task.folder), [])
  })

  it('ends within a slice when it is told to', async () => {
    const stop = new AbortController()
    const searching = searched(taskFor(hopeless), stop.signal)
    setTimeout(() => stop.abort(), 100)
    await assert.rejects(searching, { code: 'KERNEL_CANCELLED' })
  })

  it('refuses other kernels, and params that the contract refuses', async () => {
    await assert.rejects(searched(taskFor(easy, { kernelId: 1 })), { code: 'KERNEL_UNKNOWN' })
    await assert.rejects(searched(taskFor(easy, { params: '0x' })), { code: 'KERNEL_PARAMETERS' })
    await assert.rejects(searched(taskFor(easy, { shard: 2 })), { code: 'KERNEL_SHARD' })
  })
})
