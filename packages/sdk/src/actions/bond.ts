import { encodeFunctionData, type Client, type Hash } from 'viem'
import { resolveAccount, resolveAddresses, sendCall, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import { allowStaking, type Permit } from '../permit.js'
import type { ProtocolAddresses } from '../types.js'

export type BondParameters = WriteParameters & {
  /** Base units of QRN. */
  amount: bigint
  /** Sign a permit instead of sending an approval; by default true. Accounts that are contracts pass false. */
  permit?: boolean | undefined
}

/** The transaction's hash. */
export type BondReturnType = Hash

/** The transaction that `bond` sends: with a permit, or once staking may take the tokens. */
export function bondCall(
  addresses: ProtocolAddresses,
  { amount, permit }: { amount: bigint; permit?: Permit | undefined },
): Call {
  const data = permit
    ? encodeFunctionData({
        abi: stakingAbi,
        functionName: 'bondWithPermit',
        args: [amount, permit.deadline, permit.v, permit.r, permit.s],
      })
    : encodeFunctionData({ abi: stakingAbi, functionName: 'bond', args: [amount] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Bonds the caller's QRN to itself as a worker; the bond is what its jobs lock.
 *
 * Throws `BOND_TOO_SMALL`, `BONDING_PAUSED`, `WALLET_REFUSED`, `ERC20_INSUFFICIENT_BALANCE`.
 *
 * @example
 * ```ts
 * const hash = await bond(client, { amount: parseUnits('100', 18) })
 * ```
 */
export async function bond(client: Client, parameters: BondParameters): Promise<BondReturnType> {
  const { amount, permit: usePermit = true } = parameters
  const addresses = resolveAddresses(client, parameters.addresses)
  const account = resolveAccount(client, parameters.account)
  const permit = await allowStaking(client, addresses, { amount, account, usePermit })
  return sendCall(client, { call: bondCall(addresses, { amount, permit }), chainId: addresses.chainId, account })
}
