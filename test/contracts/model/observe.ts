import { ethers } from '../utils/chain.js'
import { jobOf, type Deal } from '../utils/deal.js'
import { accountText, heldText, jobText, limitsText, requestText, ruleText, workerText, type Facts } from './compare.js'
import { KERNELS, type KnownKernel } from './kernels.js'
import type { Chain } from './outputs.js'
import { addressIn, tokenIn, type Stage } from './stage.js'
import {
  JOB_STATES,
  PARTIES,
  TOKENS,
  WORKERS,
  type ModelWorker,
  type Party,
  type Token,
  type WorkerName,
} from './state.js'

type Fact = readonly [string, string]

/** The contracts' side of what the model knows, read at once. */
export async function factsOfContracts({ stage, deals }: Chain): Promise<Facts> {
  const { escrow } = stage
  const accounts = TOKENS.flatMap((token) => PARTIES.map((party) => accountFact(stage, token, party)))
  const jobs = [...deals.entries()].flatMap(([index, deal]) =>
    Array.from({ length: deal.request.work.shards }, (_, shard) => jobFact(stage, deal, { index, shard })),
  )
  const facts = await Promise.all([
    ...TOKENS.map((token) => ruleFact(stage, token)),
    ...accounts,
    ...(Object.keys(KERNELS) as KnownKernel[]).map((name) => limitsFact(stage, name)),
    ...WORKERS.map((worker) => workerFact(stage, worker)),
    ...deals.map((deal, index) => requestFact(stage, deal, index)),
    ...jobs,
    runningFact(stage),
    heldFact(stage),
    walletFact(stage),
    escrow.disputer().then((account): Fact => ['disputer', account]),
  ])
  return Object.fromEntries(facts)
}

async function ruleFact(stage: Stage, token: Token): Promise<Fact> {
  return [token, ruleText(await stage.escrow.tokenOf(tokenIn(stage, token)))]
}

async function accountFact(stage: Stage, token: Token, party: Party): Promise<Fact> {
  const account = await stage.escrow.accountOf(tokenIn(stage, token), addressIn(stage, party))
  const { amount, lockedUntil, minNonce } = account
  return [`${party}'s ${token}`, accountText({ amount, lockedUntil: Number(lockedUntil), minNonce })]
}

async function limitsFact({ registry }: Stage, name: KnownKernel): Promise<Fact> {
  const { retired, minSampleBps, minSamples, unitBurn, minLock, maxLock } = await registry.limitsOf(KERNELS[name].id)
  const floors = { minSampleBps: Number(minSampleBps), minSamples: Number(minSamples) }
  return [name, limitsText({ retired, ...floors, unitBurn, minLock, maxLock })]
}

async function requestFact({ escrow }: Stage, { requestId }: Deal, index: number): Promise<Fact> {
  const { posted, cancelled, openShards } = await escrow.requestOf(requestId)
  return [`request ${index}`, requestText({ posted, cancelled, openShards: Number(openShards) })]
}

async function workerFact(stage: Stage, worker: WorkerName): Promise<Fact> {
  const account = addressIn(stage, worker)
  const { escrow, staking, emission } = stage
  const [view, [epoch, burned], locked, owed] = await Promise.all([
    staking.workerView(account),
    escrow.runningOf(account),
    escrow.lockedOf(account),
    emission.owedTo(account),
  ])
  const ring: ModelWorker['ring'] = []
  for (const { index, amount, endsAt } of view.unbondings) ring[Number(index)] = { amount, endsAt: Number(endsAt) }
  const facts = { active: view.selfActive, ring, locked, epoch: Number(epoch), burned, owed }
  return [`worker ${worker}`, workerText(facts)]
}

async function jobFact(
  stage: Stage,
  deal: Deal,
  { index, shard }: { readonly index: number; readonly shard: number },
): Promise<Fact> {
  const job = await stage.escrow.jobOf(jobOf(deal, shard))
  const { step, aux, royalty, witness, sealOrRoot } = job
  const worker = WORKERS.find((name) => addressIn(stage, name) === job.worker) ?? 'nobody'
  const numbers = { attempt: Number(job.attempt), deadline: Number(job.deadline) }
  const state = JOB_STATES[Number(job.state)] ?? 'open'
  return [`job ${index}/${shard}`, jobText({ state, step, aux, royalty, witness, ...numbers }, worker, sealOrRoot)]
}

async function runningFact({ escrow }: Stage): Promise<Fact> {
  const [epoch, burned, burnable] = await escrow.running()
  return ['running', `epoch ${epoch} burned ${burned} burnable ${burnable}`]
}

async function heldFact({ escrow, staking, qrn, usd }: Stage): Promise<Fact> {
  const [coins, own, others, staked, supply] = await Promise.all([
    ethers.provider.getBalance(escrow),
    qrn.balanceOf(escrow),
    usd.balanceOf(escrow),
    qrn.balanceOf(staking),
    qrn.totalSupply(),
  ])
  return ['held', heldText({ coins, qrn: own, usd: others, staked, supply })]
}

async function walletFact({ qrn, usd, copycat }: Stage): Promise<Fact> {
  return ['wallet', `${await qrn.balanceOf(copycat)} QRN ${await usd.balanceOf(copycat)} usd`]
}
