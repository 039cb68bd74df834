import { TIMES } from '../utils/protocol.js'
import { emittedBy, type Call, type Rest, type World } from './call.js'
import { sum } from './exact.js'
import { BPS, refuseIf, type CrediterName, type ModelEmission, type WorkerName } from './state.js'

const STAKERS_BPS = 4000n
const GAMMA_BPS = 9000n
const MOST_CREDITERS = 4
const CAP = 10n ** 27n

/** The new shares hold from the next epoch on. */
export function addCrediter({ world, state, action: { crediter, bps } }: Call<'addCrediter'>): Rest {
  const { crediters, versions } = state.emission
  refuseIf(crediters.length === MOST_CREDITERS, 'TooManyCrediters')
  refuseIf(crediters.includes(crediter), 'CrediterExists')
  refuseIf(bps.length !== crediters.length + 1 || sum(bps) !== BPS, 'SharesMismatch')
  crediters.push(crediter)
  versions.push({ from: epochAt(world, world.at) + 1, bps })
  return {}
}

/** The first report of a closed epoch stands. Nobody is told that a report came too early, twice or from a stranger. */
export function closeEpoch({ world, state, action: { by, epoch, burned } }: Call<'closeEpoch'>): Rest {
  const { crediters, reports } = state.emission
  const key = `${by} ${epoch}`
  if (!crediters.includes(by) || epoch >= epochAt(world, world.at) || reports.has(key)) return {}
  reports.set(key, { burned: burned < CAP ? burned : CAP, credited: 0n })
  return {}
}

/** `min(E · B / ΣB, γ · B)`, for no more burn in all than was reported. */
export function credit({ world, state, action: { by, worker, epoch, burned } }: Call<'credit'>): Rest {
  const report = state.emission.reports.get(`${by} ${epoch}`)
  if (report === undefined) return {}
  const left = report.burned - report.credited
  const counted = burned < left ? burned : left
  if (counted === 0n) return {}
  report.credited += counted
  const byShare = (workOf(state.emission, world, { crediter: by, epoch }) * counted) / report.burned
  const byBurn = (counted * GAMMA_BPS) / BPS
  state.emission.accounts[by].owed[worker] += byShare < byBurn ? byShare : byBurn
  return {}
}

export function burnWork({ state, action: { by, amount } }: Call<'burnWork'>): Rest {
  refuseIf(!state.emission.crediters.includes(by), 'NotCrediter')
  refuseIf(state.held.emission < amount, 'ERC20InsufficientBalance')
  state.emission.accounts[by].burned += amount
  state.held.emission -= amount
  state.held.supply -= amount
  return {}
}

/** Of each crediter's credits, never more than γ of what that one really burned. */
export function claimWork({ state, action: { worker } }: Call<'claimWork'>): Rest {
  const amount = sum(state.emission.crediters.map((crediter) => payable(state.emission, crediter, worker)))
  refuseIf(amount === 0n, 'NothingToClaim')
  for (const crediter of state.emission.crediters) {
    const part = payable(state.emission, crediter, worker)
    const account = state.emission.accounts[crediter]
    account.owed[worker] -= part
    account.minted += part
  }
  state.wallets[worker] += amount
  state.held.supply += amount
  return {}
}

function payable({ accounts }: ModelEmission, crediter: CrediterName, worker: WorkerName): bigint {
  const { owed, burned, minted } = accounts[crediter]
  const room = (burned * GAMMA_BPS) / BPS - minted
  return owed[worker] < room ? owed[worker] : room
}

export function epochAt({ start }: Pick<World, 'start'>, at: number): number {
  return Math.floor((at - start) / TIMES.epoch)
}

/** The part of the work stream that a crediter's workers share for an epoch. */
export function workOf(
  { crediters, versions }: ModelEmission,
  { start }: Pick<World, 'start'>,
  { crediter, epoch }: { readonly crediter: CrediterName; readonly epoch: number },
): bigint {
  const begin = start + epoch * TIMES.epoch
  const stream = workEmittedBy(start, begin + TIMES.epoch) - workEmittedBy(start, begin)
  const shares = versions.findLast(({ from }) => from <= epoch)?.bps ?? []
  return (stream * (shares[crediters.indexOf(crediter)] ?? 0n)) / BPS
}

/** What of the emission is not the stakers'. */
function workEmittedBy(start: number, at: number): bigint {
  const all = emittedBy(start, at)
  return all - (all * STAKERS_BPS) / BPS
}
