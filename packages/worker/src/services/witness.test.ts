import assert from 'node:assert/strict'
import { mkdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { jobEscrowAbi } from '@quern/sdk'
import { decodeFunctionData, keccak256, hexToBytes, type Hex } from 'viem'
import { outputFolder } from '../config/load.js'
import type { Service } from '../runtime/supervisor.js'
import type { Context } from './context.js'
import { keepSample, testContext } from './context.test.fixture.js'
import { searchDocument } from './samples.test.fixture.js'
import { createSealer } from './sealer.js'
import { createWitness } from './witness.js'

const output = `0x${'5a'.repeat(32)}` as const

/** A found answer of a job that was accepted in a block, and the chain's head. */
function world({ acceptedAt, head = 9n }: { acceptedAt: bigint | undefined; head?: bigint }): {
  context: Context
  jobId: Hex
} {
  const context = testContext()
  const { jobId } = keepSample(context, 1, searchDocument())
  context.store.jobs.change(jobId, { state: 'assigned', deadlineS: 2000 })
  context.store.jobs.change(jobId, { state: 'computed', root: keccak256(output) })
  const folder = outputFolder(context.config.content.dir)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${keccak256(output)}.bin`), hexToBytes(output))
  const chain = {
    ...context.chain,
    head: async () => ({ number: head, timestampS: 1000, baseFee: 1n }),
    acceptedAt: async () => acceptedAt,
  }
  return { context: { ...context, chain }, jobId }
}

/** Lets a service take one step. */
async function step(context: Context, create: (context: Context) => Service): Promise<void> {
  const stop = new AbortController()
  const bell = { ...context.bell, wait: async () => stop.abort() }
  await create({ ...context, bell }).run(stop.signal)
}

describe('createWitness', () => {
  it('shows the answer once, and nothing is committed', async () => {
    const { context, jobId } = world({ acceptedAt: 8n })
    await step(context, createSealer)
    await step(context, createWitness)
    await step(context, createWitness)
    const [entry, ...more] = context.store.outbox.live()
    assert.deepEqual([entry?.kind, entry?.jobIds, more], ['submitWitness', [jobId], []])
    const { functionName, args } = decodeFunctionData({ abi: jobEscrowAbi, data: entry?.calldata ?? '0x' })
    assert.equal(functionName, 'submitWitness')
    assert.deepEqual(args?.slice(1), [1, [], output])
    assert.equal(context.store.jobs.find(jobId)?.state, 'submitting')
    context.store.db.close()
  })

  it('waits for a block behind that of the accept, and for an accept that is there', async () => {
    for (const acceptedAt of [9n, undefined]) {
      const { context, jobId } = world({ acceptedAt })
      await step(context, createWitness)
      assert.deepEqual([context.store.outbox.live(), context.store.jobs.find(jobId)?.state], [[], 'computed'])
      context.store.db.close()
    }
  })

  it('reads an answer again that cannot be read now, and says so once', async () => {
    const { context, jobId } = world({ acceptedAt: 8n })
    const file = join(outputFolder(context.config.content.dir), `${keccak256(output)}.bin`)
    rmSync(file)
    mkdirSync(file)
    let nowMs = context.nowMs()
    for (let i = 0; i < 2; i++) await step({ ...context, nowMs: () => (nowMs += 3000) }, createWitness)
    const job = context.store.jobs.find(jobId)
    assert.deepEqual([job?.state, job?.reason], ['computed', 'output_unreadable'])
    const told = context.store.journal.latest(9).filter(({ reason }) => reason === 'output_unreadable')
    assert.equal(told.length, 1)
    rmdirSync(file)
    writeFileSync(file, hexToBytes(output))
    await step({ ...context, nowMs: () => (nowMs += 3000) }, createWitness)
    assert.equal(context.store.jobs.find(jobId)?.state, 'submitting')
    context.store.db.close()
  })

  it('searches again when the file of the answer is gone or another', async () => {
    const { context, jobId } = world({ acceptedAt: 8n })
    const file = join(outputFolder(context.config.content.dir), `${keccak256(output)}.bin`)
    writeFileSync(file, 'half')
    await step(context, createWitness)
    const job = context.store.jobs.find(jobId)
    assert.deepEqual([job?.state, job?.reason, context.store.outbox.live()], ['assigned', 'output_missing', []])
    context.store.db.close()
  })
})
