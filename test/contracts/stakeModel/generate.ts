import type { Random } from '../model/random.js'
import type { Action, Step } from './action.js'
import { QRN } from './call.js'
import { LEAST_WORTH } from './delegator.js'
import { epochAt } from './emission.js'
import { poolTotal, selfOf, type Seen } from './observe.js'
import { lockedOf } from './owner.js'
import {
  CREDITERS,
  LOCKERS,
  PLACES,
  STAKERS,
  WORKERS,
  type ModelState,
  type Sender,
  type StakerName,
  type WorkerName,
} from './state.js'

const DAY = 24 * 3600
const YEAR = 365 * DAY
const SENDERS: readonly Sender[] = [...STAKERS, 'operator', 'stranger']

/** Where a sequence stands when its next step is chosen. */
export type Scene = {
  readonly random: Random
  readonly state: ModelState
  readonly seen: Seen
  readonly start: number
}

/** The next step: mostly stake, seconds to years after the last one, and often at the second at which something ends. */
export function nextStep(scene: Scene): Step {
  const { random, state } = scene
  const action = random.pick([
    delegating,
    delegating,
    delegating,
    bonding,
    slashing,
    claiming,
    settings,
    locking,
    working,
  ])(scene)
  const edge = edgeOf(scene, action)
  const pause = random.pick([1, 1, 12, 3600, DAY, random.int(10 * DAY), random.chance(20) ? random.int(3 * YEAR) : 60])
  const at = edge !== undefined && edge > state.time ? edge : state.time + 1 + pause
  return { at, action }
}

/** A second at which the call is just in time or just too early. */
function edgeOf({ random, state }: Scene, action: Action): number | undefined {
  if (random.chance(25)) return undefined
  const around = (time: number | undefined) => (time === undefined ? undefined : time - random.pick([0, 0, 0, 1]))
  switch (action.kind) {
    case 'withdraw':
      return around(state.workers[action.by].ring[action.index]?.endsAt)
    case 'withdrawDelegation':
      return around(state.workers[action.worker].delegations[action.by].ring[action.index]?.endsAt)
    case 'delegate':
      return random.chance(30) ? around(state.workers[action.worker].announced?.from) : undefined
    case 'applyCommission':
      return around(state.workers[action.worker].announced?.from)
    default:
      return undefined
  }
}

/** Small change, the least amounts, parts of `whole` and a little more than it. */
function amountOf({ random }: Scene, whole: bigint): bigint {
  const some = random.pick([1n, QRN - 1n, QRN, 3n * QRN + 1n, random.amount(1000n * QRN), random.chance(30) ? 0n : 2n])
  return random.pick([
    some,
    some,
    random.amount(whole),
    whole / 2n,
    whole,
    whole,
    whole > 0n ? whole - 1n : 1n,
    whole + 1n,
  ])
}

/** What somebody pays in: seldom more than it has. */
function paymentOf(scene: Scene, by: StakerName): bigint {
  const { random, state } = scene
  if (random.chance(3)) return state.wallets[by] + 1n
  return random.pick([0n, 1n, QRN, QRN - 1n, QRN + random.amount(2000n * QRN), QRN + random.amount(50n * QRN)])
}

function indexIn({ random }: Scene, ring: readonly unknown[]): number {
  const used = ring.flatMap((entry, index) => (entry === undefined ? [] : [index]))
  return used.length === 0 || random.chance(10) ? random.int(PLACES + 1) : random.pick(used)
}

function delegating(scene: Scene): Action {
  const { random, seen } = scene
  const worn = WORKERS.filter((name) => seen.workers[name].worth < LEAST_WORTH && stakersOf(scene, name).length > 0)
  const worker = random.pick(worn.length > 0 && random.chance(60) ? worn : WORKERS)
  if (worn.includes(worker) && random.chance(80)) return leaving(scene, worker)
  const others = STAKERS.filter((name) => name !== worker)
  const staking = stakersOf(scene, worker)
  const by = random.chance(2) ? worker : random.pick(staking.length > 0 && random.chance(75) ? staking : others)
  return staked(scene, { worker, by })
}

