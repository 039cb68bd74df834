import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { pino } from 'pino'
import { InputError } from '../errors.js'
import { supervise, type Service } from './supervisor.js'

const log = pino({ level: 'silent' })
const backoffMs = { first: 1, most: 4 }

function service(name: string, phase: Service['phase'], run: Service['run']): Service {
  return { name, phase, run }
}

const untilAborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort')
}

describe('supervise', () => {
  it('restarts a service that throws or ends, and lets the others run on', async () => {
    const stop = new AbortController()
    let starts = 0
    let steadyStarts = 0
    const flaky = service('flaky', 'finish', async (signal) => {
      starts += 1
      if (starts === 1) throw new Error('the node is away')
      if (starts === 2) return
      stop.abort()
      await untilAborted(signal)
    })
    const steady = service('steady', 'finish', async (signal) => {
      steadyStarts += 1
      await untilAborted(signal)
    })
    const drained = async () => undefined
    await supervise({ services: [flaky, steady], stop: stop.signal, drained, graceMs: 1000, log, backoffMs })
    assert.equal(starts, 3)
    assert.equal(steadyStarts, 1)
  })

  it('stops intake first, the rest only when everything is finished', async () => {
    const stop = new AbortController()
    const events: string[] = []
    const note = (name: string, phase: Service['phase']) =>
      service(name, phase, async (signal) => {
        await untilAborted(signal)
        events.push(`${name} stopped`)
      })
    const work = Promise.withResolvers<undefined>()
    const drained = async () => {
      await new Promise((resolve) => setImmediate(resolve))
      events.push('finishing')
      await work.promise
      events.push('finished')
    }
    const services = [note('acceptor', 'intake'), note('runner', 'finish')]
    const done = supervise({ services, stop: stop.signal, drained, graceMs: 60_000, log, backoffMs })
    stop.abort()
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert.deepEqual(events, ['acceptor stopped', 'finishing'])
    work.resolve(undefined)
    await done
    assert.deepEqual(events, ['acceptor stopped', 'finishing', 'finished', 'runner stopped'])
  })

  it('gives up waiting when the grace is over', async () => {
    const stop = new AbortController()
    stop.abort()
    const runner = service('runner', 'finish', untilAborted)
    await supervise({ services: [runner], stop: stop.signal, drained: untilAborted, graceMs: 5, log, backoffMs })
  })

  it('ends everything and throws when a service cannot go on', async () => {
    let isOtherStopped = false
    const broken = service('broken', 'intake', async () => {
      throw new InputError('KEY_GONE', 'The key is gone.')
    })
    const other = service('other', 'finish', async (signal) => {
      await untilAborted(signal)
      isOtherStopped = true
    })
    const { signal: stop } = new AbortController()
    const run = supervise({ services: [broken, other], stop, drained: untilAborted, graceMs: 60_000, log, backoffMs })
    await assert.rejects(run, { code: 'KEY_GONE' })
    assert.ok(isOtherStopped)
  })
})
