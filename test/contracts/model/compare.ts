import { ethers } from '../utils/chain.js'
import { jobOf, type Deal } from '../utils/deal.js'
import type { Market } from '../utils/market.js'
import { NATIVE } from '../utils/protocol.js'
import { addressIn, rootOf, type Chain } from './contracts.js'
import { PARTIES, WORKERS, type ModelJob, type ModelState, type ModelWorker } from './state.js'

const STATES = ['open', 'assigned', 'committed', 'revealed', 'finalized', 'slashed'] as const

/** Everything that both sides know, by name, as text. */
export type Facts = Readonly<Record<string, string>>

/** The model's side. */
export function factsOfModel({ deals }: Chain, state: ModelState): Facts {
  const facts: Record<string, string> = {}
  for (const party of PARTIES) facts[party] = `${state.ledger.coins[party]} coins ${state.ledger.qrn[party]} QRN`
  for (const worker of WORKERS) facts[`worker ${worker}`] = workerText(state.workers[worker])
  for (const [index, deal] of deals.entries()) {
    facts[`request ${index}`] = `cancelled ${state.cancelled[index]}`
    for (const [shard, job] of (state.jobs[index] ?? []).entries()) {
      facts[`job ${index}/${shard}`] = jobText(job, job.variant && rootOf(deal, shard, job.variant))
    }
  }
  const { held, running } = state
  facts['running'] = `epoch ${running.epoch} burned ${running.burned} burnable ${running.burnable}`
  facts['held'] = `${held.coins} coins ${held.qrn} QRN ${held.staked} staked ${held.supply} in all`
  return facts
}

/** The contracts' side. */
export async function factsOfContracts(chain: Chain): Promise<Facts> {
  const { market, deals } = chain
  const { escrow, qrn, staking } = market
  const facts: Record<string, string> = {}
  for (const party of PARTIES) {
    const account = addressIn(market, party)
    facts[party] = `${await escrow.ledgerOf(NATIVE, account)} coins ${await escrow.ledgerOf(qrn, account)} QRN`
  }
  for (const worker of WORKERS)
    facts[`worker ${worker}`] = workerText(await workerOf(market, addressIn(market, worker)))
  for (const [index, deal] of deals.entries()) {
    facts[`request ${index}`] = `cancelled ${await escrow.isCancelled(deal.requestId)}`
    for (let shard = 0; shard < deal.request.work.shards; shard++) {
      facts[`job ${index}/${shard}`] = await storedJobText(market, deal, shard)
    }
  }
  const [epoch, burned, burnable] = await escrow.running()
  facts['running'] = `epoch ${epoch} burned ${burned} burnable ${burnable}`
  const [coins, own, staked] = await Promise.all([
    ethers.provider.getBalance(escrow),
    qrn.balanceOf(escrow),
    qrn.balanceOf(staking),
  ])
  facts['held'] = `${coins} coins ${own} QRN ${staked} staked ${await qrn.totalSupply()} in all`
  return facts
}

async function workerOf({ escrow, staking, emission }: Market, worker: string): Promise<ModelWorker> {
  const [active] = await staking.assetsOf(worker)
  const { unbondings } = await staking.workerView(worker)
  const ring: ModelWorker['ring'] = []
  for (const { index, amount, endsAt } of unbondings) ring[Number(index)] = { amount, endsAt: Number(endsAt) }
  const [epoch, burned] = await escrow.runningOf(worker)
  const [locked, owed] = await Promise.all([escrow.lockedOf(worker), emission.owedTo(worker)])
  return { active, ring, locked, epoch: Number(epoch), burned, owed }
}

function workerText({ active, ring, locked, epoch, burned, owed }: ModelWorker): string {
  const unbonding = ring.flatMap((entry, index) => (entry ? [`${index}: ${entry.amount} until ${entry.endsAt}`] : []))
  const stake = `active ${active} locked ${locked} unbonding [${unbonding.join(', ')}]`
  return `${stake} epoch ${epoch} burned ${burned} owed ${owed}`
}

async function storedJobText(market: Market, deal: Deal, shard: number): Promise<string> {
  const job = await market.escrow.jobOf(jobOf(deal, shard))
  const state = STATES[Number(job.state)] ?? 'open'
  const worker = WORKERS.find((name) => addressIn(market, name) === job.worker)
  const { step, aux } = job
  const parts = {
    state,
    worker,
    step,
    aux,
    attempt: Number(job.attempt),
    deadline: Number(job.deadline),
    variant: undefined,
  }
  return jobText(parts, job.sealOrRoot)
}

/** The root counts once it is revealed; before that, the slot holds a seal. */
function jobText({ state, attempt, worker, step, deadline, aux }: ModelJob, root: string | undefined): string {
  const shown = state === 'revealed' || state === 'finalized' ? root : 'hidden'
  return `${state} attempt ${attempt} by ${worker} step ${step} deadline ${deadline} aux ${aux} root ${shown}`
}
