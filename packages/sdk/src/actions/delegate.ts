import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { resolveAccount, resolveAddresses, sendCall, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import { allowStaking, type Permit } from '../permit.js'
import type { ProtocolAddresses } from '../types.js'

export type DelegateParameters = WriteParameters & {
  worker: Address
  /** Base units of QRN; the delegation must reach 1 QRN. */
  amount: bigint
  /** Sign a permit instead of sending an approval; by default true. Accounts that are contracts pass false. */
  permit?: boolean | undefined
}

/** The transaction's hash. */
export type DelegateReturnType = Hash

/** The transaction that `delegate` sends: with a permit, or once staking may take the tokens. */
export function delegateCall(
  addresses: ProtocolAddresses,
  { worker, amount, permit }: { worker: Address; amount: bigint; permit?: Permit | undefined },
): Call {
  const data = permit
    ? encodeFunctionData({
        abi: stakingAbi,
        functionName: 'delegateWithPermit',
        args: [worker, amount, permit.deadline, permit.v, permit.r, permit.s],
      })
    : encodeFunctionData({ abi: stakingAbi, functionName: 'delegate', args: [worker, amount] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Stakes the caller's QRN behind a worker: it shares the worker's rewards, less its commission, and its slashes.
 *
 * Throws `BOND_TOO_SMALL`, `BONDING_PAUSED`, `WORKER_NOT_BONDED`, `OWN_WORKER`, `POOL_WORN`, `WALLET_REFUSED`,
 * `ERC20_INSUFFICIENT_BALANCE`.
 *
 * @example
 * ```ts
 * const hash = await delegate(client, { worker, amount: parseUnits('100', 18) })
 * ```
 */
export async function delegate(client: Client, parameters: DelegateParameters): Promise<DelegateReturnType> {
  const { worker, amount, permit: usePermit = true } = parameters
  const addresses = resolveAddresses(client, parameters.addresses)
  const account = resolveAccount(client, parameters.account)
  const permit = await allowStaking(client, addresses, { amount, account, usePermit })
  const call = delegateCall(addresses, { worker, amount, permit })
  return sendCall(client, { call, chainId: addresses.chainId, account })
}
