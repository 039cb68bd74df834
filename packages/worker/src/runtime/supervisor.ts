import { setTimeout as delay } from 'node:timers/promises'
import { WorkerError, shortMessage } from '../errors.js'
import type { Logger } from './logger.js'

/** A part of the worker that runs until its signal aborts, or throws. */
export interface Service {
  readonly name: string
  /** intake services stop at the first phase of a shutdown, the others finish what was accepted. */
  readonly phase: 'intake' | 'finish'
  run(signal: AbortSignal): Promise<void>
}

export interface SuperviseParameters {
  readonly services: readonly Service[]
  /** Aborts when the program was asked to stop. */
  readonly stop: AbortSignal
  /** Resolves once everything accepted is finished, or when the signal aborts. */
  readonly drained: (signal: AbortSignal) => Promise<void>
  readonly graceMs: number
  readonly log: Logger
  /** First and longest pause before a failed service starts again. */
  readonly backoffMs?: { readonly first: number; readonly most: number }
}

/** Runs all services, restarts those that throw, and stops them in two phases. Throws when a service cannot go on. */
export async function supervise(parameters: SuperviseParameters): Promise<void> {
  const { services, stop, drained, graceMs, log } = parameters
  const intake = new AbortController()
  const finish = new AbortController()
  let fatal: unknown
  const failed = new AbortController()
  const runs = services.map((service) =>
    keepRunning(service, service.phase === 'intake' ? intake.signal : finish.signal, parameters).catch(
      (error: unknown) => {
        fatal ??= error
        failed.abort()
      },
    ),
  )
  await aborted(AbortSignal.any([stop, failed.signal]))
  intake.abort()
  if (fatal === undefined) {
    log.info({ grace_s: graceMs / 1000 }, 'stopping: finishing what was accepted')
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), graceMs)
    await drained(AbortSignal.any([limit.signal, failed.signal]))
    clearTimeout(timer)
  }
  finish.abort()
  await Promise.all(runs)
  if (fatal !== undefined) throw fatal
}

async function keepRunning(service: Service, signal: AbortSignal, parameters: SuperviseParameters): Promise<void> {
  const { log, backoffMs = { first: 500, most: 30_000 } } = parameters
  let pauseMs = backoffMs.first
  while (!signal.aborted) {
    const startedAt = performance.now()
    try {
      await service.run(signal)
      if (!signal.aborted) throw new Error('the service ended by itself')
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof WorkerError && error.exitCode !== 75) throw error
      if (performance.now() - startedAt > backoffMs.most) pauseMs = backoffMs.first
      log.warn(
        { service: service.name, restart_in_ms: pauseMs, reason: shortMessage(error) },
        'service failed, restarting',
      )
      await delay(pauseMs, undefined, { signal }).catch(() => undefined)
      pauseMs = Math.min(pauseMs * 2, backoffMs.most)
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
