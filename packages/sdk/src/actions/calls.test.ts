import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeFunctionData, type Abi, type Address } from 'viem'
import { sampleRequest as request } from '../arbitraries.test.helper.js'
import type { Call } from '../client.js'
import { beaconAbi, emissionAbi, jobEscrowAbi, stakingAbi } from '../generated/abis/index.js'
import { hashWork } from '../protocol/request.js'
import type { ProtocolAddresses } from '../types.js'
import { acceptAndCommitCall } from './acceptAndCommit.js'
import { acceptSignedCall } from './acceptSigned.js'
import { acceptPostedCall } from './acceptPosted.js'
import { approveSignedCall } from './approveSigned.js'
import { cancelRequestsBeforeCall } from './cancelRequestsBefore.js'
import { expireRequestCall } from './expireRequest.js'
import { lockBalanceCall } from './lockBalance.js'
import { postRequestCall } from './postRequest.js'
import { submitWitnessCall } from './submitWitness.js'
import { approveCall } from './approve.js'
import { bondCall } from './bond.js'
import { cancelRequestCall } from './cancelRequest.js'
import { applyCommissionCall } from './applyCommission.js'
import { claimDelegationRewardsCall } from './claimDelegationRewards.js'
import { claimPastRewardsCall } from './claimPastRewards.js'
import { delegateCall } from './delegate.js'
import { rebondDelegationCall } from './rebondDelegation.js'
import { setCommissionCall } from './setCommission.js'
import { setLockerCall } from './setLocker.js'
import { undelegateCall } from './undelegate.js'
import { withdrawDelegationCall } from './withdrawDelegation.js'
import { claimRewardsCall } from './claimRewards.js'
import { claimWorkCall } from './claimWork.js'
import { commitCall } from './commit.js'
import { depositCall } from './deposit.js'
import { depositWithPermitCall } from './depositWithPermit.js'
import { finalizeCall } from './finalize.js'
import { flushBurnCall } from './flushBurn.js'
import { multicallEscrowCall } from './multicallEscrow.js'
import { noShowCall } from './noShow.js'
import { postBeaconCall } from './postBeacon.js'
import { proveFraudCall } from './proveFraud.js'
import { rebondCall } from './rebond.js'
import { registerChallengeCall } from './registerChallenge.js'
import { revealCall } from './reveal.js'
import { revealSampledCall } from './revealSampled.js'
import { rollCall } from './roll.js'
import { setLockCapCall } from './setLockCap.js'
import { setOperatorCall } from './setOperator.js'
import { slashTimeoutCall } from './slashTimeout.js'
import { unbondCall } from './unbond.js'
import { withdrawCall } from './withdraw.js'
import { withdrawStakeCall } from './withdrawStake.js'

const addressAt = (index: number): Address => `0x${String(index).padStart(40, '0')}`
const addresses: ProtocolAddresses = {
  chainId: 31337,
  accessManager: addressAt(1),
  token: addressAt(2),
  emission: addressAt(3),
  staking: addressAt(4),
  registry: addressAt(5),
  beacon: addressAt(7),
  escrow: addressAt(8),
  lens: addressAt(9),
  kernels: { Matmul8: addressAt(6) },
  startBlock: 0,
}
const worker = addressAt(10)
const root = `0x${'cd'.repeat(32)}` as const
const signature = '0x1234' as const
const shards = [0, 3]
const workHash = hashWork(request.work)
const opening = { shard: 3, root, salt: root, outputUri: 'https://example.org/c.bin' }
const inputRoots = [root, root]
const listed = [request.terms, workHash, shards]
const token = addresses.token

type Case = readonly [
  call: Call,
  target: Exclude<keyof ProtocolAddresses, 'kernels'>,
  functionName: string,
  args: unknown[],
  value?: bigint,
]

