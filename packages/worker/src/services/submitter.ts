import type { Hex } from 'viem'
import type { AtBoundary } from '../runtime/crash.js'
import type { Logger } from '../runtime/logger.js'
import type { EndedEntry, Ending, OutboxEntry, SignedTransaction } from '../runtime/outbox.js'
import type { Store } from '../runtime/store.js'
import type { Fees, Receipt, Sender } from './sender.js'

export interface SubmitterParameters {
  readonly store: Store
  readonly sender: Sender
  readonly log: Logger
  readonly atBoundary: AtBoundary
  readonly confirmations: number
  readonly replaceAfterMs: number
  readonly maxFeeWei: bigint
  readonly urgentMaxFeeWei: bigint
  readonly nowMs: () => number
  /** Called in the transaction that ends an entry, so that jobs and outbox never disagree. */
  readonly onEnd: (ended: EndedEntry) => void
}

/** The only owner of the operator's nonce: turns intents into mined transactions, each exactly once. */
export interface Submitter {
  /** Takes every live entry one step further. Safe to run again after any interruption. */
  step(): Promise<void>
}

/** Share of the estimated gas that is added as a reserve. */
const gasReserve = 5n

export function createSubmitter(parameters: SubmitterParameters): Submitter {
  const { store, sender } = parameters
  return {
    step: async () => {
      await reopenGone(parameters)
      const entries = store.outbox.live()
      if (entries.length === 0) return
      const fees = await sender.fees()
      for (const entry of entries) {
        if (entry.status === 'intended') await sendFirst(parameters, entry, fees)
        else await follow(parameters, entry, { fees, cap: capAmong(parameters, entry, entries) })
      }
    },
  }
}

/**
 * A reorganisation deeper than the confirmations takes back what has ended, and all later nonces wait for it: it is live
 * again. Its call may now revert, which frees the others as well.
 */
async function reopenGone({ store, sender, log }: SubmitterParameters): Promise<void> {
  const nonces = store.outbox.live().flatMap(({ nonce }) => (nonce === undefined ? [] : [nonce]))
  if (nonces.length === 0) return
  const first = Math.min(...nonces)
  for (let nonce = await sender.nonce(); nonce < first; nonce++) {
    if (store.outbox.reopen(nonce)) log.warn({ nonce }, 'transaction was taken back')
  }
}

async function sendFirst(parameters: SubmitterParameters, entry: OutboxEntry, fees: Fees): Promise<void> {
  const { store, sender, atBoundary } = parameters
  const cap = capOf(parameters, entry)
  if (fees.baseFee > cap) return noteOnce(parameters, entry, 'gas_above_cap')
  const simulation = await sender.simulate({ to: entry.target, data: entry.calldata })
  if (!simulation.ok) {
    const { revert } = simulation
    return end(parameters, { entry, ending: { status: 'refused', reason: revert.name }, revert })
  }
  const gas = simulation.gas + simulation.gas / gasReserve
  const priorityFee = least(fees.priorityFee, cap)
  const maxFee = least(fees.baseFee * 2n + priorityFee, cap)
  const transaction = await sign(parameters, entry, { gas, maxFee, priorityFee, nonce: await nextNonce(parameters) })
  store.outbox.sign(entry.id, gas, transaction)
  atBoundary('outbox.signed')
  await broadcast(parameters, entry, transaction)
}

/** What is paid for gas now, and the most that a transaction may pay. */
interface Prices {
  readonly fees: Fees
  readonly cap: bigint
}

async function follow(parameters: SubmitterParameters, entry: OutboxEntry, prices: Prices): Promise<void> {
  const { store, sender, nowMs, replaceAfterMs } = parameters
  const transactions = store.outbox.transactionsOf(entry.id)
  const last = transactions.at(-1)
  if (last === undefined) throw new Error(`outbox entry ${entry.id} is ${entry.status} without a transaction`)
  const isNonceUsed = await isNonceFinal(parameters, last.nonce)
  for (const transaction of transactions) {
    const receipt = await sender.receipt(transaction.hash)
    if (receipt !== undefined) return confirm(parameters, entry, { hash: transaction.hash, receipt })
  }
  if (isNonceUsed) {
    return endWithout(parameters, entry, { status: 'lost', reason: 'nonce_used_by_another' })
  }
  if (entry.status === 'signed') return broadcast(parameters, entry, last)
  if (nowMs() - last.signedAtMs >= replaceAfterMs) await replace(parameters, entry, { last, ...prices })
}

async function confirm(
  parameters: SubmitterParameters,
  entry: OutboxEntry,
  { hash, receipt }: { hash: Hex; receipt: Receipt },
): Promise<void> {
  const head = await parameters.sender.head()
  if (head - receipt.blockNumber + 1n < BigInt(parameters.confirmations)) return
  const facts = {
    txHash: hash,
    gasUsed: receipt.gasUsed,
    feePaid: receipt.gasUsed * receipt.effectiveGasPrice,
  }
  if (receipt.status === 'success') endWithout(parameters, entry, { status: 'done', ...facts })
  else endWithout(parameters, entry, { status: 'reverted', reason: 'reverted_on_chain', ...facts })
  parameters.atBoundary('outbox.confirmed')
}

