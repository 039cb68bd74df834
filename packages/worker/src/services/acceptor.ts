import { hashWork, jobEscrowAbi, jobIdOf, parseRequestDocument } from '@quern/sdk'
import { encodeFunctionData, type Hex } from 'viem'
import type { DeviceSummary } from '../compute/messages.js'
import { shortMessage } from '../errors.js'
import { repeat } from '../runtime/bell.js'
import type { RequestRow } from '../runtime/requests.js'
import type { Service } from '../runtime/supervisor.js'
import type { Head } from './chain.js'
import { intend, type Context } from './context.js'
import { InputsWrongError } from './inputs.js'
import { judge } from './judge.js'
import { pickShards, shardOrder } from './picking.js'
import { decide, type Decision, type PricingFacts } from './pricer.js'

/** Decides about every open request and takes shards of those that are good. */
export function createAcceptor(context: Context): Service {
  return {
    name: 'acceptor',
    phase: 'intake',
    run: async (signal) => {
      await context.compute.ready()
      await repeat({ bell: context.bell, ms: context.config.chain.poll_ms, signal }, async () => {
        const open = context.store.requests.open(context.nowMs())
        if (open.length === 0) return
        // A device that failed has been replaced by another.
        const device = await context.compute.ready()
        const [head, priorityFee] = await Promise.all([context.chain.head(), context.chain.priorityFee()])
        const gasPrice = head.baseFee + priorityFee
        for (const request of open) await handleRequest(context, request, { head, gasPrice, device, signal })
      })
    },
  }
}

interface Round {
  readonly head: Head
  readonly gasPrice: bigint
  readonly device: DeviceSummary
  readonly signal: AbortSignal
}

async function handleRequest(context: Context, row: RequestRow, round: Round): Promise<void> {
  try {
    const document = parseRequestDocument(row.document)
    const { decision, facts } = await judge(context, row, { document, ...round })
    if (decision.action !== 'take') return keepDecision(context, row, decision)
    await take(context, row, { facts, round, count: decision.shards })
  } catch (error) {
    if (round.signal.aborted) throw error
    keepFailure(context, row, error)
  }
}

/** Takes shards that are open; fewer than were thought of may not be worth their gas. */
async function take(
  context: Context,
  row: RequestRow,
  { facts, round, count }: { facts: PricingFacts; round: Round; count: number },
): Promise<void> {
  const { requestId } = row
  const { head } = round
  const { request } = facts.document
  const order = shardOrder(context.config.worker.address, requestId, facts.document)
  const isPosted = facts.consent === 'posted'
  const shards = await pickShards(context, { requestId, request, order, head, count, isPosted })
  if (shards.length === 0) {
    return keepDecision(context, row, { action: 'wait', reason: 'no_open_shard', shards: 0, facts: {} })
  }
  const decision = decide({ ...facts, offered: shards.length }, context.config)
  keepDecision(context, row, decision)
  if (decision.action === 'take') accept(context, requestId, { facts, shards: shards.slice(0, decision.shards) })
}

function keepFailure(context: Context, row: RequestRow, error: unknown): void {
  const isWrong = error instanceof InputsWrongError
  const { code } = error as { code?: unknown }
  const reason = isWrong ? 'inputs_wrong' : code === 'INPUTS_UNREADABLE' ? 'inputs_unreadable' : 'check_failed'
  const decision: Decision = {
    action: isWrong ? 'pass' : 'wait',
    reason,
    shards: 0,
    facts: { problem: shortMessage(error) },
  }
  keepDecision(context, row, { ...decision, retryMs: 5000 })
}

function accept(
  context: Context,
  requestId: Hex,
  { facts, shards }: { facts: PricingFacts; shards: readonly number[] },
): void {
  const { contracts } = context.config
  const calldata = acceptData(context, facts, shards)
  const jobIds = shards.map((shard) => jobIdOf({ requestId, shard }))
  intend(context, { kind: 'accept', requestId, jobIds, target: contracts.escrow, calldata }, { state: 'accepting' })
  for (const jobId of jobIds) context.log.info({ job_id: jobId, request_id: requestId }, 'accepting')
}

function acceptData({ config }: Context, { document, consent }: PricingFacts, shards: readonly number[]): Hex {
  const { request, signature } = document
  const { address } = config.worker
  const abi = jobEscrowAbi
  if (consent !== 'posted')
    return encodeFunctionData({ abi, functionName: 'acceptSigned', args: [request, shards, address, signature] })
  return encodeFunctionData({
    abi,
    functionName: 'accept',
    args: [request.terms, hashWork(request.work), shards, address],
  })
}

function keepDecision(context: Context, row: RequestRow, decision: Decision & { retryMs?: number }): void {
  const { store, log } = context
  const { action, reason, facts } = decision
  store.db.transaction(() => {
    const pauseMs = action === 'wait' ? (decision.retryMs ?? 1000) : 0
    store.requests.decide(row.requestId, { action, reason, retryAtMs: context.nowMs() + pauseMs })
    if (row.action === action && row.reason === reason) return
    store.journal.write({ event: `request.${action}`, reason, requestId: row.requestId, facts })
    log.info({ request_id: row.requestId, action, reason }, 'request decided')
  })
}
