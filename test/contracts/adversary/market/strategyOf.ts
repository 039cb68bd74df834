import type { Outcome, Strategy } from '../strategy.js'
import { OTHERS, PARTY, type Role, type Wealth } from './roles.js'
import { beginPlay, type Play, type Stakes } from './play.js'
import { sum, wealthOfAll } from './wealth.js'

/** What a run can come to, and how likely that is. */
export type Chance = { readonly chance: number; readonly profit: bigint }

/** A strategy against the market. */
export type MarketStrategy = Strategy & {
  /** The whole distribution of its profit, reckoned from the rules: no run may come to anything else. Without it, none may pay. */
  readonly chances?: readonly Chance[]
  /** The most that all others together may lose in a run, in base units. */
  readonly bound: bigint
  /** Which assumption is given up, and what comes of it; undefined where the strategy must not pay. */
  readonly known?: string
}

export type StrategyOptions = Omit<MarketStrategy, 'run'> & {
  readonly stakes?: Stakes
  readonly moves: (play: Play) => Promise<void>
}

/** A whole game: from the opening to where nothing is live any more, with everybody's books before and after. */
export function strategyOf({ stakes, moves, ...strategy }: StrategyOptions): MarketStrategy {
  return { ...strategy, run: (seed) => outcomeOf({ ...strategy, stakes, moves, seed }) }
}

type GameOptions = Omit<StrategyOptions, 'stakes'> & { readonly stakes: Stakes | undefined; readonly seed: number }

async function outcomeOf({ seed, stakes, moves, chances, bound }: GameOptions): Promise<Outcome> {
  const play = await beginPlay(seed, stakes)
  await moves(play)
  const closing = await wealthOfAll(play.arena)
  const gains = (roles: readonly Role[]) => roles.map((role) => gainOf(play, role, closing))
  const profit = sum(gains(PARTY))
  const victims = sum(gains(OTHERS).map((gain) => (gain < 0n ? -gain : 0n)))
  const broken = [...play.broken, ...(await unbalanced(play, closing))]
  const expected = chances === undefined ? profit <= 0n : chances.some((chance) => chance.profit === profit)
  if (!expected) broken.push(`a profit of ${profit}`)
  if (victims > bound) broken.push(`others lost ${victims}, more than ${bound}`)
  return { profit, victims, broken }
}

/** What a role has more than before: money, and results less work. */
function gainOf({ arena, goods }: Play, role: Role, closing: Wealth): bigint {
  const { address } = arena.people[role]
  const [before, after] = [arena.opening.get(address), closing.get(address)]
  if (before === undefined || after === undefined) throw new RangeError(`nobody knows what the ${role} has`)
  return after - before + (goods.get(role) ?? 0n)
}

/** Slashed pools leave less than a base unit for each delegation and withdrawal. */
const DUST = 8n

/** Nothing is live any more: everything that exists is somebody's, or waits to be burned. */
async function unbalanced({ arena }: Play, closing: Wealth): Promise<string[]> {
  const { qrn, escrow } = arena.market
  const [, , burnable] = await escrow.running()
  const supply = await qrn.totalSupply()
  const ownerless = supply - sum(closing.values()) - burnable
  return ownerless < 0n || ownerless > DUST ? [`of ${supply} QRN, ${ownerless} belong to nobody`] : []
}
