import { maxTransactionGas } from '@quern/sdk'
import type { Hex } from 'viem'
import type { AtBoundary } from '../runtime/crash.js'
import type { Logger } from '../runtime/logger.js'
import type { EndedEntry, Ending, OutboxEntry, SignedTransaction } from '../runtime/outbox.js'
import type { Store } from '../runtime/store.js'
import { createLasting, type Lasting } from './lasting.js'
import type { BroadcastAnswer, Call, Fees, Receipt, Refusal, Sender, Simulation } from './sender.js'
import { contentOf, firstFees, isEmpty, most, raisedFees, type Content, type FeeTerms } from './versions.js'

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

/** For how long the node has refused what is signed of an entry, and its call has reverted where it can be known. */
type Own = SubmitterParameters & { readonly refusing: Lasting; readonly reverting: Lasting }

export function createSubmitter(parameters: SubmitterParameters): Submitter {
  const { store, sender, nowMs } = parameters
  const own: Own = { ...parameters, refusing: createLasting(nowMs), reverting: createLasting(nowMs) }
  return {
    step: async () => {
      await reopenGone(parameters)
      const entries = store.outbox.live()
      if (entries.length === 0) return
      const fees = await sender.fees()
      // What one entry meets holds up no other; the first failure is told once all had their turn.
      const failures: unknown[] = []
      for (const entry of entries) {
        const round = { fees, cap: capAmong(parameters, entry, entries), entries }
        const isNew = entry.status === 'intended'
        await (isNew ? sendFirst(own, entry, fees) : follow(own, entry, round)).catch((failure: unknown) => {
          failures.push(failure)
        })
      }
      if (failures.length > 0) throw failures[0]
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

async function sendFirst(parameters: Own, entry: OutboxEntry, fees: Fees): Promise<void> {
  const cap = capOf(parameters, entry)
  if (fees.baseFee > cap) return noteOnce(parameters, entry, 'gas_above_cap')
  const call = callOf(entry)
  const simulation = await parameters.sender.simulate(call)
  if (!simulation.ok) {
    const { revert } = simulation
    return end(parameters, { entry, ending: { status: 'refused', reason: revert.name }, revert })
  }
  const content = { ...call, gas: simulation.gasLimit }
  const nonce = await nextNonce(parameters)
  const transaction = await sign(parameters, entry, { content, fees: firstFees(fees, cap), nonce })
  await broadcast(parameters, entry, transaction)
}

const callOf = ({ target, calldata }: OutboxEntry): Call => ({ to: target, data: calldata })

/** What is paid for gas now, the most that a transaction may pay, and all live entries. */
interface Round {
  readonly fees: Fees
  readonly cap: bigint
  readonly entries: readonly OutboxEntry[]
}

type Kept = SignedTransaction & { readonly signedAtMs: number }

async function follow(parameters: Own, entry: OutboxEntry, round: Round): Promise<void> {
  const { store, sender, nowMs, replaceAfterMs } = parameters
  const transactions = store.outbox.transactionsOf(entry.id)
  const last = transactions.at(-1)
  if (last === undefined) throw new Error(`outbox entry ${entry.id} is ${entry.status} without a transaction`)
  const isNonceUsed = await isNonceFinal(parameters, last.nonce)
  for (const transaction of transactions) {
    const receipt = await sender.receipt(transaction.hash)
    if (receipt === undefined) continue
    forget(parameters, entry)
    return confirm(parameters, entry, { transaction, receipt })
  }
  if (isNonceUsed) {
    return endWithout(parameters, entry, { status: 'lost', reason: 'nonce_used_by_another' })
  }
  if (entry.status === 'signed') await sendAgain(parameters, entry, { ...round, last })
  else if (nowMs() - last.signedAtMs >= replaceAfterMs) await replace(parameters, entry, { ...round, last })
}

async function confirm(
  parameters: Own,
  entry: OutboxEntry,
  { transaction: { hash, raw }, receipt }: { transaction: SignedTransaction; receipt: Receipt },
): Promise<void> {
  const head = await parameters.sender.head()
  if (head - receipt.blockNumber + 1n < BigInt(parameters.confirmations)) return
  const facts = {
    txHash: hash,
    gasUsed: receipt.gasUsed,
    feePaid: receipt.gasUsed * receipt.effectiveGasPrice,
  }
  if (isEmpty(raw)) endWithout(parameters, entry, { status: 'refused', reason: 'nonce_filled', ...facts })
  else if (receipt.status === 'success') endWithout(parameters, entry, { status: 'done', ...facts })
  else endWithout(parameters, entry, { status: 'reverted', reason: 'reverted_on_chain', ...facts })
  parameters.atBoundary('outbox.confirmed')
}

/** Signs the same again under the same nonce for a higher fee, never above the cap; else sends the last one again. */
async function replace(parameters: Own, entry: OutboxEntry, round: Round & { last: Kept }): Promise<void> {
  const { last, fees, cap } = round
  const higher = raisedFees(last, fees, cap)
  if (higher !== undefined) return signHigher(parameters, entry, { last, higher })
  noteOnce(parameters, entry, 'replacement_above_cap')
  return sendAgain(parameters, entry, round)
}

async function signHigher(
  parameters: Own,
  entry: OutboxEntry,
  { last: { nonce, raw }, higher }: { last: Kept; higher: FeeTerms },
): Promise<void> {
  const transaction = await sign(parameters, entry, { content: contentOf(raw), fees: higher, nonce })
  parameters.log.info({ kind: entry.kind, nonce, max_fee_wei: String(higher.maxFee) }, 'transaction replaced')
  await broadcast(parameters, entry, transaction)
}

async function sendAgain(parameters: Own, entry: OutboxEntry, round: Round & { last: Kept }): Promise<void> {
  const refusal = await broadcast(parameters, entry, round.last)
  if (refusal !== undefined) await mend(parameters, entry, { ...round, refusal })
}

interface Refused extends Round {
  readonly last: Kept
  readonly refusal: Refusal
}

/**
 * What the node refuses leaves its nonce unfilled, and all later ones wait. Under the same nonce the call is signed again
 * with the fee or the gas that it lacked; an empty transfer takes the nonce of one that cannot be sent. Until either is
 * mined, the jobs wait: whichever of the versions it is, the call is on chain at most once.
 */
async function mend(parameters: Own, entry: OutboxEntry, refused: Refused): Promise<void> {
  const { sender } = parameters
  const { last, refusal, fees } = refused
  if (fees.baseFee > last.maxFee || refusal === 'underpriced') return raise(parameters, entry, refused)
  // Only a state with all that goes before, and nothing of this nonce, tells whether the call can succeed.
  const head = await sender.head()
  if ((await sender.nonce(head)) !== last.nonce) return
  const isFiller = isEmpty(last.raw)
  const call = isFiller ? transferOf(sender) : callOf(entry)
  const simulation = await sender.simulate(call, head)
  const { gas } = contentOf(last.raw)
  if (simulation.ok && (gas > maxTransactionGas || gas < simulation.gas))
    return signAgain(parameters, entry, { ...refused, content: { ...call, gas: simulation.gasLimit } })
  const reason = hopelessness(parameters, entry, { ...refused, simulation })
  if (isFiller || reason === undefined || (await isHeld(parameters, entry, fees))) return
  await fill(parameters, entry, { ...refused, head, reason })
}

/** Pays more for what pays too little, as far as the cap allows: at once when that is sure, else as late as for any replacement. */
async function raise(parameters: Own, entry: OutboxEntry, refused: Refused): Promise<void> {
  const { last, fees, cap } = refused
  const isSure = fees.baseFee > last.maxFee
  const isDue = isSure ? cap >= fees.baseFee : parameters.nowMs() - last.signedAtMs >= parameters.replaceAfterMs
  // A node that holds nothing asks for no eighth more.
  const higher = raisedFees(last, fees, cap) ?? (isSure ? firstFees(fees, cap) : undefined)
  if (isDue && higher !== undefined) await signHigher(parameters, entry, { last, higher })
}

/** How many times as long a nonce is kept of which nobody knows whether another would be taken. */
const patience = 5

/** Why a refused call gives its nonce away: it has reverted for long, or others have waited for long. */
function hopelessness(
  { refusing, reverting, replaceAfterMs }: Own,
  entry: OutboxEntry,
  { entries, refusal, simulation }: Refused & { simulation: Simulation },
): string | undefined {
  const refusedMs = refusing.note(entry.id, refusal)
  if (!simulation.ok) {
    const { name } = simulation.revert
    return reverting.note(entry.id, name) >= replaceAfterMs ? name : undefined
  }
  reverting.forget(entry.id)
  const own = entry.nonce ?? 0
  const later = entries.filter(({ nonce }) => nonce !== undefined && nonce > own)
  const isLaterTaken = later.some(({ status }) => status === 'sent')
  // Without funds, what waits has to be affordable.
  const isAwaited = isLaterTaken || (later.length > 0 && refusal !== 'unfunded')
  const waitMs = isLaterTaken ? replaceAfterMs : replaceAfterMs * patience
  return isAwaited && refusedMs >= waitMs ? 'refused_by_node' : undefined
}

/** Whether the node has an earlier version that can be mined: the nonce is not unfilled, and a transfer would evict the call. */
async function isHeld({ store, sender }: Own, { id }: OutboxEntry, { baseFee }: Fees): Promise<boolean> {
  for (const { raw, maxFee } of store.outbox.transactionsOf(id).slice(0, -1).toReversed()) {
    if (maxFee >= baseFee && !isRefusal((await sender.broadcast(raw)).answer)) return true
  }
  return false
}

/** Signs an empty transfer for the nonce of a call that cannot be sent; what is mined of the nonce ends the entry. */
async function fill(
  parameters: Own,
  entry: OutboxEntry,
  { head, reason, ...refused }: Refused & { head: bigint; reason: string },
): Promise<void> {
  const { store, sender, log } = parameters
  const { nonce } = refused.last
  const { kind, requestId, jobIds } = entry
  const call = transferOf(sender)
  const simulation = await sender.simulate(call, head)
  const content = { ...call, gas: simulation.ok ? simulation.gasLimit : gasOfTransfer }
  const alongside = (): void => {
    for (const jobId of jobIds) {
      store.journal.write({ event: 'transaction.empty_signed', reason, requestId, jobId, facts: { kind, nonce } })
    }
  }
  log.warn({ kind, request_id: requestId, nonce, reason }, 'empty transfer signed for a refused nonce')
  await signAgain(parameters, entry, { ...refused, content, alongside })
}

const transferOf = ({ address }: Sender): Call => ({ to: address, data: '0x' })

/** Of one that reverts, which uses up its nonce, too. */
const gasOfTransfer = 21_000n

/** Signs something else under the same nonce. An earlier version may wait somewhere: it pays as for a replacement, if it may. */
async function signAgain(
  parameters: Own,
  entry: OutboxEntry,
  { last, fees, cap, ...version }: Refused & Pick<Version, 'content' | 'alongside'>,
): Promise<void> {
  const terms = raisedFees(last, fees, cap) ?? { maxFee: last.maxFee, priorityFee: last.priorityFee }
  const transaction = await sign(parameters, entry, { ...version, fees: terms, nonce: last.nonce })
  await broadcast(parameters, entry, transaction)
}

interface Version {
  readonly content: Content
  readonly fees: FeeTerms
  readonly nonce: number
  /** What is kept in the same durable step. */
  readonly alongside?: () => void
}

/** Signs a transaction and keeps it before anybody sees it. */
async function sign(
  { sender, store, atBoundary }: Own,
  entry: OutboxEntry,
  { content, fees, nonce, alongside }: Version,
): Promise<SignedTransaction> {
  const { hash, raw } = await sender.sign({ ...content, ...fees, nonce })
  const transaction = { hash, raw, nonce, ...fees }
  store.db.transaction(() => {
    store.outbox.sign(entry.id, content.gas, transaction)
    alongside?.()
  })
  atBoundary('outbox.signed')
  return transaction
}

const refusals: ReadonlySet<unknown> = new Set<Refusal>(['underpriced', 'unfunded', 'refused'])

/** Hands a transaction to the node; returns how it was refused, if it was. */
async function broadcast(
  parameters: Own,
  entry: OutboxEntry,
  { raw }: SignedTransaction,
): Promise<Refusal | undefined> {
  const { answer, message } = await parameters.sender.broadcast(raw)
  parameters.atBoundary('outbox.broadcast')
  if (isRefusal(answer)) {
    parameters.refusing.note(entry.id, answer)
    noteOnce(parameters, entry, message)
    return answer
  }
  forget(parameters, entry)
  keepSent(parameters, entry, raw)
  return undefined
}

const isRefusal = (answer: BroadcastAnswer): answer is Refusal => refusals.has(answer)

function keepSent({ store }: Own, { id, status, kind, requestId, jobIds }: OutboxEntry, raw: Hex): void {
  store.db.transaction(() => {
    store.outbox.markSent(id)
    if (status === 'sent' || isEmpty(raw)) return
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

function forget({ refusing, reverting }: Own, { id }: OutboxEntry): void {
  refusing.forget(id)
  reverting.forget(id)
}

function endWithout(parameters: Own, entry: OutboxEntry, ending: Ending): void {
  end(parameters, { entry, ending, revert: undefined })
}

function end(parameters: Own, ended: EndedEntry): void {
  const { store, log, onEnd } = parameters
  const { entry, ending, revert } = ended
  forget(parameters, entry)
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
