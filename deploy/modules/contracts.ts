import type { ContractFuture, Future, IgnitionModuleBuilder } from '@nomicfoundation/ignition-core'
import type { Address } from 'viem'
import type { NetworkParams } from '../params/network-params.js'

/**
 * Deploys the core, every contract but the lens and the kernels, in five stages. A stage waits for the whole stage before it, so
 * the order of nonces, and with it every address, is the same however often a deployment is interrupted.
 */
export function deployContracts(m: IgnitionModuleBuilder, params: NetworkParams, deployer: Address) {
  const accessManager = m.contract('AccessManager', [deployer])
  const beacon = m.contract(params.beacon)
  const first: Future[] = [accessManager, beacon]

  const emission = m.contract('Emission', emissionArguments(params, accessManager), { after: first })
  const registry = m.contract('KernelRegistry', [accessManager], { after: first })
  const tokenAddress = m.staticCall(emission, 'TOKEN', [], 0, { after: [emission, registry] })
  const token = m.contractAt('QuernToken', tokenAddress)

  const proofRunner = m.contract('ProofRunner', [registry], { after: [token] })
  const staking = m.contract('Staking', stakingArguments(params, accessManager, emission), { after: [token] })

  const { escrow: times } = params
  const config = {
    authority: accessManager,
    staking,
    emission,
    registry,
    beacon,
    proofRunner,
    beaconDelay: times.beaconDelayS,
    revealWindow: times.revealWindowS,
    minChallengeWindow: times.minChallengeWindowS,
    maxChallengeWindow: times.maxChallengeWindowS,
    maxDuration: times.maxDurationS,
    disputeClock: times.disputeClockS,
  }
  const extension = m.contract('EscrowExtension', [config], { after: [proofRunner, staking] })
  const escrow = m.contract('JobEscrow', [config, extension], { after: [extension] })
  return { accessManager, beacon, emission, registry, token, proofRunner, staking, extension, escrow }
}

export type ProtocolContracts = ReturnType<typeof deployContracts>

/** Order of the fields is that of the Solidity struct; Ignition encodes by name. */
function emissionArguments({ accounts, emission }: NetworkParams, authority: ContractFuture<string>) {
  const { treasury } = accounts
  const { genesis, epochS: epoch, stakersBps, gammaBps } = emission
  return [{ authority, treasury, genesis, epoch, stakersBps, gammaBps }]
}

function stakingArguments(
  { staking }: NetworkParams,
  authority: ContractFuture<string>,
  emission: ContractFuture<string>,
) {
  const { unbondingS: unbonding, commissionNoticeS: commissionNotice } = staking
  return [{ authority, emission, unbonding, commissionNotice }]
}