const cases: readonly Case[] = [
  [
    acceptSignedCall(addresses, { request, shards, worker, signature }),
    'escrow',
    'acceptSigned',
    [request, shards, worker, signature],
  ],
  [
    acceptAndCommitCall(addresses, { request, shards, worker, signature, seals: [root, root] }),
    'escrow',
    'acceptAndCommit',
    [request, shards, worker, signature, [root, root]],
  ],
  [commitCall(addresses, { request, shards, seals: [root, root] }), 'escrow', 'commit', [...listed, [root, root]]],
  [
    revealCall(addresses, { request, openings: [opening] }),
    'escrow',
    'reveal',
    [request.terms, workHash, [opening], '0x'],
  ],
  [
    revealSampledCall(addresses, { request, opening, inputRoots, proofs: ['0xaa'], header: '0xbb' }),
    'escrow',
    'revealSampled',
    [request, opening, inputRoots, ['0xaa'], '0xbb'],
  ],
  [approveCall(addresses, { request, shards }), 'escrow', 'approve', listed],
  [finalizeCall(addresses, { request, shards }), 'escrow', 'finalize', listed],
  [noShowCall(addresses, { request, shards }), 'escrow', 'noShow', listed],
  [slashTimeoutCall(addresses, { request, shards }), 'escrow', 'slashTimeout', listed],
  [cancelRequestCall(addresses, { request }), 'escrow', 'cancel', [request]],
  [postRequestCall(addresses, { request }), 'escrow', 'post', [request]],
  [expireRequestCall(addresses, { request }), 'escrow', 'expire', [request]],
  [cancelRequestsBeforeCall(addresses, { token, nonce: 5n }), 'escrow', 'cancelBefore', [token, 5n]],
  [lockBalanceCall(addresses, { token, until: 5n }), 'escrow', 'lockBalance', [token, 5n]],
  [acceptPostedCall(addresses, { request, shards, worker }), 'escrow', 'accept', [...listed, worker]],
  [
    submitWitnessCall(addresses, { request, shard: 3, inputRoots, output: '0xaa' }),
    'escrow',
    'submitWitness',
    [request, 3, inputRoots, '0xaa'],
  ],
  [
    approveSignedCall(addresses, { request, shards, roots: [root, root], signature }),
    'escrow',
    'approveSigned',
    [...listed, [root, root], signature],
  ],
  [depositCall(addresses, { token, amount: 5n, owner: worker }), 'escrow', 'deposit', [token, worker, 5n]],
  [
    depositCall(addresses, { token: addressAt(0), amount: 5n, owner: worker }),
    'escrow',
    'deposit',
    [addressAt(0), worker, 5n],
    5n,
  ],
  [
    depositWithPermitCall(addresses, {
      token,
      amount: 5n,
      owner: worker,
      permit: { deadline: 6n, v: 27, r: root, s: root },
    }),
    'escrow',
    'depositWithPermit',
    [token, worker, 5n, 6n, 27, root, root],
  ],
  [withdrawCall(addresses, { token, to: worker, amount: 5n }), 'escrow', 'withdraw', [token, worker, 5n]],
  [registerChallengeCall(addresses, { challenge: root }), 'escrow', 'registerChallenge', [root]],
  [
    proveFraudCall(addresses, { request, shard: 3, element: 9n, nonce: root, inputRoots, proof: '0xaa' }),
    'escrow',
    'proveFraud',
    [request, 3, 9n, root, inputRoots, '0xaa'],
  ],
  [
    multicallEscrowCall(addresses, { calls: [flushBurnCall(addresses), rollCall(addresses, { workers: [worker] })] }),
    'escrow',
    'multicall',
    [[flushBurnCall(addresses).data, rollCall(addresses, { workers: [worker] }).data]],
  ],
  [flushBurnCall(addresses), 'escrow', 'flushBurn', []],
  [rollCall(addresses, { workers: [worker] }), 'escrow', 'roll', [[worker]]],
  [bondCall(addresses, { amount: 5n }), 'staking', 'bond', [5n]],
  [
    bondCall(addresses, { amount: 5n, permit: { deadline: 6n, v: 27, r: root, s: root } }),
    'staking',
    'bondWithPermit',
    [5n, 6n, 27, root, root],
  ],
  [unbondCall(addresses, { amount: 5n }), 'staking', 'unbond', [5n]],
  [rebondCall(addresses, { index: 7 }), 'staking', 'rebond', [7n]],
  [withdrawStakeCall(addresses, { index: 7, to: worker }), 'staking', 'withdraw', [7n, worker]],
  [setOperatorCall(addresses, { operator: worker }), 'staking', 'setOperator', [worker]],
  [setLockCapCall(addresses, { lockCap: 5n }), 'staking', 'setLockCap', [5n]],
  [claimRewardsCall(addresses, { to: worker }), 'staking', 'claimRewards', [worker]],
  [setLockerCall(addresses, { locker: token, on: true }), 'staking', 'setLocker', [token, true]],
  [setCommissionCall(addresses, { bps: 5 }), 'staking', 'setCommission', [5n]],
  [applyCommissionCall(addresses, { worker }), 'staking', 'applyCommission', [worker]],
  [delegateCall(addresses, { worker, amount: 5n }), 'staking', 'delegate', [worker, 5n]],
  [
    delegateCall(addresses, { worker, amount: 5n, permit: { deadline: 6n, v: 27, r: root, s: root } }),
    'staking',
    'delegateWithPermit',
    [worker, 5n, 6n, 27, root, root],
  ],
  [undelegateCall(addresses, { worker, amount: 5n }), 'staking', 'undelegate', [worker, 5n]],
  [rebondDelegationCall(addresses, { worker, index: 7 }), 'staking', 'rebondDelegation', [worker, 7n]],
  [
    withdrawDelegationCall(addresses, { worker, index: 7, to: token }),
    'staking',
    'withdrawDelegation',
    [worker, 7n, token],
  ],
  [
    claimDelegationRewardsCall(addresses, { workers: [worker], to: token }),
    'staking',
    'claimDelegationRewards',
    [[worker], token],
  ],
  [claimPastRewardsCall(addresses, { worker, era: 2, to: token }), 'staking', 'claimPastRewards', [worker, 2n, token]],
  [claimWorkCall(addresses, { worker }), 'emission', 'claimWork', [worker]],
  [postBeaconCall(addresses, { beaconId: 12n, header: '0xbb' }), 'beacon', 'post', [12n, '0xbb']],
]

