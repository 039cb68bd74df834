import type { ContractFuture, Future, IgnitionModuleBuilder } from '@nomicfoundation/ignition-core'
import { zeroAddress } from 'viem'
import { kernelEntry, kernelLimits } from '../params/kernel-entry.js'
import type { KernelParams, NetworkParams } from '../params/network-params.js'
import type { ProtocolContracts } from './contracts.js'

/** The first crediter earns the whole work stream until another is added. */
const WHOLE_STREAM_BPS = [10_000]

/** Makes the contracts know each other, and lists the first tokens. */
export function wireContracts(m: IgnitionModuleBuilder, params: NetworkParams, c: ProtocolContracts): Future[] {
  const after = [c.escrow]
  return [
    m.call(c.emission, 'setStaking', [c.staking], { id: 'Emission_setStaking', after }),
    m.call(c.emission, 'addCrediter', [c.escrow, WHOLE_STREAM_BPS], { id: 'Emission_addCrediter', after }),
    m.call(c.staking, 'addLocker', [c.escrow], { id: 'Staking_addLocker', after }),
    ...params.tokens.map(({ token, maxPrice }) => {
      const address = token === 'native' ? zeroAddress : c.token
      return m.call(c.escrow, 'setToken', [address, true, maxPrice], { id: `JobEscrow_setToken_${token}`, after })
    }),
  ]
}

/** What a step needs besides the contracts: the stage before it. */
export type Stage = { readonly m: IgnitionModuleBuilder; readonly params: NetworkParams; readonly after: Future[] }

/** A kernel beside its contract. */
export type DeployedKernel = { readonly kernel: KernelParams; readonly contract: ContractFuture<string> }

/** Deploys the kernels, each a stage behind the last: a new one moves no address before it. */
export function deployKernels({ m, params, after }: Stage): DeployedKernel[] {
  let last = after
  return params.kernels.map((kernel) => {
    const contract = m.contract(kernel.contract, [], { after: last })
    last = [contract]
    return { kernel, contract }
  })
}

/** Lists the kernels. */
export function registerKernels(
  { m, params, after }: Stage,
  registry: ProtocolContracts['registry'],
  kernels: readonly DeployedKernel[],
): Future[] {
  return kernels.map(({ kernel, contract }) => {
    const entry = kernelEntry(contract, kernel, params.accounts)
    const id = `KernelRegistry_register_${kernel.id}`
    return m.call(registry, 'register', [kernel.id, entry, kernelLimits(kernel)], { id, after })
  })
}