/** Calls that mostly suit what the staker has behind the worker. */
function staked(scene: Scene, { worker, by }: { readonly worker: WorkerName; readonly by: StakerName }): Action {
  const { random, seen } = scene
  const { active, ring } = seen.workers[worker].delegations[by]
  const index = indexIn(scene, ring)
  const most = QRN + random.amount(900n * QRN)
  const more: Action = { kind: 'delegate', worker, by, amount: most }
  const fits = (there: boolean, action: Action) => (there || random.chance(10) ? action : more)
  const back = ring.some((entry) => entry !== undefined)
  return random.pick<Action>([
    { kind: 'delegate', worker, by, amount: paymentOf(scene, by) },
    random.chance(70) ? fits(active > 0n, { kind: 'undelegate', worker, by, amount: most }) : more,
    fits(active > 0n, { kind: 'undelegate', worker, by, amount: amountOf(scene, active) }),
    fits(back, { kind: 'withdrawDelegation', worker, by, index }),
    fits(back, { kind: 'rebondDelegation', worker, by, index }),
  ])
}

/** Somebody takes out of a worn pool, as everybody has to before it begins anew. */
function leaving(scene: Scene, worker: WorkerName): Action {
  const { random, state, seen } = scene
  const by = random.pick(stakersOf(scene, worker))
  const { active, ring } = seen.workers[worker].delegations[by]
  if (state.workers[worker].delegations[by].active > 0n) return { kind: 'undelegate', worker, by, amount: active }
  return { kind: 'withdrawDelegation', worker, by, index: ring.findIndex((entry) => entry !== undefined) }
}

/** Who has anything behind a worker: a fraction of a base unit will do. */
function stakersOf({ state, seen }: Scene, worker: WorkerName): StakerName[] {
  const [{ delegations }, shown] = [state.workers[worker], seen.workers[worker].delegations]
  return STAKERS.filter((name) => delegations[name].active > 0n || shown[name].ring.some(Boolean))
}

function bonding(scene: Scene): Action {
  const { random, seen } = scene
  const by = random.pick(WORKERS)
  const { active, ring } = seen.workers[by]
  const index = indexIn(scene, ring)
  const back = ring.some((entry) => entry !== undefined)
  return random.pick<Action>([
    { kind: 'bond', by, amount: paymentOf(scene, by) },
    { kind: 'unbond', by, amount: random.chance(50) ? edgeOfLocks(scene, by) : amountOf(scene, active) },
    { kind: 'unbond', by, amount: random.amount(active / 4n) },
    { kind: back ? 'withdraw' : 'bond', by, index, amount: 2n * QRN },
    { kind: back || random.chance(20) ? 'rebond' : 'bond', by, index, amount: 7n * QRN },
  ])
}

/** What just leaves the locks covered, by one side or by both, or a base unit more. */
function edgeOfLocks({ random, state, seen }: Scene, by: WorkerName): bigint {
  const locked = lockedOf(state, by)
  const { active, poolActive } = seen.workers[by]
  const left = random.pick([locked, (locked + 1n) / 2n, locked > poolActive ? locked - poolActive : 0n])
  return active > left ? active - left + random.pick([0n, 1n]) : 1n
}

/** From one base unit to everything and more, and wear that leaves little of a pool. */
function slashing(scene: Scene): Action {
  const { random, seen } = scene
  const worker = random.pick(WORKERS)
  const all = selfOf(seen.workers[worker]) + poolTotal(seen.workers[worker])
  const part = random.pick([0n, 1n, 2n, random.amount(all / 20n), random.amount(all / 20n), random.amount(all / 2n)])
  const most = random.pick([all, all, all + 1n, (all * 9995n) / 10_000n, all > 0n ? all - 1n : 0n])
  const amount = random.chance(12) ? most : part
  const by = random.chance(90) ? 'locker 0' : random.pick([...LOCKERS.slice(1), 'stranger' as const])
  return { kind: 'slash', worker, by, amount, payoutBps: random.pick([0n, 500n, 5000n, 5001n, 10_000n]) }
}

function claiming({ random, state, seen }: Scene): Action {
  const worker = random.pick(WORKERS)
  const by = random.pick(STAKERS)
  const { era } = state.workers[worker]
  const workers = random.pick<readonly WorkerName[]>([WORKERS, [worker], [worker, worker], []])
  const past = WORKERS.flatMap((name) => STAKERS.flatMap((staker) => pastOf(seen, { worker: name, by: staker })))
  if (past.length > 0 && random.chance(40)) return random.pick(past)
  return random.pick<Action>([
    { kind: 'claimRewards', by: worker },
    { kind: 'claimDelegationRewards', workers, by },
    { kind: 'claimDelegationRewards', workers: WORKERS, by },
    { kind: 'claimPastRewards', worker, by, era: random.int(era + 1) },
  ])
}

