import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { shardJob } from '@quern/kernels'
import { encodeInputRoots, jobEscrowAbi, sealOf } from '@quern/sdk'
import { decodeFunctionData, hexToBytes, keccak256 } from 'viem'
import type { Task } from '../compute/messages.js'
import { tensorName } from '../compute/object.js'
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

type Run = (task: Task, limits: TaskLimits) => Promise<unknown>

/** A committed job that is drawn, with its reveal due in `leftS` seconds; the prover takes one step. */
async function proveOnce(leftS: number, run: Run, isKept = true) {
  const context = testContext({ compute: { ...testContext().compute, run: run as unknown as Compute['run'] } })
  const { config, store } = context
  const list = encodeInputRoots([root, root])
  const inputRoot = keccak256(list)
  const host = mkdtempSync(join(tmpdir(), 'quern-prover-'))
  for (const name of [inputRoot, root]) writeFileSync(join(host, `${name}.bin`), hexToBytes(list))
  mkdirSync(join(config.content.dir, 'inputs'), { recursive: true })
  if (isKept) writeFileSync(join(config.content.dir, 'inputs', `${inputRoot}.bin`), hexToBytes(list))
  const inputUri = `${pathToFileURL(host).href}/`
  const { jobId } = keepSample(context, 0, testDocument({ sampleBps: 10_000, samples: 1 }, { inputRoot, inputUri }))
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
  const live = store.outbox.live()
  const uris = live.flatMap(({ calldata }) => {
    const { args } = decodeFunctionData({ abi: jobEscrowAbi, data: calldata })
    return (args as readonly { outputUri?: string }[]).flatMap(({ outputUri }) => outputUri ?? [])
  })
  const result = { job: store.jobs.find(jobId), intents: live.map(({ kind }) => kind), uris, config }
  store.db.close()
  return result
}

describe('prover', () => {
  it('gives a proof no more time than its reveal has, so that half of it is left for another device', async () => {
    const asked: number[] = []
    for (const leftS of [7200, 65, 1]) {
      const { job, intents } = await proveOnce(leftS, async (_, { timeoutMs }) => {
        asked.push(timeoutMs)
        return { proofs: ['0x'] }
      })
      assert.deepEqual([job?.state, intents], ['revealing', ['revealSampled']])
    }
    assert.deepEqual(asked, [600_000, 60_000, 10_000])
  })

  it('names the output by its root and shape, to the child and to everybody', async () => {
    let file = ''
    const { uris, config } = await proveOnce(7200, async (task) => {
      file = task.task === 'prove' ? task.outputFile : ''
      return { proofs: ['0x'] }
    })
    const { terms, work } = testDocument().request
    const { layout } = shardJob({ kernelId: terms.kernelId, params: work.params, shards: work.shards, shard: 0 })
    const name = tensorName(root, layout.output(0))
    assert.deepEqual([file, uris], [join(config.content.dir, 'outputs', name), [`${config.content.public_uri}${name}`]])
  })

  it('fetches inputs that are gone again, and leaves the job to the next try', async () => {
    const asked: string[] = []
    const { job, intents } = await proveOnce(
      7200,
      async ({ task }) => {
        asked.push(task)
        return { files: [] }
      },
      false,
    )
    assert.deepEqual([job?.state, job?.reason, intents], ['committed', 'enoent', []])
    assert.deepEqual(asked, ['inputs'])
  })
})
