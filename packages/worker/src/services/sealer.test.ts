import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { jobEscrowAbi, sealOf } from '@quern/sdk'
import { decodeFunctionData, type Hex } from 'viem'
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
  const stop = new AbortController()
  setImmediate(() => stop.abort())
  await createSealer(context).run(stop.signal)
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
})
