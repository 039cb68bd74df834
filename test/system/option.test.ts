import assert from 'node:assert/strict'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { objectReader } from '@quern/sdk/node'
import { parseEther } from 'viem'
import { bookOf } from './support/books.js'
import { killProcessesWith, runProgram, untilGone } from './support/processes.js'
import { named, price } from './support/requester.js'
import { openStage, untilNoneLeft, type Stage } from './support/stage.js'
import type { Worker } from './support/worker.js'

const shards = 2
const bond = parseEther('500')

describe('a worker that prices an option', () => {
  let stage: Stage
  let worker: Worker

  before(async () => {
    const opened = await openStage({ workers: [{ bond }] })
    stage = opened
    ;[worker] = opened.workers
  })
  after(() => stage?.close())

  it('goes from accept to paid, every shard proved on chain', { timeout: 90_000 }, async () => {
    const { requester } = stage
    const life = worker.start()
    const order = await requester.prepareOption({ shards, sampleBps: 10_000 })
    await requester.publish(order)
    const events = await requester.until(order, {
      what: 'the payment of all shards',
      isDone: (seen) => named(seen, 'JobFinalized').length === shards,
    })
    assert.equal(named(events, 'JobSampled').length, shards)
    const read = objectReader({ folders: [path.join(worker.folder, 'content', 'outputs')] })
    const { request } = order
    const priced = await requester.client.verifyAsianOption({ request, scale: Math.exp(-0.05), read })
    assert.ok(priced.ok)
    // Three million paths in floating point say 0.0847.
    assert.ok(Math.abs(priced.price - 0.0847) < 5 * priced.standardError, `${priced.price} ± ${priced.standardError}`)
    assert.ok(priced.standardError < 0.003, String(priced.standardError))
    const coin = BigInt(shards) * price
    assert.deepEqual(await bookOf(stage, worker.owner), { coin, qrn: 0n, bonded: bond, locked: 0n })
    life.kill('SIGTERM')
    assert.equal((await life.ended).code, 0)
    await untilNoneLeft(worker)
  })
})

describe('the option demo, small', () => {
  const program = fileURLToPath(new URL('../../packages/demo/dist/main.js', import.meta.url))
  let folder: string
  const inFolder = () => ({ program, temporary: folder, cwd: folder })

  before(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'quern-option-')))
  })
  after(async () => {
    killProcessesWith(folder)
    await rm(folder, { recursive: true })
  })

  it('prices it beside floating point, pays every shard, and leaves no process', { timeout: 150_000 }, async () => {
    const { code, stdout, stderr } = await runProgram(['option', '--paths', '20000'], inFolder(), 140)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^A call on the average of 12 prices in a year, strike 100, spot 100, /m)
    for (const who of ['bought', 'here']) {
      const [, estimate = '', error = ''] =
        new RegExp(`^${who}: .* (\\d\\.\\d{4}) +(0\\.\\d{4}) +20,\\d{3}$`, 'm').exec(stdout) ?? []
      assert.ok(Math.abs(Number(estimate) - 8.47) < 5 * Number(error) && Number(error) < 0.12, `${who}: ${stdout}`)
    }
    assert.match(stdout, /^formula: .* 8\.0247$/m)
    assert.match(stdout, /^formula: .* 9\.5009$/m)
    assert.equal(stdout.match(/^1\/\d .* (ada|bo) .* finalized/gm)?.length, 8)
    await untilGone(folder)
  })

  it('says what it does not understand, with code 2', { timeout: 30_000 }, async () => {
    const { code, stderr } = await runProgram(['option', '--steps', '300'], inFolder())
    assert.deepEqual([code, stderr], [2, '--steps is "300", and must be a whole number from 1 to 252.\n'])
  })
})
