import type { Outcome } from '../strategy.js'
import { CREDITERS, type Arena, type Side } from './arena.js'
import { beginPlay, claim, currentEpoch, moveTo, settle, type Play } from './play.js'

/** What washing came to, in base units of QRN. */
export type WashOutcome = Outcome & {
  /** What the party destroyed on its way. */
  readonly spent: bigint
  /** What the protocol paid it. */
  readonly paid: bigint
}

const GAMMA_BPS = 9000n
const BPS = 10_000n

/** Plays `moves` from a fresh game, then settles and claims everything, and sees what it came to. */
export async function outcomeOf(moves: (play: Play) => Promise<void>): Promise<WashOutcome> {
  const play = await beginPlay()
  const before = await wealthOf(play.arena, play.arena.party)
  const others = await wealthOf(play.arena, play.arena.honest)
  await moves(play)
  await finish(play)

  const burned = (side: Side) => sum(play.jobs.filter((job) => job.side === side).map(({ burn }) => burn))
  const [spent, victimsSpent] = [burned(play.arena.party), burned(play.arena.honest)]
  const profit = (await wealthOf(play.arena, play.arena.party)) - before - play.stakeRewards
  const paid = profit + spent
  const together = (await wealthOf(play.arena, play.arena.honest)) - others + victimsSpent
  const alone = await honestAlone(play)
  const victims = alone > together ? alone - together : 0n
  const broken = [...(await brokenRules(play)), ...brokenBounds({ profit, spent, paid, victims }, play.jobs.length)]
  return { profit, spent, paid, victims, broken }
}

/** Whatever a strategy left undone is done, an epoch later, by anyone. */
async function finish(play: Play): Promise<void> {
  const { party, honest } = play.arena
  if ((await currentEpoch(play)) === 0) await moveTo(play, 1)
  for (const job of play.jobs) if (job.epoch < 0) await settle(play, job)
  await moveTo(play, (await currentEpoch(play)) + 1)
  for (const worker of [...party.workers, ...honest.workers]) await claim(play, worker)
}

/** Everything in QRN that a side has, in wallets, in ledgers and bonded; rewards of stake that it did not claim are not in it. */
async function wealthOf({ markets }: Arena, { requester, workers }: Side): Promise<bigint> {
  const [{ qrn, staking }] = markets
  const amounts: bigint[] = []
  for (const account of [requester, ...workers.map(({ owner }) => owner)]) {
    amounts.push(await qrn.balanceOf(account))
    for (const { escrow } of markets) amounts.push(await escrow.ledgerOf(qrn, account))
  }
  for (const { owner } of workers) amounts.push(...(await staking.assetsOf(owner)))
  return sum(amounts)
}

/** What the honest would have been paid if the party had burned nothing: in each epoch min(E, γB) of theirs together. */
async function honestAlone({ arena, jobs }: Play): Promise<bigint> {
  const amounts: bigint[] = []
  for (const [crediter, { emission, escrow }] of arena.markets.entries()) {
    const own = jobs.filter((job) => job.side === arena.honest && job.crediter === crediter)
    for (const epoch of new Set(own.map((job) => job.epoch))) {
      const burned = sum(own.filter((job) => job.epoch === epoch).map(({ burn }) => burn))
      const stream = await emission.workOf(escrow, epoch)
      const byBurn = (burned * GAMMA_BPS) / BPS
      amounts.push(byBurn < stream ? byBurn : stream)
    }
  }
  return sum(amounts)
}

/** What holds of the emission whatever anybody did. */
async function brokenRules({ arena, jobs }: Play): Promise<string[]> {
  const [{ emission }] = arena.markets
  const [minted, burned] = [await emission.workMinted(), await emission.burnedTotal()]
  const broken: string[] = []
  if (burned !== sum(jobs.map(({ burn }) => burn))) broken.push(`burned ${burned}, not what the jobs did`)
  if (minted * BPS > burned * GAMMA_BPS) broken.push(`minted ${minted} for ${burned} burned`)
  for (const { owner } of [...arena.party.workers, ...arena.honest.workers]) {
    const owed = await emission.owedTo(owner)
    if (owed !== 0n) broken.push(`${owner.address} cannot claim ${owed}`)
  }
  return broken
}

/** E4: at least a tenth of the burn is lost, and others lose no more than was paid, each credit's rounding aside. */
function brokenBounds({ profit, spent, paid, victims }: Omit<WashOutcome, 'broken'>, credits: number): string[] {
  const broken: string[] = []
  if (spent === 0n) broken.push('the party burned nothing')
  if (profit >= 0n && spent > 0n) broken.push(`a profit of ${profit}`)
  if (paid * BPS > spent * GAMMA_BPS) broken.push(`${paid} paid for ${spent} burned`)
  if (victims > paid + BigInt(credits + CREDITERS)) broken.push(`others lost ${victims}, the party was paid ${paid}`)
  return broken
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
