import { promptHidden } from '../config/password.js'
import { WorkerError, shortMessage, type ExitCode } from '../errors.js'
import { openAccount } from '../runtime/account.js'
import { createNodeClient } from '../runtime/client.js'
import { createConfiguredCompute } from '../runtime/configured-compute.js'
import { createLogger } from '../runtime/logger.js'
import { configOf, configOptions, jsonOption, type Command, type Invocation } from './command.js'
import { checks, type Check, type Examined } from './doctor-checks.js'

/** The outcome of one check. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'failed' | 'skipped'
  readonly detail: string
  /** What mends a failure. */
  readonly hint?: string
  readonly exitCode: ExitCode
}

const options = [...configOptions, jsonOption]

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Check everything that a start needs; each failure prints what mends it.',
  examples: ['quern-worker doctor', 'quern-worker doctor --json'],
  options,
  run,
}

async function run(invocation: Invocation): Promise<ExitCode> {
  const config = configOf(invocation, options)
  const { environment } = invocation
  const compute = createConfiguredCompute(config, { environment, log: createLogger('error') })
  const password = invocation.environment['QUERN_WORKER_PASSWORD']
  const prompt = invocation.ask === undefined ? undefined : promptHidden
  try {
    const findings = await examine({
      config,
      compute,
      client: createNodeClient(config),
      openAccount: async () => (await openAccount({ config, password, prompt })).address,
      nowMs: Date.now,
    })
    printFindings(invocation, findings)
    return exitCodeOf(findings)
  } finally {
    compute.close()
  }
}

/** Runs all checks in order; one whose needs failed is skipped. */
export async function examine(examined: Examined, list: readonly Check[] = checks): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const check of list) {
    const missing = check.needs.find((need) => findings.find((finding) => finding.name === need)?.state !== 'ok')
    findings.push(missing === undefined ? await find(check, examined) : skipped(check, missing))
  }
  return findings
}

/** Input that must change weighs more than what may mend itself. */
export function exitCodeOf(findings: readonly Finding[]): ExitCode {
  const codes = new Set(findings.filter((finding) => finding.state === 'failed').map((finding) => finding.exitCode))
  return ([2, 1, 75] as const).find((code) => codes.has(code)) ?? 0
}

/** One line a finding; failures are followed by what mends them. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const marks = { ok: 'ok  ', failed: 'FAIL', skipped: 'skip' }
  return findings
    .map(({ name, state, detail, hint }) => {
      const mend = hint === undefined ? '' : `\n${' '.repeat(width + 8)}→ ${hint}`
      return `${marks[state]}  ${name.padEnd(width)}  ${detail}${mend}`
    })
    .join('\n')
}

function printFindings(invocation: Invocation, findings: readonly Finding[]): void {
  if (invocation.options['json'] === true) {
    const shown = findings.map(({ name, state, detail, hint }) => ({ name, state, detail, hint }))
    return invocation.print(JSON.stringify({ ok: exitCodeOf(findings) === 0, checks: shown }))
  }
  invocation.print(formatFindings(findings))
}

async function find({ name, run: check }: Check, examined: Examined): Promise<Finding> {
  try {
    return { name, state: 'ok', detail: await check(examined), exitCode: 0 }
  } catch (error) {
    const exitCode = error instanceof WorkerError ? error.exitCode : 75
    const hint = error instanceof WorkerError ? error.hint : undefined
    return { name, state: 'failed', detail: shortMessage(error), exitCode, ...(hint === undefined ? {} : { hint }) }
  }
}

function skipped({ name }: Check, missing: string): Finding {
  return { name, state: 'skipped', detail: `needs "${missing}"`, exitCode: 0 }
}
