import { chainBoard } from '../config/boards.js'
import { repeat } from '../runtime/bell.js'
import { unfinishedStates } from '../runtime/jobs.js'
import type { Service } from '../runtime/supervisor.js'
import { createAcceptor } from './acceptor.js'
import { createClaimer } from './claimer.js'
import type { Context } from './context.js'
import { applyEnding } from './endings.js'
import { createHeartbeat } from './heartbeat.js'
import { gweiToWei } from './pricer.js'
import { createPostWatcher } from './posts.js'
import { createProver } from './prover.js'
import { createRunner } from './runner.js'
import { createSealer } from './sealer.js'
import type { Sender } from './sender.js'
import { createSubmitter } from './submitter.js'
import { createTracker } from './tracker.js'
import { createWatcher } from './watcher.js'
import { createWitness } from './witness.js'

/** All services of a worker, in the order in which a job meets them. */
export function createServices(context: Context, sender: Sender): Service[] {
  const { claimer: claiming, boards } = context.config
  const claimer = claiming.enabled ? [createClaimer(context)] : []
  const posts = boards.urls.includes(chainBoard) ? [createPostWatcher(context)] : []
  return [
    createWatcher(context),
    ...posts,
    createAcceptor(context),
    createSubmitterService(context, sender),
    createTracker(context),
    createRunner(context),
    createSealer(context),
    createWitness(context),
    createProver(context),
    ...claimer,
    createHeartbeat(context),
  ]
}

/** Resolves when no accepted job waits for anything before its reveal and nothing is under way, or when `signal` aborts. */
export async function drained({ store, bell, config }: Context, signal: AbortSignal): Promise<void> {
  const done = new AbortController()
  await repeat({ bell, ms: config.chain.poll_ms, signal: AbortSignal.any([signal, done.signal]) }, async () => {
    const isIdle = store.jobs.inStates(unfinishedStates).length === 0 && store.outbox.live().length === 0
    if (isIdle) done.abort()
  })
}

function createSubmitterService(context: Context, sender: Sender): Service {
  const { store, config, log, atBoundary, nowMs, bell } = context
  const submitter = createSubmitter({
    store,
    sender,
    log,
    atBoundary,
    nowMs,
    confirmations: config.chain.confirmations,
    replaceAfterMs: config.gas.replace_after_s * 1000,
    maxFeeWei: gweiToWei(config.gas.max_fee_gwei),
    urgentMaxFeeWei: gweiToWei(config.gas.urgent_max_fee_gwei),
    onEnd: (ended) => {
      applyEnding(store, nowMs(), ended)
      bell.ring()
    },
  })
  return {
    name: 'submitter',
    phase: 'finish',
    run: (signal) => repeat({ bell, ms: config.chain.poll_ms, signal }, () => submitter.step()),
  }
}
