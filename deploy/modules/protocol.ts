import { buildModule } from '@nomicfoundation/ignition-core'
import type { Address } from 'viem'
import type { Artifacts } from '../artifacts.js'
import type { NetworkParams } from '../params/network-params.js'
import { deployContracts } from './contracts.js'
import { handOverPowers } from './powers.js'
import { deployKernels, registerKernels, wireContracts } from './wiring.js'

/** Name of the module; Ignition puts it before every id, as in `Quern#JobEscrow`. */
export const MODULE = 'Quern'

/** What the module is made of. */
export type ProtocolModuleArguments = {
  readonly params: NetworkParams
  readonly deployer: Address
  readonly artifacts: Artifacts
}

/** The whole protocol as one Ignition module: contracts, wiring, then the hand-over of all powers. */
export function protocolModule({ params, deployer, artifacts }: ProtocolModuleArguments) {
  return buildModule(MODULE, (m) => {
    const contracts = deployContracts(m, params, deployer)
    const lens = m.contract('ProtocolLens', [contracts.escrow])
    const wired = [lens, ...wireContracts(m, params, contracts)]
    const kernels = deployKernels({ m, params, after: wired })
    const deployed = [...wired, ...kernels.map(({ contract }) => contract)]
    const listed = registerKernels({ m, params, after: deployed }, contracts.registry, kernels)
    handOverPowers({ m, contracts, params, deployer, artifacts, after: listed })
    const byName = Object.fromEntries(kernels.map(({ kernel, contract }) => [kernel.contract, contract]))
    return { ...contracts, ...byName, lens }
  })
}
