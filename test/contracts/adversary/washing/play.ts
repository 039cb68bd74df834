import { parseEther } from 'ethers'
import { loadFixture, nextAt, now } from '../../utils/chain.js'
import { makeDeal, type Deal } from '../../utils/deal.js'
import { committedClaim, reveal } from '../../utils/jobs.js'
import { addressOf, type Worker } from '../../utils/market.js'
import { CREDITERS, DAY, openArena, type Arena, type Side } from './arena.js'

/** A revealed job that pays its worker and burns as soon as somebody settles it. */
export type Job = {
  readonly side: Side
  readonly worker: Worker
  readonly crediter: number
  readonly burn: bigint
  readonly deal: Deal
  /** The epoch that it was settled in; -1 until then. */
  epoch: number
}

/** A game between the party and everybody else, at a point of it. */
export type Play = {
  readonly arena: Arena
  readonly jobs: Job[]
  readonly start: bigint
  /** Rewards of stake that the party took: they come by stake and time, so they are no profit of its burns. */
  stakeRewards: bigint
}

export type JobOptions = { readonly who: number; readonly burn: bigint; readonly crediter?: number }

const LOCK = parseEther('1')
const CLAIM_GAS = 2_000_000n

/** A fresh game, in epoch 0; jobs can be settled from epoch 1 on, the first in which both crediters have a share. */
export async function beginPlay(): Promise<Play> {
  const arena = await loadFixture(openArena)
  return { arena, jobs: [], start: await arena.markets[0].emission.START(), stakeRewards: 0n }
}

/** Brings a job of the party's identity `who` to where it waits for its settlement. */
export function wash(play: Play, options: JobOptions): Promise<Job> {
  return prepare(play, play.arena.party, options)
}

/** The same for an honest worker. */
export function work(play: Play, options: JobOptions): Promise<Job> {
  return prepare(play, play.arena.honest, options)
}

async function prepare(play: Play, side: Side, { who, burn, crediter = 0 }: JobOptions): Promise<Job> {
  const market = play.arena.markets[crediter % CREDITERS] ?? play.arena.markets[0]
  const worker = side.workers[who % side.workers.length] as Worker
  const { requester } = side
  const terms = { requester: addressOf(requester), minPrice: 0n, maxPrice: 0n, burn, lock: LOCK, sampleBps: 2500 }
  const deal = await makeDeal(market, { terms, signer: requester })
  await reveal(market, await committedClaim(market, deal, { worker, shard: 0 }))
  const job = { side, worker, crediter: crediter % CREDITERS, burn, deal, epoch: -1 }
  play.jobs.push(job)
  return job
}

/** Makes the next transaction's second the `second`-th of `epoch`; from its end where negative. */
export async function moveTo({ start }: Play, epoch: number, second = 0): Promise<void> {
  const begin = start + BigInt(epoch) * DAY
  await nextAt(second < 0 ? begin + DAY + BigInt(second) : begin + BigInt(second))
}

/** Pays a job in the running epoch: its requester approves, or anyone finalizes once its window is over. */
export async function settle(play: Play, job: Job): Promise<void> {
  const { escrow, stranger } = play.arena.markets[job.crediter] ?? play.arena.markets[0]
  const { terms } = job.deal.request
  if (job.side === play.arena.party) await escrow.connect(job.side.requester).approve(terms, job.deal.workHash, [0])
  else await escrow.connect(stranger).finalize(terms, job.deal.workHash, [0])
  job.epoch = await currentEpoch(play)
}

export async function settleAll(play: Play, jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) await settle(play, job)
}

/** Reports closed epochs of `workers` at `crediter`. */
export async function roll(play: Play, crediter: number, workers: readonly Worker[]): Promise<void> {
  const owners = workers.map(({ owner }) => owner.address)
  await play.arena.markets[crediter % CREDITERS]?.escrow.roll(owners)
}

export async function flush(play: Play, crediter: number): Promise<void> {
  await play.arena.markets[crediter % CREDITERS]?.escrow.flushBurn()
}

/** Claims what there is for `worker`, if there is anything. Nothing is estimated: that would look at an earlier second. */
export async function claim(play: Play, { owner }: Worker): Promise<void> {
  const { emission, stranger } = play.arena.markets[0]
  try {
    await emission.connect(stranger).claimWork(owner, { gasLimit: CLAIM_GAS })
  } catch (error) {
    if (!String(error).includes('NothingToClaim')) throw error
  }
}

export async function currentEpoch({ start }: Play): Promise<number> {
  return Number((BigInt(await now()) - start) / DAY)
}
