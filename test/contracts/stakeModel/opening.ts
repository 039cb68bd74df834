import { parseEther } from 'ethers'
import type { Step, Action } from './action.js'
import { exact } from './exact.js'
import { BURNABLE, WALLET } from './stage.js'
import {
  LOCKERS,
  STAKERS,
  newDelegation,
  newRing,
  type CrediterAccount,
  type LockerName,
  type ModelState,
  type ModelWorker,
  type StakerName,
} from './state.js'

/** Later than any time at which the stage opens. */
const OPENED = Date.UTC(2027, 2, 1) / 1000

/** What every sequence begins with: both work, all delegate, and there is something to credit and to claim. */
const OPENING: readonly Action[] = [
  { kind: 'bond', by: 'alice', amount: parseEther('500') },
  { kind: 'bond', by: 'bob', amount: parseEther('150') },
  { kind: 'delegate', by: 'dora', worker: 'alice', amount: parseEther('200.000000000000000007') },
  { kind: 'delegate', by: 'emil', worker: 'alice', amount: parseEther('40') },
  { kind: 'delegate', by: 'emil', worker: 'bob', amount: parseEther('400') },
  { kind: 'delegate', by: 'alice', worker: 'bob', amount: parseEther('7') },
  { kind: 'setLocker', by: 'alice', locker: 'locker 1', on: true },
  { kind: 'setOperator', by: 'alice', operator: 'operator' },
  { kind: 'setCommission', by: 'bob', bps: 1500n },
  { kind: 'undelegate', by: 'emil', worker: 'bob', amount: parseEther('90') },
  { kind: 'undelegate', by: 'dora', worker: 'alice', amount: parseEther('33') },
  { kind: 'unbond', by: 'bob', amount: parseEther('20') },
  { kind: 'closeEpoch', by: 'crediter 0', epoch: 0, burned: parseEther('1000') },
  { kind: 'burnWork', by: 'crediter 0', amount: parseEther('900') },
]

export const OPENING_STEPS: readonly Step[] = OPENING.map((action, index) => ({ at: OPENED + 60 * index, action }))

/** Before the first call. */
export function newState(supply: bigint, start: number): ModelState {
  const wallets = Object.fromEntries([...STAKERS.map((name) => [name, WALLET]), ...LOCKERS.map((name) => [name, 0n])])
  return {
    time: start,
    workers: { alice: newWorker(), bob: newWorker() },
    wallets: wallets as Record<StakerName | LockerName, bigint>,
    paused: false,
    emission: {
      versions: [{ from: 0, bps: [10_000n] }],
      crediters: ['crediter 0'],
      reports: new Map(),
      accounts: { 'crediter 0': newAccount(), 'crediter 1': newAccount(), 'crediter 2': newAccount() },
    },
    held: { staking: 0n, emission: BURNABLE, supply },
    shared: 0n,
    minted: 0n,
    slack: 0n,
  }
}

function newAccount(): CrediterAccount {
  return { burned: 0n, minted: 0n, owed: { alice: 0n, bob: 0n } }
}

/** Nobody chose anything: it works for the first locker only. */
function newWorker(): ModelWorker {
  return {
    active: 0n,
    ring: newRing(),
    earned: 0n,
    commissionBps: 0n,
    announced: undefined,
    lockCap: 0n,
    operator: undefined,
    on: { 'locker 0': true, 'locker 1': false, 'locker 2': false },
    locked: { 'locker 0': 0n, 'locker 1': 0n, 'locker 2': 0n },
    delegations: { alice: newDelegation(), bob: newDelegation(), dora: newDelegation(), emil: newDelegation() },
    era: 0,
    worth: exact(10n ** 18n),
    worthSlack: 0n,
    roundings: 0n,
  }
}
