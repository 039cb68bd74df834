import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { checkCreate2SearchOutput, encodeCreate2SearchParams, type Create2SearchParams } from '@quern/kernels'
import { keccak256, toHex } from 'viem'
import type { SearchTask } from './messages.js'
import { searchAnswer } from './search.js'

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
    const { root, units, ms } = await searchAnswer(task)
    const output = toHex(readFileSync(join(task.folder, `${root}.bin`)))
    assert.equal(keccak256(output), root)
    const { params, shards, shard } = task
    assert.equal(checkCreate2SearchOutput({ params, shards, shard, output }), 'correct')
    assert.ok(units > 0 && units <= 1 && ms >= 0)
  })

  it('ends soon after its time, counts what it tried, and says where to go on', async () => {
    const task = taskFor(hopeless, { from: '1000', budgetMs: 50 })
    const { root, next, units, ms } = await searchAnswer(task)
    assert.deepEqual([root, readdirSync(task.folder)], [undefined, []])
    assert.ok(ms >= 50)
    assert.equal(Number(next) - 1000, units * 2 ** 20)
    // No time at all is the time of one slice.
    assert.equal((await searchAnswer(taskFor(hopeless, { budgetMs: 1 }))).units, 2 ** 17 / 2 ** 20)
  })

  it('goes on where it is told to, and behind the last salt with the first', async () => {
    const last = String(2n ** 20n - 3n)
    const { next, root } = await searchAnswer(taskFor({ ...easy, mask: 0x1fffn, value: 0x1234n }, { from: last }))
    assert.ok(root !== undefined && BigInt(next) < 2n ** 20n - 3n)
  })

  it('starts where nobody can foresee', async () => {
    const places = await Promise.all([1, 2].map(() => searchAnswer(taskFor(hopeless, { budgetMs: 1 }))))
    assert.notEqual(places[0]?.next, places[1]?.next)
  })

  it('ends within a slice when it is told to', async () => {
    const stop = new AbortController()
    const searching = searchAnswer(taskFor(hopeless), stop.signal)
    setTimeout(() => stop.abort(), 100)
    await assert.rejects(searching, { code: 'KERNEL_CANCELLED' })
  })

  it('refuses other kernels, and params that the contract refuses', async () => {
    await assert.rejects(searchAnswer(taskFor(easy, { kernelId: 1 })), { code: 'KERNEL_UNKNOWN' })
    await assert.rejects(searchAnswer(taskFor(easy, { params: '0x' })), { code: 'KERNEL_PARAMETERS' })
    await assert.rejects(searchAnswer(taskFor(easy, { shard: 2 })), { code: 'KERNEL_SHARD' })
  })
})
