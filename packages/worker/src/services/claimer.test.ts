import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { jobEscrowAbi } from '@quern/sdk'
import { decodeFunctionData } from 'viem'
import { createClaimer } from './claimer.js'
import type { Context } from './context.js'
import { keepSample, testContext } from './context.test.fixture.js'

/** A worker whose revealed shards have windows that end at the given seconds. */
function world(ends: readonly number[], nowS: number): Context {
  const context = testContext()
  for (const [shard, deadlineS] of ends.entries()) {
    const { jobId } = keepSample(context, shard)
    context.store.jobs.change(jobId, { state: 'revealed', deadlineS })
  }
  const head = async () => ({ number: 9n, timestampS: nowS, baseFee: 1n })
  return { ...context, chain: { ...context.chain, head } }
}

/** The shards that one step of the claimer finalizes. */
async function finalized(context: Context): Promise<readonly (readonly number[])[]> {
  const stop = new AbortController()
  const bell = { ...context.bell, wait: async () => stop.abort() }
  await createClaimer({ ...context, bell }).run(stop.signal)
  const lists = context.store.outbox.live().map(({ calldata }) => {
    const { args } = decodeFunctionData({ abi: jobEscrowAbi, data: calldata })
    return args?.[2] as readonly number[]
  })
  context.store.db.close()
  return lists
}

describe('claimer', () => {
  it('finalizes from the second after the window on', async () => {
    assert.deepEqual(await finalized(world([100], 100)), [])
    assert.deepEqual(await finalized(world([100], 101)), [[0]])
  })

  it('waits for windows that end soon after, and for no later ones', async () => {
    assert.deepEqual(await finalized(world([100, 110], 105)), [])
    assert.deepEqual(await finalized(world([100, 110, 120], 111)), [[0, 1]])
    assert.deepEqual(await finalized(world([100, 111], 105)), [[0]])
  })
})
