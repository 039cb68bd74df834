import { id, toBeHex } from 'ethers'
import type { Terms } from '@quern/sdk'
import type { Hex } from 'viem'
import { randomOf, type Random } from '../../model/random.js'
import { loadFixture, networkHelpers } from '../../utils/chain.js'
import { makeDeal, type Deal } from '../../utils/deal.js'
import {
  accept,
  claimOf,
  commit,
  drawFor,
  revealDrawn,
  revealUndrawn,
  type Claim,
  type Drawn,
} from '../../utils/jobs.js'
import { addressOf } from '../../utils/market.js'
import { openArena } from './arena.js'
import { ELEMENTS, LOCK, PRICE, costOf } from './prices.js'
import type { Arena, Role } from './roles.js'

/** A game at a point of it. */
export type Play = {
  readonly arena: Arena
  readonly seed: number
  readonly random: Random
  /** What the right results that a role got were worth to it, less what its work cost; in base units. */
  readonly goods: Map<Role, bigint>
  /** What happened that no contract may let happen. */
  readonly broken: string[]
  /** Requests made so far. */
  requests: number
}

/** A job that was committed to. */
export type Job = Claim & {
  /** Who ordered it, and who does it. */
  readonly orderedBy: Role
  readonly doneBy: 'cheat' | 'worker' | 'erring'
  /** The elements that are wrong. */
  readonly wrong: ReadonlySet<number>
}

/** Who stakes how much behind the cheat. */
export type Pool = { readonly by: 'backer' | 'delegator'; readonly amount: bigint }
export type Stakes = { readonly self?: bigint; readonly pool?: Pool }

const DAY = 24 * 3600
/** Long enough for every attempt of a shard, and for all windows. */
const OPEN = 20 * DAY

/** A fresh game, with the cheat's bond and what is delegated to it. */
export async function beginPlay(seed: number, { self = LOCK, pool }: Stakes = {}): Promise<Play> {
  const arena = await loadFixture(openArena)
  const { cheat } = arena.people
  await arena.market.staking.connect(cheat).bond(self)
  const play = { arena, seed, random: randomOf(seed), goods: new Map(), broken: [], requests: 0 }
  if (pool) await delegateTo(play, pool)
  return play
}

/** Somebody stakes behind the cheat. */
export async function delegateTo({ arena }: Play, { by, amount }: Pool): Promise<void> {
  await arena.market.staking.connect(arena.people[by]).delegate(arena.people.cheat, amount)
}

/** A request signed by `orderedBy`, at the price, lock and least sampling of the game unless `terms` say otherwise. */
export function order(
  play: Play,
  { orderedBy = 'requester', terms = {}, shards = 1 }: OrderOptions = {},
): Promise<Deal> {
  const { market, people, start } = play.arena
  const signer = people[orderedBy]
  play.requests += 1
  const usual = {
    requester: addressOf(signer),
    nonce: BigInt(play.seed * 1000 + play.requests),
    payToken: market.qrnAddress,
    minPrice: PRICE,
    maxPrice: PRICE,
    rampStart: start + OPEN,
    acceptBy: start + OPEN,
    burn: 0n,
    lock: LOCK,
    sampleBps: 2500,
    samples: 4,
  }
  return makeDeal(market, { shards, signer, terms: { ...usual, ...terms } })
}

export type OrderOptions = {
  readonly orderedBy?: 'requester' | 'patron'
  readonly terms?: Partial<Terms>
  readonly shards?: number
}

/** What a worker does with a job: `skipped` elements are wrong and cost nothing, chosen by the seed. */
export type TakeOptions = {
  readonly doneBy?: 'cheat' | 'worker' | 'erring'
  readonly orderedBy?: 'requester' | 'patron'
  readonly shard?: number
  readonly skipped?: number
  readonly salt?: Hex
}

/** A worker accepts the shard, computes what it does not skip, and commits to that. */
export async function take(play: Play, deal: Deal, options: TakeOptions = {}): Promise<Job> {
  const { doneBy = 'cheat', shard = 0 } = options
  const worker = play.arena.workers[doneBy]
  await accept(play.arena.market, deal, { worker, shards: [shard] })
  const job = await compute(play, deal, options)
  await commit(play.arena.market, job)
  return job
}

/** The work alone: what it cost is booked, and nothing is sent. */
export async function compute(play: Play, deal: Deal, options: TakeOptions = {}): Promise<Job> {
  const { doneBy = 'cheat', orderedBy = 'requester', shard = 0, skipped = 0 } = options
  const wrong = someElements(play.random, skipped)
  const output = deal.product.output(shard).map((value, index) => (wrong.has(index) ? value + 1 : value))
  const salt = options.salt ?? saltOf(play, 0)
  const claim = await claimOf(play.arena.market, deal, { worker: play.arena.workers[doneBy], shard, output, salt })
  book(play, doneBy, -costOf(ELEMENTS - skipped))
  return { ...claim, orderedBy, doneBy, wrong }
}

export function saltOf({ seed, requests }: Play, tried: number): Hex {
  return id(`salt ${seed} ${requests} ${tried}`) as Hex
}

function someElements(random: Random, count: number): ReadonlySet<number> {
  const left = Array.from({ length: ELEMENTS }, (_, index) => index)
  return new Set(Array.from({ length: count }, () => left.splice(random.int(left.length), 1)[0] as number))
}

export function book({ goods }: Play, role: Role, amount: bigint): void {
  goods.set(role, (goods.get(role) ?? 0n) + amount)
}

/** Draws the job by the seed's randomness, or by `value`: nobody knew it when the job was committed to. */
export async function draw(play: Play, job: Job, value = randomnessOf(play, job)): Promise<Drawn> {
  await networkHelpers.setPrevRandao(value)
  return drawFor(play.arena.market, job)
}

/** What the beacon says in this game about a job; never zero. */
export function randomnessOf({ seed }: Play, { seal }: Job): Hex {
  return toBeHex(BigInt(id(`randomness ${seed} ${seal}`)) | 1n, 32) as Hex
}

/** Whether the draw asks for an element that is wrong: then the job cannot be revealed. */
export function isCaught({ wrong }: Job, { sampled, elements }: Drawn): boolean {
  return sampled && elements.some((element) => wrong.has(Number(element)))
}

/** The draw, and the reveal if it can be made; says whether it was. */
export async function answer(play: Play, job: Job): Promise<boolean> {
  return show(play, job, await draw(play, job))
}

/** Reveals as the draw asks for, if that can be done; says whether it was. */
export async function show(play: Play, job: Job, drawn: Drawn): Promise<boolean> {
  const { market } = play.arena
  if (isCaught(job, drawn)) {
    await mustFail(play, 'SampleNotCorrect', () => revealDrawn(market, job, { drawn }))
    return false
  }
  await (drawn.sampled ? revealDrawn : revealUndrawn)(market, job, { drawn })
  if (job.wrong.size === 0) book(play, job.orderedBy, PRICE)
  return true
}

/** Tries what the contracts refuse by `error`; that they let it pass breaks a rule. */
export async function mustFail(play: Play, error: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send()
  } catch (thrown) {
    if (!String(thrown).includes(error)) throw thrown
    return
  }
  play.broken.push(`${error} did not stop it`)
}
