import { addressIn, type Stage } from './stage.js'
import {
  CREDITERS,
  LOCKERS,
  PLACES,
  STAKERS,
  WORKERS,
  type LockerName,
  type StakerName,
  type WorkerName,
} from './state.js'

export type SeenEntry = { readonly amount: bigint; readonly endsAt: number }
export type SeenDelegation = {
  readonly active: bigint
  readonly rewards: bigint
  readonly ring: readonly (SeenEntry | undefined)[]
  /** Unclaimed rewards of past eras. */
  readonly past: readonly bigint[]
}
export type SeenWorker = {
  readonly active: bigint
  readonly unbonding: bigint
  readonly ring: readonly (SeenEntry | undefined)[]
  readonly rewards: bigint
  readonly capacity: bigint
  /** What is told exactly, as text. */
  readonly settings: string
  readonly poolActive: bigint
  readonly poolUnbonding: bigint
  readonly era: number
  readonly worth: bigint
  readonly delegations: Record<StakerName, SeenDelegation>
}

/** What the staking contract shows, in whole base units. */
export type Seen = { readonly workers: Record<WorkerName, SeenWorker>; readonly totalActive: bigint }

export async function observe(stage: Stage): Promise<Seen> {
  const [alice, bob, totalActive] = await Promise.all([
    seenWorker(stage, 'alice'),
    seenWorker(stage, 'bob'),
    stage.staking.totalActive(),
  ])
  return { workers: { alice, bob }, totalActive }
}

/** Own stake, active and unbonding. */
export function selfOf({ active, unbonding }: SeenWorker): bigint {
  return active + unbonding
}

/** The pool, active and unbonding. */
export function poolTotal({ poolActive, poolUnbonding }: SeenWorker): bigint {
  return poolActive + poolUnbonding
}

async function seenWorker(stage: Stage, worker: WorkerName): Promise<SeenWorker> {
  const view = await stage.staking.workerView(addressIn(stage, worker))
  const { active, unbonding, era, shareWorth, commissionBps, announcedBps, announcedFrom } = view.pool
  const pairs = STAKERS.map(async (staker) => [staker, await seenDelegation(stage, { worker, staker, era })] as const)
  return {
    active: view.selfActive,
    unbonding: view.selfUnbonding,
    ring: ringOf(view.unbondings),
    rewards: view.rewards,
    capacity: view.capacity,
    settings: settingsText({
      operator: namesIn(stage, [view.operator]),
      lockers: namesIn(stage, view.lockers),
      lockCap: view.lockCap,
      locked: view.locked,
      commissionBps,
      announced: announcedFrom === 0n ? '' : `${announcedBps} from ${announcedFrom}`,
    }),
    poolActive: active,
    poolUnbonding: unbonding,
    era: Number(era),
    worth: shareWorth,
    delegations: Object.fromEntries(await Promise.all(pairs)) as Record<StakerName, SeenDelegation>,
  }
}

/** Everything about a worker that is no amount of stake or rewards. */
export function settingsText(settings: {
  readonly operator: string
  readonly lockers: string
  readonly lockCap: bigint
  readonly locked: bigint
  readonly commissionBps: bigint
  readonly announced: string
}): string {
  return JSON.stringify(settings, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
}

function namesIn(stage: Stage, accounts: readonly string[]): string {
  const names = [...LOCKERS, 'operator', 'stranger', ...STAKERS] as const
  return accounts.map((account) => names.find((name) => addressIn(stage, name) === account) ?? 'nobody').join(', ')
}

async function seenDelegation(
  stage: Stage,
  { worker, staker, era }: { worker: WorkerName; staker: StakerName; era: bigint },
): Promise<SeenDelegation> {
  const [owner, delegator] = [addressIn(stage, worker), addressIn(stage, staker)]
  const view = await stage.staking.delegationView(owner, delegator)
  const eras = Array.from({ length: Number(era) }, (_, past) => past)
  const past = await Promise.all(eras.map((one) => stage.staking.pastRewardsOf(owner, one, delegator)))
  return { active: view.active, rewards: view.rewards, ring: ringOf(view.unbondings), past }
}

function ringOf(list: readonly { index: bigint; amount: bigint; endsAt: bigint }[]): (SeenEntry | undefined)[] {
  const ring: (SeenEntry | undefined)[] = Array.from({ length: PLACES }, () => undefined)
  for (const { index, amount, endsAt } of list) ring[Number(index)] = { amount, endsAt: Number(endsAt) }
  return ring
}

/** The money outside of stake, as text. */
export async function booksOf(stage: Stage): Promise<Record<string, string>> {
  const { qrn, emission, staking } = stage
  const books: Record<string, string> = {}
  for (const name of [...STAKERS, ...LOCKERS] as readonly (StakerName | LockerName)[])
    books[name] = `${await qrn.balanceOf(addressIn(stage, name))}`
  books['held'] = `${await qrn.balanceOf(staking)} ${await qrn.balanceOf(emission)} of ${await qrn.totalSupply()}`
  for (const crediter of CREDITERS) {
    const account = addressIn(stage, crediter)
    const owed = WORKERS.map((worker) => emission.owedBy(account, addressIn(stage, worker)))
    books[crediter] = accountText(await emission.accountOf(account), await Promise.all(owed))
  }
  books['stakers'] = `${await emission.stakersMinted()}`
  return books
}

export function accountText([burned, minted]: readonly [bigint, bigint], owed: readonly bigint[]): string {
  return `burned ${burned} minted ${minted} owes ${owed.join(' and ')}`
}
