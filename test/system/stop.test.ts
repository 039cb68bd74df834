import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseEther } from 'viem'
import { processesWith, untilGone, within, type LogLine } from './support/processes.js'
import { named } from './support/requester.js'
import { openStage, type Stage } from './support/stage.js'
import { started, type Life, type Worker } from './support/worker.js'

const bond = parseEther('500')
const stalling = fileURLToPath(new URL('./programs/stalling-compute.js', import.meta.url))
/** Seconds that a worker without work may take to end. */
const promptS = 10

const isStalled = ({ message, text }: LogLine): boolean => message === 'compute child' && text === 'stalled\n'

describe('a worker that is stopped', { concurrency: true }, () => {
  let stage: Stage
  let idle: Worker
  let busy: Worker
  let stalled: Worker

  before(async () => {
    const settings = { 'compute.program': stalling, 'worker.shutdown_grace_s': '60' }
    const opened = await openStage({ workers: [{ bond }, { bond }, { bond, settings }] })
    stage = opened
    ;[idle, busy, stalled] = opened.workers
  })
  after(() => stage?.close())

  it('by Ctrl-C without work, ends at once with code 0 and leaves no process', { timeout: 60_000 }, async () => {
    const life = idle.start()
    await started(life)
    assert.equal(processesWith(life.temporary).length, 2)
    life.kill('SIGINT', 'group')
    assert.equal(await codeOf(life, promptS), 0)
    await untilGone(life.temporary)
  })

  it(
    'by SIGTERM with work, reveals what it accepted, takes nothing new, and ends with code 0',
    { timeout: 90_000 },
    async () => {
      const { requester } = stage
      const life = busy.start()
      await started(life)
      const terms = { shards: 2, assignee: busy.owner, challengeWindow: 60 }
      const order = await requester.prepare(terms)
      await requester.publish(order)
      await requester.until(order, { what: 'an accept', isDone: (events) => named(events, 'JobAccepted').length > 0 })
      life.kill('SIGTERM')
      await life.line('the stop', ({ message }) => message === 'asked to stop')
      const late = await requester.prepare(terms)
      await requester.publish(late)

      assert.equal(await codeOf(life, 45), 0)
      await untilGone(life.temporary)
      assert.equal(named(await requester.events(order), 'JobRevealed').length, 2)
      assert.deepEqual(await requester.events(late), [])
    },
  )

  it(
    'by SIGKILL in a computation that hangs, leaves no process; the second signal and the grace end it too',
    { timeout: 120_000 },
    async () => {
      const { requester } = stage
      const order = await requester.prepare({ shards: 1, assignee: stalled.owner, duration: 170 })
      await requester.publish(order)

      const killed = stalled.start()
      await killed.line('a hanging computation', isStalled)
      assert.equal(processesWith(killed.temporary).length, 2)
      killed.kill('SIGKILL')
      assert.equal((await within(killed.ended, 'the end', promptS)).signal, 'SIGKILL')
      await untilGone(killed.temporary)

      const urged = stalled.start()
      await urged.line('a hanging computation', isStalled)
      urged.kill('SIGTERM')
      await urged.line('the first signal', ({ message }) => message.startsWith('stopping: finishing'))
      urged.kill('SIGTERM')
      assert.equal(await codeOf(urged, promptS), 75)
      await untilGone(urged.temporary)

      const graced = stalled.start({ QUERN_WORKER_SHUTDOWN_GRACE_S: '1' })
      await graced.line('a hanging computation', isStalled)
      graced.kill('SIGTERM')
      assert.equal(await codeOf(graced, promptS), 0)
      await untilGone(graced.temporary)
      assert.equal((await requester.events(order)).length, 2)
    },
  )
})

async function codeOf(life: Life, limitS: number): Promise<number | null> {
  const { code, stderr } = await within(life.ended, 'the end of the worker', limitS)
  assert.equal(stderr, '')
  return code
}