/** Signs the same call again under the same nonce for a higher fee, never above the cap; else sends the last one again. */
async function replace(
  parameters: SubmitterParameters,
  entry: OutboxEntry,
  { last, fees, cap }: Prices & { last: SignedTransaction },
): Promise<void> {
  const gas = entry.gasLimit
  const priorityFee = most(raised(last.priorityFee), fees.priorityFee)
  const maxFee = least(most(raised(last.maxFee), fees.baseFee * 2n + priorityFee), cap)
  if (gas === undefined || maxFee < raised(last.maxFee) || priorityFee > maxFee) {
    noteOnce(parameters, entry, 'replacement_above_cap')
    return broadcast(parameters, entry, last)
  }
  const transaction = await sign(parameters, entry, { gas, maxFee, priorityFee, nonce: last.nonce })
  parameters.store.outbox.sign(entry.id, gas, transaction)
  parameters.atBoundary('outbox.signed')
  parameters.log.info({ kind: entry.kind, nonce: last.nonce, max_fee_wei: String(maxFee) }, 'transaction replaced')
  await broadcast(parameters, entry, transaction)
}

async function sign(
  parameters: SubmitterParameters,
  entry: OutboxEntry,
  terms: { gas: bigint; maxFee: bigint; priorityFee: bigint; nonce: number },
): Promise<SignedTransaction> {
  const { hash, raw } = await parameters.sender.sign({ to: entry.target, data: entry.calldata, ...terms })
  return { hash, raw, nonce: terms.nonce, maxFee: terms.maxFee, priorityFee: terms.priorityFee }
}

async function broadcast(
  parameters: SubmitterParameters,
  entry: OutboxEntry,
  transaction: SignedTransaction,
): Promise<void> {
  const { answer, message } = await parameters.sender.broadcast(transaction.raw)
  parameters.atBoundary('outbox.broadcast')
  if (answer === 'refused') return noteOnce(parameters, entry, message)
  keepSent(parameters, entry)
}

function keepSent({ store }: SubmitterParameters, { id, status, kind, requestId, jobIds }: OutboxEntry): void {
  store.db.transaction(() => {
    store.outbox.markSent(id)
    if (status === 'sent') return
    for (const jobId of jobIds) store.journal.write({ event: 'transaction.sent', requestId, jobId, facts: { kind } })
  })
}

async function nextNonce({ store, sender }: SubmitterParameters): Promise<number> {
  const own = store.outbox.live().map((entry) => (entry.nonce === undefined ? 0 : entry.nonce + 1))
  return Math.max(await sender.nonce(), ...own)
}

/** Whether the nonce is used for good. Ask before looking for receipts: one that lands in between is then found. */
async function isNonceFinal({ sender, confirmations }: SubmitterParameters, nonce: number): Promise<boolean> {
  const head = await sender.head()
  const depth = BigInt(confirmations) - 1n
  return head >= depth && (await sender.nonce(head - depth)) > nonce
}

function endWithout(parameters: SubmitterParameters, entry: OutboxEntry, ending: Ending): void {
  end(parameters, { entry, ending, revert: undefined })
}

function end({ store, log, onEnd }: SubmitterParameters, ended: EndedEntry): void {
  const { entry, ending, revert } = ended
  store.db.transaction(() => {
    store.outbox.end(entry.id, ending)
    for (const jobId of entry.jobIds) {
      store.journal.write({
        event: `transaction.${ending.status}`,
        requestId: entry.requestId,
        jobId,
        facts: { kind: entry.kind, ...revert?.facts },
        ...(ending.reason === undefined ? {} : { reason: ending.reason }),
      })
    }
    onEnd(ended)
  })
  const fields = { kind: entry.kind, jobs: entry.jobIds.length, tx_hash: ending.txHash, reason: ending.reason }
  const level = ending.status === 'done' ? 'info' : 'warn'
  for (const jobId of entry.jobIds) log[level]({ job_id: jobId, ...fields }, `transaction ${ending.status}`)
}

function noteOnce({ store, log }: SubmitterParameters, entry: OutboxEntry, reason: string): void {
  if (entry.reason === reason) return
  store.outbox.note(entry.id, reason)
  log.warn({ kind: entry.kind, request_id: entry.requestId, reason }, 'transaction waits')
}

function capOf({ maxFeeWei, urgentMaxFeeWei }: SubmitterParameters, { kind }: OutboxEntry): bigint {
  return kind === 'accept' || kind === 'finalize' ? maxFeeWei : urgentMaxFeeWei
}

/** The cap of a signed transaction: that of what waits for its nonce, if it is higher. */
function capAmong(parameters: SubmitterParameters, entry: OutboxEntry, entries: readonly OutboxEntry[]): bigint {
  const own = entry.nonce ?? 0
  const waiting = entries.filter(({ nonce }) => nonce === undefined || nonce > own)
  return waiting.reduce((cap, other) => most(cap, capOf(parameters, other)), capOf(parameters, entry))
}

/** Nodes want at least a tenth more for a replacement. */
const raised = (fee: bigint): bigint => (fee * 1125n) / 1000n + 1n
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)
