import type { Future, IgnitionModuleBuilder } from '@nomicfoundation/ignition-core'
import { zeroAddress } from 'viem'
import type { KernelParams, NetworkParams } from '../params/network-params.js'
import type { ProtocolContracts } from './contracts.js'

/** The first crediter earns the whole work stream until another is added. */
const WHOLE_STREAM_BPS = [10_000]
/** `Kind.Flat` of the kernels: every element is re-executed alone. */
const KIND_FLAT = 0

/** Makes the contracts know each other, and lists the first kernels and tokens. */
export function wireContracts(m: IgnitionModuleBuilder, params: NetworkParams, c: ProtocolContracts): Future[] {
  const after = [c.escrow]
  return [
    m.call(c.emission, 'setStaking', [c.staking], { id: 'Emission_setStaking', after }),
    m.call(c.emission, 'addCrediter', [c.escrow, WHOLE_STREAM_BPS], { id: 'Emission_addCrediter', after }),
    m.call(c.staking, 'addLocker', [c.escrow], { id: 'Staking_addLocker', after }),
    ...params.kernels.map((kernel) => {
      const { matmul8, registry } = c
      const entry = {
        kernel: matmul8,
        kind: KIND_FLAT,
        royaltyBps: kernel.royaltyBps,
        gasCap: kernel.gasCap,
        author: params.accounts[kernel.author],
      }
      const id = `KernelRegistry_register_${kernel.id}`
      return m.call(registry, 'register', [kernel.id, entry, kernelLimits(kernel)], { id, after })
    }),
    ...params.tokens.map(({ token, maxPrice }) => {
      const address = token === 'native' ? zeroAddress : c.token
      return m.call(c.escrow, 'setToken', [address, true, maxPrice], { id: `JobEscrow_setToken_${token}`, after })
    }),
  ]
}

function kernelLimits(kernel: KernelParams) {
  return {
    retired: false,
    minSampleBps: kernel.minSampleBps,
    minSamples: kernel.minSamples,
    unitBurn: kernel.unitBurn,
    minLock: kernel.minLock,
    maxLock: kernel.maxLock,
  }
}
