import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { jobEscrowAbi, sealOf } from '@quern/sdk'
import { decodeFunctionData, type Hex } from 'viem'
import type { Service } from '../runtime/supervisor.js'
import type { Context } from './context.js'
import { keepSample, testContext } from './context.test.fixture.js'
import { createSealer } from './sealer.js'

const root = `0x${'aa'.repeat(32)}` as const
const otherRoot = `0x${'bb'.repeat(32)}` as const

function compute(context: Context, jobId: Hex, result: Hex): void {
  context.store.jobs.change(jobId, { state: 'assigned' })
  context.store.jobs.change(jobId, { state: 'computed', root: result })
}

/** Lets the sealer take one step; it stops at the boundary or at the ring that follows. */
async function sealOnce(context: Context): Promise<void> {
  await step(createSealer(context))
}

async function step(sealer: Service): Promise<void> {
  const stop = new AbortController()
  setImmediate(() => stop.abort())
  await sealer.run(stop.signal)
}

describe('sealer', () => {
  it('protects the seal before it is intended, and commits exactly that seal', async () => {
    const context = testContext({
      atBoundary: (point) => {
        if (point === 'sealer.protected') throw new Error('power cut')
      },
    })
    const { jobId } = keepSample(context)
    compute(context, jobId, root)
    await assert.rejects(sealOnce(context), /power cut/)
    assert.equal(context.store.outbox.live().length, 0)
    await sealOnce({ ...context, atBoundary: () => undefined })
    const { chain, contracts, worker } = context.config
    const key = { chainId: chain.id, escrow: contracts.escrow, jobId, attempt: 0 }
    const record = context.store.protection.find(key)
    assert.equal(record?.root, root)
    const [entry] = context.store.outbox.live()
    const { args } = decodeFunctionData({ abi: jobEscrowAbi, data: entry?.calldata ?? '0x' })
    assert.deepEqual(args?.[3], [record.seal])
    assert.equal(record.seal, sealOf({ ...key, worker: worker.address, root, salt: record.salt }))
    assert.equal(context.store.jobs.find(jobId)?.state, 'sealed')
    context.store.db.close()
  })

  it('never commits a second, different result of one attempt', async () => {
    const context = testContext()
    const { jobId } = keepSample(context)
    compute(context, jobId, root)
    await sealOnce(context)
    context.store.outbox.end(1, { status: 'lost' })
    context.store.jobs.change(jobId, { state: 'computed' })
    context.store.jobs.change(jobId, { root: otherRoot })
    await sealOnce(context)
    assert.equal(context.store.outbox.live().length, 0)
    const job = context.store.jobs.find(jobId)
    assert.deepEqual([job?.state, job?.reason, job?.failures], ['assigned', 'second_root', 1])
    context.store.db.close()
  })

  it('commits the jobs of a request together once all are computed', async () => {
    const { context, jobIds } = requestOfThree()
    for (const jobId of jobIds.slice(0, 2)) compute(context, jobId, root)
    context.store.jobs.change(jobIds[2] as Hex, { state: 'assigned' })
    await sealOnce(context)
    assert.deepEqual(committed(context), [])
    context.store.jobs.change(jobIds[2] as Hex, { state: 'computed', root })
    await sealOnce(context)
    assert.deepEqual(
      committed(context).map((shards) => shards.toSorted()),
      [[0, 1, 2]],
    )
    context.store.db.close()
  })

  it('waits for no other job when a deadline is near, or when it waited long enough', async () => {
    for (const { deadlineS, waitedMs } of [
      { deadlineS: 1015, waitedMs: 0 },
      { deadlineS: 9000, waitedMs: 10_000 },
    ]) {
      const { context, jobIds } = requestOfThree()
      compute(context, jobIds[0] as Hex, root)
      context.store.jobs.change(jobIds[0] as Hex, { deadlineS })
      context.store.jobs.change(jobIds[1] as Hex, { state: 'assigned', deadlineS: 9000 })
      let nowMs = context.nowMs()
      const sealer = createSealer({ ...context, nowMs: () => nowMs })
      await step(sealer)
      assert.equal(committed(context).length, waitedMs === 0 ? 1 : 0)
      nowMs += waitedMs
      await step(sealer)
      assert.deepEqual(committed(context), [[0]])
      context.store.db.close()
    }
  })

  it('waits for no job that fails for good', async () => {
    const { context, jobIds } = requestOfThree()
    compute(context, jobIds[0] as Hex, root)
    context.store.jobs.change(jobIds[1] as Hex, { state: 'assigned', deadlineS: 9000, failures: 3 })
    await sealOnce(context)
    assert.deepEqual(committed(context), [[0]])
    context.store.db.close()
  })
})

/** A request with three shards, and a chain whose head is at second 1000. */
function requestOfThree(): { context: Context; jobIds: Hex[] } {
  const context = testContext()
  const jobIds = [0, 1, 2].map((shard) => keepSample(context, shard).jobId)
  for (const jobId of jobIds) context.store.jobs.change(jobId, { deadlineS: 9000 })
  const head = async () => ({ number: 9n, timestampS: 1000, baseFee: 1n })
  return { context: { ...context, chain: { ...context.chain, head } }, jobIds }
}

function committed({ store }: Context): (readonly number[])[] {
  return store.outbox.live().map(({ calldata }) => {
    const { args } = decodeFunctionData({ abi: jobEscrowAbi, data: calldata })
    return args?.[2] as readonly number[]
  })
}
