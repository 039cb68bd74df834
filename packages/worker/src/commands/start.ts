import type { PrivateKeyAccount } from 'viem/accounts'
import { promptHidden } from '../config/password.js'
import type { WorkerConfig } from '../config/schema.js'
import type { ExitCode } from '../errors.js'
import { openAccount } from '../runtime/account.js'
import { createNodeClient } from '../runtime/client.js'
import type { Compute } from '../runtime/compute.js'
import { createConfiguredCompute } from '../runtime/configured-compute.js'
import { openDatabase, type Database } from '../runtime/database.js'
import { createLogger, type Logger } from '../runtime/logger.js'
import { openStore } from '../runtime/store.js'
import { runWorker } from '../services/run-worker.js'
import { configOf, configOptions, type Command, type Invocation } from './command.js'
import { examine, exitCodeOf, formatFindings } from './doctor.js'

export const startCommand: Command = {
  name: 'start',
  summary: 'Run the worker; refuses while "quern-worker doctor" finds a failure.',
  examples: ['quern-worker start', 'quern-worker start --config /etc/quern/worker.toml --log-level debug'],
  options: configOptions,
  run,
}

async function run(invocation: Invocation): Promise<ExitCode> {
  const config = configOf(invocation, configOptions)
  const log = createLogger(config.log.level)
  const db = openDatabase(config.worker.state_dir)
  const { journal } = openStore(db)
  const compute = createConfiguredCompute(config, {
    environment: invocation.environment,
    log,
    onQuarantine: ({ kind, code, problem, ms }) =>
      journal.write({ event: 'device.quarantined', reason: code.toLowerCase(), facts: { device: kind, problem, ms } }),
  })
  try {
    return await startOn(invocation, { config, log, db, compute })
  } finally {
    compute.close()
    db.close()
  }
}

interface Parts {
  readonly config: WorkerConfig
  readonly log: Logger
  readonly db: Database
  readonly compute: Compute
}

async function startOn(invocation: Invocation, { config, log, db, compute }: Parts): Promise<ExitCode> {
  const client = createNodeClient(config)
  const password = invocation.environment['QUERN_WORKER_PASSWORD']
  const prompt = invocation.ask === undefined ? undefined : promptHidden
  let account: PrivateKeyAccount | undefined
  const open = async () => (account ??= await openAccount({ config, password, prompt })).address
  const findings = await examine({ config, client, compute, openAccount: open, nowMs: Date.now })
  const exitCode = exitCodeOf(findings)
  if (exitCode !== 0 || account === undefined) {
    invocation.warn(formatFindings(findings.filter((finding) => finding.state !== 'ok')))
    return exitCode
  }
  await runWorker({ config, account, client, db, compute, log, stop: stopOnSignals(log, compute) })
  return 0
}

/** The first signal asks to finish, the second ends at once; the state on disk is good at any instant. */
function stopOnSignals(log: Logger, compute: Compute): AbortSignal {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) {
        compute.close()
        process.exit(75)
      }
      log.info({ signal: name }, 'asked to stop')
      stop.abort()
    })
  }
  return stop.signal
}
