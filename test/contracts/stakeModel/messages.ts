import { ZeroAddress } from 'ethers'
import { OpenLocker__factory } from '../../../typechain-types/index.js'
import type { Action, ActionOf, Kind } from './action.js'
import { addressIn, type Stage } from './stage.js'

/** A call to one of the contracts. */
export type Message = { readonly from: string; readonly to: string; readonly data: string }
type Encoded = { readonly to: string; readonly data: string }

const lockerAbi = OpenLocker__factory.createInterface()

const ENCODERS: { readonly [K in Kind]: (stage: Stage, action: ActionOf<K>) => Encoded } = {
  bond: (stage, { amount }) => staking(stage, 'bond', [amount]),
  unbond: (stage, { amount }) => staking(stage, 'unbond', [amount]),
  rebond: (stage, { index }) => staking(stage, 'rebond', [index]),
  withdraw: (stage, { index, by }) => staking(stage, 'withdraw', [index, addressIn(stage, by)]),
  delegate: (stage, { worker, amount }) => staking(stage, 'delegate', [addressIn(stage, worker), amount]),
  undelegate: (stage, { worker, amount }) => staking(stage, 'undelegate', [addressIn(stage, worker), amount]),
  rebondDelegation: (stage, { worker, index }) => staking(stage, 'rebondDelegation', [addressIn(stage, worker), index]),
  withdrawDelegation: (stage, { worker, index, by }) =>
    staking(stage, 'withdrawDelegation', [addressIn(stage, worker), index, addressIn(stage, by)]),
  claimRewards: (stage, { by }) => staking(stage, 'claimRewards', [addressIn(stage, by)]),
  claimDelegationRewards: (stage, { workers, by }) =>
    staking(stage, 'claimDelegationRewards', [workers.map((worker) => addressIn(stage, worker)), addressIn(stage, by)]),
  claimPastRewards: (stage, { worker, era, by }) =>
    staking(stage, 'claimPastRewards', [addressIn(stage, worker), era, addressIn(stage, by)]),
  setCommission: (stage, { bps }) => staking(stage, 'setCommission', [bps]),
  applyCommission: (stage, { worker }) => staking(stage, 'applyCommission', [addressIn(stage, worker)]),
  setLocker: (stage, { locker, on }) => staking(stage, 'setLocker', [addressIn(stage, locker), on]),
  setLockCap: (stage, { amount }) => staking(stage, 'setLockCap', [amount]),
  setOperator: (stage, { operator }) =>
    staking(stage, 'setOperator', [operator === undefined ? ZeroAddress : addressIn(stage, operator)]),
  lock: (stage, { locker, worker, amount }) => ({
    to: addressIn(stage, locker),
    data: lockerAbi.encodeFunctionData('lock', [addressIn(stage, worker), amount]),
  }),
  release: (stage, { locker, worker }) => ({
    to: addressIn(stage, locker),
    data: lockerAbi.encodeFunctionData('release', [addressIn(stage, worker)]),
  }),
  slash: (stage, { by, worker, amount, payoutBps }) => {
    const encoded = staking(stage, 'slash', [addressIn(stage, worker), amount, payoutBps])
    // A locker takes the same call and passes it on.
    return by === 'stranger' ? encoded : { ...encoded, to: addressIn(stage, by) }
  },
  pause: (stage, { paused }) => staking(stage, 'setBondingPaused', [paused]),
  addCrediter: (stage, { crediter, bps }) => emission(stage, 'addCrediter', [addressIn(stage, crediter), [...bps]]),
  closeEpoch: (stage, { epoch, burned }) => emission(stage, 'closeEpoch', [epoch, burned]),
  credit: (stage, { worker, epoch, burned }) => emission(stage, 'credit', [addressIn(stage, worker), epoch, burned]),
  burnWork: (stage, { amount }) => emission(stage, 'burn', [amount]),
  claimWork: (stage, { worker }) => emission(stage, 'claimWork', [addressIn(stage, worker)]),
}

/** The call that `action` stands for. */
export function messageOf(stage: Stage, action: Action): Message {
  const encode = ENCODERS[action.kind] as (stage: Stage, action: Action) => Encoded
  // Nobody sends as a locker: whoever asks it to slash is of no importance.
  const from = action.kind === 'slash' ? 'stranger' : action.by
  return { ...encode(stage, action), from: addressIn(stage, from) }
}

function staking(stage: Stage, name: string, args: readonly unknown[]): Encoded {
  return encodedFor(stage.staking, name, args)
}

function emission(stage: Stage, name: string, args: readonly unknown[]): Encoded {
  return encodedFor(stage.emission, name, args)
}

type Encodes = {
  readonly target: unknown
  readonly interface: { encodeFunctionData(name: string, args: readonly unknown[]): string }
}

function encodedFor(contract: Stage['staking'] | Stage['emission'], name: string, args: readonly unknown[]): Encoded {
  const { target, interface: abi } = contract as unknown as Encodes
  return { to: String(target), data: abi.encodeFunctionData(name, args) }
}
