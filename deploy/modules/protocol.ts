import { buildModule } from '@nomicfoundation/ignition-core'
import type { Address } from 'viem'
import type { Artifacts } from '../artifacts.js'
import type { NetworkParams } from '../params/network-params.js'
import { deployContracts } from './contracts.js'
import { handOverPowers } from './powers.js'
import { registerKernels, wireContracts } from './wiring.js'

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
    const { kernels, ...core } = contracts
    const wired = [kernels.Create2Search, lens, ...wireContracts(m, params, contracts)]
    // Each kernel a stage behind the last, so that no address before it moves.
    const render = m.contract('Render', [], { after: wired })
    const monteCarlo = m.contract('MonteCarlo', [], { after: [render] })
    const all = { ...kernels, Render: render, MonteCarlo: monteCarlo }
    const listed = registerKernels({ m, params, after: [monteCarlo] }, { ...contracts, kernels: all })
    handOverPowers({ m, contracts, params, deployer, artifacts, after: listed })
    return { ...core, ...all, lens }
  })
}
