import {
  BaseError,
  decodeErrorResult,
  encodeFunctionData,
  numberToHex,
  type Abi,
  type AbiFunction,
  type AbiParameter,
  type Address,
  type Hex,
} from 'viem'
import type { ProtocolAddresses } from './address-book.js'
import { openArtifacts } from './artifacts.js'
import { managedAddress } from './check.js'
import { splitFunction, type ManagedContract, type Role } from './permissions.js'
import { reader, type Provider } from './provider.js'

export const MANAGED: readonly ManagedContract[] = ['Emission', 'Staking', 'KernelRegistry', 'JobEscrow']
/** Enough for every privileged call. */
const GAS = numberToHex(2_000_000n)

export const artifacts = openArtifacts()
const errors = [...MANAGED, 'AccessManager'].flatMap((name) => errorsOf(name))

function errorsOf(name: string): Abi {
  return artifacts.abiOf(name).filter(({ type }) => type === 'error')
}

export type Call = { readonly to: Address; readonly data: Hex }
/** How a call ends: its return data, or the name of the error it reverts with. */
export type Ending = 'done' | string

/** Functions of a contract that are no views. */
export function writesOf(name: string): AbiFunction[] {
  const functions = artifacts.abiOf(name).filter((item): item is AbiFunction => item.type === 'function')
  return functions.filter(({ stateMutability }) => stateMutability !== 'view' && stateMutability !== 'pure')
}

/** A call of `item` with zeros for everything. */
export function zeroCall(to: Address, item: AbiFunction): Call {
  return { to, data: encodeFunctionData({ abi: [item], args: item.inputs.map(zeroOf) }) }
}

function zeroOf(parameter: AbiParameter): unknown {
  const { type } = parameter
  if (type.endsWith('[]')) return []
  if ('components' in parameter)
    return Object.fromEntries(parameter.components.map((component) => [component.name, zeroOf(component)]))
  if (type === 'address') return `0x${'00'.repeat(20)}`
  if (type === 'bool') return false
  if (type === 'string') return ''
  // Bytes are a call's data wherever a manager takes them: a selector at least.
  if (type === 'bytes') return '0x00000000'
  const bytes = /^bytes(\d+)$/.exec(type)
  if (bytes !== null) return `0x${'00'.repeat(Number(bytes[1]))}`
  return /^u?int(8|16|24|32|40|48)$/.test(type) ? 0 : 0n
}

/** A call of an entry of the table. */
export function callOf(addresses: ProtocolAddresses, entry: Role['functions'][number], args: readonly unknown[]): Call {
  const { contract, name } = splitFunction(entry)
  const data = encodeFunctionData({ abi: artifacts.abiOf(contract), functionName: name, args })
  return { to: managedAddress(addresses, contract), data }
}

/** A call of the `AccessManager`. */
export function managerCall(addresses: ProtocolAddresses, functionName: string, args: readonly unknown[]): Call {
  const data = encodeFunctionData({ abi: artifacts.abiOf('AccessManager'), functionName, args })
  return { to: addresses.accessManager, data }
}

/** How a call would end now; nothing changes. */
export async function tryCall(provider: Provider, from: Address, call: Call): Promise<Ending> {
  try {
    await provider.request({ method: 'eth_call', params: [{ from, ...call }, 'latest'] })
    return 'done'
  } catch (error) {
    const data = revertData(error)
    // Without data it is none of our errors: an empty revert, or a panic of the compiler's checks.
    if (data === undefined || data === '0x') return 'reverted'
    try {
      return decodeErrorResult({ abi: errors, data }).errorName
    } catch (unknown) {
      if (unknown instanceof BaseError) return data.slice(0, 10)
      throw unknown
    }
  }
}

function revertData(error: unknown): Hex | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('data' in error && typeof error.data === 'string') return error.data as Hex
  return 'cause' in error ? revertData(error.cause) : undefined
}

/** Sends a call in a block of its own, at Unix time `at` if given; tells whether it succeeded, and that block's time. */
export async function sendAt(
  provider: Provider,
  from: Address,
  { call, at }: { readonly call: Call; readonly at?: number },
): Promise<{ done: boolean; time: number }> {
  if (at !== undefined) await provider.request({ method: 'evm_setNextBlockTimestamp', params: [at] })
  await provider.request({ method: 'anvil_impersonateAccount', params: [from] })
  await provider.request({ method: 'anvil_setBalance', params: [from, numberToHex(10n ** 20n)] })
  const client = reader(provider)
  const sent = await provider.request({ method: 'eth_sendTransaction', params: [{ from, ...call, gas: GAS }] })
  const { status, blockHash } = await client.waitForTransactionReceipt({ hash: sent as Hex })
  const { timestamp } = await client.getBlock({ blockHash })
  return { done: status === 'success', time: Number(timestamp) }
}

/** Runs `action`, and puts the chain back to where it was. */
export async function undone(provider: Provider, action: () => Promise<void>): Promise<void> {
  const snapshot = await provider.request({ method: 'evm_snapshot' })
  await action()
  await provider.request({ method: 'evm_revert', params: [snapshot] })
}
