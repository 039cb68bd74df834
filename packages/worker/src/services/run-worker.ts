import type { Address, PublicClient } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { WorkerConfig } from '../config/schema.js'
import { createBell } from '../runtime/bell.js'
import type { Compute } from '../runtime/compute.js'
import { crashAt } from '../runtime/crash.js'
import type { Database } from '../runtime/database.js'
import type { Logger } from '../runtime/logger.js'
import { openStore } from '../runtime/store.js'
import { supervise } from '../runtime/supervisor.js'
import { createBreaker } from './breaker.js'
import { createChain } from './chain.js'
import type { Context } from './context.js'
import { createServices, drained } from './index.js'
import { createOperator } from './operator.js'

export interface RunWorkerParameters {
  readonly config: WorkerConfig
  /** The operator's account. */
  readonly account: PrivateKeyAccount
  readonly client: PublicClient
  readonly db: Database
  readonly compute: Compute
  readonly log: Logger
  /** Aborts when the worker was asked to stop. */
  readonly stop: AbortSignal
}

/** Runs a worker until `stop` aborts and what it accepted is finished, or its grace is over. */
export async function runWorker({
  config,
  account,
  client,
  db,
  compute,
  log,
  stop,
}: RunWorkerParameters): Promise<void> {
  const nowMs = Date.now
  const context: Context = {
    config,
    store: openStore(db, nowMs),
    chain: createChain({ client, worker: config.worker.address, contracts: config.contracts }),
    compute,
    breaker: createBreaker(nowMs),
    bell: createBell(),
    log,
    atBoundary: crashAt(config.debug.crash_at),
    nowMs,
  }
  await announce(context, account.address)
  const sender = createOperator({ client, account, chainId: config.chain.id })
  await supervise({
    services: createServices(context, sender),
    stop,
    drained: (signal) => drained(context, signal),
    graceMs: config.worker.shutdown_grace_s * 1000,
    log,
  })
  log.info('worker stopped')
}

async function announce({ config, compute, log }: Context, operator: Address): Promise<void> {
  const { device, name: backend } = await compute.ready()
  const { address: worker } = config.worker
  log.info({ worker, operator, chain_id: config.chain.id, device, backend }, 'worker started')
}
