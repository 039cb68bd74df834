import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { trackTransaction } from '@nomicfoundation/ignition-core'
import type { Address } from 'viem'
import { DeployError } from './errors.js'
import type { Outbox } from './outbox.js'
import type { Provider } from './provider.js'
import { broadcastAgain, pendingNonce } from './signer.js'

/** A line of Ignition's journal, as far as it matters here. */
type JournalLine = { readonly type: string; readonly futureId?: string; readonly nonce?: number }

/** Steps that were begun; each goes on with a line of what it asks of the network. */
const BEGUN = /^(DEPLOYMENT|CALL|SEND_DATA|STATIC_CALL)_EXECUTION_STATE_INITIALIZE$/

export type ResumeArguments = {
  readonly deploymentDir: string
  readonly provider: Provider
  readonly deployer: Address
  readonly outbox: Outbox
}

/**
 * Mends what a kill can leave behind. Ignition notes that it is about to send, sends, and notes the hash; killed in
 * between, it cannot know whether the transaction is out. The outbox does: what was signed is sent (again) and tracked,
 * what was never signed is forgotten.
 */
export async function resumeInterrupted(args: ResumeArguments): Promise<void> {
  const file = path.join(args.deploymentDir, 'journal.jsonl')
  if (!existsSync(file)) return
  const lines = withoutBarelyBegun(journalLines(file))
  rewrite(file, lines)
  const nonce = danglingNonce(lines)
  if (nonce === undefined) return

  const signed = args.outbox.entries.findLast((entry) => entry.nonce === nonce)
  if (signed !== undefined) {
    await broadcastAgain(args.provider, signed)
    await trackTransaction(args.deploymentDir, signed.hash, args.provider, 1)
    return
  }
  const used = await pendingNonce(args.provider, args.deployer)
  if (used > nonce)
    throw new DeployError('JOURNAL_BROKEN', `Nonce ${nonce} of ${args.deployer} was used by somebody else.`, {
      hint: 'The deployer key must serve this deployment alone; begin anew with a fresh key and folder.',
    })
  rewrite(file, lines.slice(0, -1))
}

/** The journal's whole lines: Ignition writes a line break before each, and a kill can tear the last. */
function journalLines(file: string): string[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  const last = lines.at(-1)
  return last === undefined || isJson(last) ? lines : lines.slice(0, -1)
}

/** Leaves out steps that were begun and asked nothing of the network yet: Ignition cannot go on with them, only begin. */
function withoutBarelyBegun(lines: readonly string[]): string[] {
  const parsed = lines.map((line) => JSON.parse(line) as JournalLine)
  const isBarelyBegun = ({ type, futureId }: JournalLine) =>
    BEGUN.test(type) && parsed.filter((other) => other.futureId === futureId).length === 1
  return lines.filter((_line, index) => !isBarelyBegun(parsed[index] as JournalLine))
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** The nonce of a transaction that was about to be sent when the journal ended. */
function danglingNonce(lines: readonly string[]): number | undefined {
  const last = lines.at(-1)
  if (last === undefined) return undefined
  const line = JSON.parse(last) as JournalLine
  return line.type === 'TRANSACTION_PREPARE_SEND' ? line.nonce : undefined
}

function rewrite(file: string, lines: readonly string[]): void {
  const temporary = `${file}.new`
  writeFileSync(temporary, lines.map((line) => `\n${line}`).join(''), { flush: true })
  renameSync(temporary, file)
}