const abis: Record<string, Abi> = {
  escrow: jobEscrowAbi,
  staking: stakingAbi,
  emission: emissionAbi,
  beacon: beaconAbi,
}

for (const [call, target, functionName, args, value = 0n] of cases) {
  test(`calls_${functionName}_encodesItsArguments${value > 0n ? 'AndValue' : ''}`, () => {
    const decoded = decodeFunctionData({ abi: abis[target] ?? [], data: call.data })
    assert.equal(call.to, addresses[target])
    assert.equal(call.value, value)
    assert.equal(decoded.functionName, functionName)
    assert.deepEqual(decoded.args ?? [], args)
  })
}

/** Calls that no action sends, and why. */
const withoutAction: Record<string, Record<string, string>> = {
  escrow: {
    setAuthority: 'power: only the access manager calls it, by its own updateAuthority',
    setToken: 'power: the listing role',
    setTokenPaused: 'power: the guardian',
    setDisputer: 'power: the core role, once',
    openDispute: 'the contract that decides disputes',
    closeDispute: 'the contract that decides disputes',
    slashByDispute: 'the contract that decides disputes',
  },
  staking: {
    setAuthority: 'power: only the access manager calls it, by its own updateAuthority',
    addLocker: 'power: the admin',
    setBondingPaused: 'power: the guardian',
    slash: 'the lockers',
  },
  emission: {
    setAuthority: 'power: only the access manager calls it, by its own updateAuthority',
    setStaking: 'power: the admin, once',
    addCrediter: 'power: the admin',
    closeEpoch: 'the crediters',
    credit: 'the crediters',
    burn: 'the crediters',
    mintToStaker: 'the staking contract',
  },
  beacon: {},
}

function changingCalls(abi: Abi): string[] {
  return abi.flatMap((entry) =>
    entry.type === 'function' && (entry.stateMutability === 'nonpayable' || entry.stateMutability === 'payable')
      ? [entry.name]
      : [],
  )
}

for (const [target, abi] of Object.entries(abis)) {
  test(`calls_everyChangeOf_${target}_hasAnActionOrAReason`, () => {
    const sent = cases.filter(([, of]) => of === target).map(([, , functionName]) => functionName)
    const reasons = Object.keys(withoutAction[target] ?? {})
    assert.deepEqual([...new Set(sent), ...reasons].toSorted(), changingCalls(abi).toSorted())
  })
}

for (const call of [
  depositCall(addresses, { token: addressAt(0), amount: 5n, owner: worker }),
  claimWorkCall(addresses, { worker }),
]) {
  test(`calls_multicallEscrow_refuses_${call.value > 0n ? 'coins' : 'otherContracts'}`, () => {
    const { to, value } = call
    const facts = { index: 1, to, value, escrow: addresses.escrow }
    assert.throws(() => multicallEscrowCall(addresses, { calls: [flushBurnCall(addresses), call] }), {
      code: 'CALL_NOT_BUNDLED',
      facts,
    })
  })
}
