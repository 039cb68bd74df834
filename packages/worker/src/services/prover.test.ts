import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { encodeInputRoots, sealOf } from '@quern/sdk'
import { hexToBytes, keccak256 } from 'viem'
import type { TaskLimits } from '../runtime/compute-child.js'
import type { Compute } from '../runtime/compute.js'
import type { Chain } from './chain.js'
import { keepSample, testContext } from './context.test.fixture.js'
import { createProver } from './prover.js'
import { testDocument } from './samples.test.fixture.js'
import { sealKey } from './sealer.js'

const root = `0x${'aa'.repeat(32)}` as const
const salt = `0x${'cc'.repeat(32)}` as const
const nowS = 1000

/** A committed job that is drawn, with its reveal due in `leftS` seconds; returns the time that its proof is given. */
async function timeOfProof(leftS: number): Promise<number | undefined> {
  const asked: TaskLimits[] = []
  const run = async (_task: unknown, limits: TaskLimits) => {
    asked.push(limits)
    return { proofs: ['0x'] }
  }
  const context = testContext({ compute: { ...testContext().compute, run: run as unknown as Compute['run'] } })
  const { config, store } = context
  const list = encodeInputRoots([root, root])
  const inputRoot = keccak256(list)
  mkdirSync(join(config.content.dir, 'inputs'), { recursive: true })
  writeFileSync(join(config.content.dir, 'inputs', `${inputRoot}.bin`), hexToBytes(list))
  const { jobId } = keepSample(context, 0, testDocument({ sampleBps: 10_000, samples: 1 }, { inputRoot }))
  const deadlineS = nowS + leftS
  store.jobs.change(jobId, { state: 'committed', root, deadlineS })
  const job = store.jobs.find(jobId)
  assert.ok(job)
  const key = sealKey(context, job)
  const seal = sealOf({ ...key, worker: config.worker.address, root, salt })
  store.protection.protect(key, { root, salt, seal })
  const truth = { state: 'committed', worker: config.worker.address, attempt: 0, price: 1000n, deadlineS } as const
  const chain: Chain = {
    ...context.chain,
    head: async () => ({ number: 9n, timestampS: nowS, baseFee: 1n }),
    job: async () => ({ ...truth, beaconId: 1n, elements: 8n }),
    beacon: async () => ({ value: root, header: '0x' }),
  }
  const stop = new AbortController()
  const bell = { ...context.bell, wait: async () => stop.abort() }
  await createProver({ ...context, chain, bell }).run(stop.signal)
  assert.equal(store.jobs.find(jobId)?.state, 'revealing')
  assert.equal(store.outbox.live()[0]?.kind, 'revealSampled')
  store.db.close()
  return asked[0]?.timeoutMs
}

describe('prover', () => {
  it('gives a proof no more time than its reveal has, so that half of it is left for another device', async () => {
    assert.deepEqual([await timeOfProof(7200), await timeOfProof(65), await timeOfProof(1)], [600_000, 60_000, 10_000])
  })
})