/** Claims of what somebody earned in past eras of a worker's pool. */
function pastOf(seen: Seen, { worker, by }: { readonly worker: WorkerName; readonly by: StakerName }): Action[] {
  return seen.workers[worker].delegations[by].past.flatMap((rewards, era) =>
    rewards > 0n ? [{ kind: 'claimPastRewards', worker, by, era }] : [],
  )
}

function settings({ random, state }: Scene): Action {
  const by = random.pick(WORKERS)
  const { commissionBps, announced } = state.workers[by]
  const bps = random.pick([0n, 1n, 1000n, 5000n, commissionBps, commissionBps / 2n, 5001n])
  if (announced !== undefined && random.chance(60)) {
    return { kind: 'applyCommission', worker: by, by: random.pick(SENDERS) }
  }
  return random.pick<Action>([
    { kind: 'setCommission', bps, by },
    { kind: 'setCommission', bps: 2000n + random.amount(3000n), by },
    { kind: 'applyCommission', worker: by, by: random.pick(SENDERS) },
    { kind: 'setLockCap', amount: random.pick([0n, 1n, random.amount(500n * QRN)]), by },
    { kind: 'setOperator', operator: random.pick(['operator', 'stranger', 'dora', undefined]), by },
    { kind: 'pause', paused: random.chance(30), by: 'admin' },
    { kind: 'pause', paused: false, by: 'admin' },
  ])
}

function locking(scene: Scene): Action {
  const { random, seen } = scene
  const worker = random.pick(WORKERS)
  const { capacity } = seen.workers[worker]
  const by = random.chance(80) ? worker : random.pick(SENDERS)
  const locker = random.chance(60) ? LOCKERS[0] : random.pick(LOCKERS)
  const amount = amountOf(scene, random.pick([capacity, capacity / 2n]))
  return random.pick<Action>([
    { kind: 'lock', worker, locker: locker ?? 'locker 0', amount, by },
    { kind: 'lock', worker, locker: 'locker 1', amount: capacity / 3n, by },
    { kind: 'release', worker, locker: locker ?? 'locker 0', by },
    { kind: 'setLocker', locker: 'locker 1', on: random.chance(60), by: worker },
    { kind: 'setLocker', locker: random.pick([...LOCKERS, 'stranger' as const]), on: random.chance(60), by: worker },
  ])
}

/** What crediters report; epochs and burns are mostly right, and big enough now and then for the stream to bind. */
function working({ random, state, start }: Scene): Action {
  const now = epochAt({ start }, state.time)
  const by = random.chance(80) ? random.pick(state.emission.crediters) : random.pick(CREDITERS)
  const worker = random.pick(WORKERS)
  const known = [...state.emission.reports.keys()].filter((key) => key.startsWith(by))
  const reported = known.length > 0 && random.chance(85) ? Number(random.pick(known).slice(by.length + 1)) : now
  const epoch = Math.max(0, now - random.pick([0, 1, 1, 1, 2, 5]))
  const { burned = 0n } = state.emission.reports.get(`${by} ${reported}`) ?? {}
  const bps = random.pick([[6000n, 4000n], [1n, 2n, 9997n], [6000n, 4001n], [10_000n]])
  return random.pick<Action>([
    {
      kind: 'closeEpoch',
      epoch,
      burned: random.pick([0n, 7n, random.amount(500n * QRN), random.amount(10n ** 25n)]),
      by,
    },
    { kind: 'credit', worker, epoch: reported, burned: random.pick([burned, burned / 3n, random.amount(burned)]), by },
    { kind: 'credit', worker, epoch: reported, burned: burned / 2n, by },
    { kind: 'burnWork', amount: random.amount(100_000n * QRN), by },
    { kind: 'claimWork', worker, by: random.pick(SENDERS) },
    { kind: 'addCrediter', crediter: random.pick(CREDITERS.slice(1)), bps, by: 'admin' },
  ])
}
