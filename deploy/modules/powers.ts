import type { Future, IgnitionModuleBuilder } from '@nomicfoundation/ignition-core'
import type { Address } from 'viem'
import type { Artifacts } from '../artifacts.js'
import type { NetworkParams } from '../params/network-params.js'
import { ADMIN, PERMISSIONS, splitFunction, type ManagedContract, type Role } from '../permissions.js'
import type { ProtocolContracts } from './contracts.js'

/** What handing over needs. */
export type HandOver = {
  readonly m: IgnitionModuleBuilder
  readonly contracts: ProtocolContracts
  readonly params: NetworkParams
  readonly deployer: Address
  readonly artifacts: Artifacts
  /** Everything that the deployer still does with its powers. */
  readonly after: Future[]
}

/** Writes the table of permissions into the `AccessManager`; then the deployer gives up the last power it has. */
export function handOverPowers(args: HandOver): void {
  const { m, contracts, deployer } = args
  const granted = PERMISSIONS.flatMap((role) => [
    ...labelRole(args, role),
    ...mapFunctions(args, role),
    grantRole(args, role),
  ])
  const id = 'AccessManager_renounce_admin'
  m.call(contracts.accessManager, 'renounceRole', [ADMIN.id, deployer], { id, after: granted })
}

/** OpenZeppelin locks the admin's own label. */
function labelRole({ m, contracts, after }: HandOver, role: Role): Future[] {
  if (role === ADMIN) return []
  const id = `AccessManager_label_${role.name}`
  return [m.call(contracts.accessManager, 'labelRole', [role.id, role.name], { id, after })]
}

function mapFunctions({ m, contracts, artifacts, after }: HandOver, role: Role): Future[] {
  const functions = role.functions.map(splitFunction)
  const targets = [...new Set(functions.map(({ contract }) => contract))]
  return targets.map((contract) => {
    const ofTarget = functions.filter((entry) => entry.contract === contract)
    const selectors = ofTarget.map(({ name }) => artifacts.selectorOf(contract, name))
    const id = `AccessManager_map_${role.name}_${contract}`
    const target = managed(contracts)[contract]
    return m.call(contracts.accessManager, 'setTargetFunctionRole', [target, selectors, role.id], { id, after })
  })
}

function grantRole({ m, contracts, params, after }: HandOver, role: Role): Future {
  const id = `AccessManager_grant_${role.name}`
  const grant = [role.id, params.accounts[role.holder], params.delays[role.delay]]
  return m.call(contracts.accessManager, 'grantRole', grant, { id, after })
}

function managed(c: ProtocolContracts) {
  const all = { Emission: c.emission, Staking: c.staking, KernelRegistry: c.registry, JobEscrow: c.escrow }
  return all satisfies Record<ManagedContract, unknown>
}
