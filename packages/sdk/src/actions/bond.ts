import { encodeFunctionData, parseSignature, type Account, type Address, type Client, type Hash, type Hex } from 'viem'
import { getBlock, getEip712Domain, readContract, signTypedData } from 'viem/actions'
import { ensureAllowance, hasAllowance } from '../allowance.js'
import {
  addressOf,
  decoded,
  resolveAccount,
  resolveAddresses,
  sendCall,
  type Call,
  type WriteParameters,
} from '../client.js'
import { quernTokenAbi } from '../generated/abis/quernToken.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

/** A signed ERC-2612 permit. */
export type Permit = { deadline: bigint; v: number; r: Hex; s: Hex }

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
  const allowance = { token: addresses.token, spender: addresses.staking, amount, account }
  if (!usePermit) await ensureAllowance(client, addresses.chainId, allowance)
  const permit = (await hasAllowance(client, allowance))
    ? undefined
    : await signPermit(client, addresses, { amount, account })
  return sendCall(client, { call: bondCall(addresses, { amount, permit }), chainId: addresses.chainId, account })
}

/** A permit for staking, valid for an hour. */
async function signPermit(
  client: Client,
  { token, staking }: ProtocolAddresses,
  { amount, account }: { amount: bigint; account: Account | Address },
): Promise<Permit> {
  const owner = addressOf(account)
  const [{ domain }, nonce, { timestamp }] = await decoded(
    Promise.all([
      getEip712Domain(client, { address: token }),
      readContract(client, { address: token, abi: quernTokenAbi, functionName: 'nonces', args: [owner] }),
      getBlock(client),
    ]),
  )
  // The contract's domain has no salt, but the reader returns one of zeros, which would be signed.
  const { name, version, chainId, verifyingContract } = domain
  const deadline = timestamp + 3600n
  const signature = await decoded(
    signTypedData(client, {
      account,
      domain: { name, version, chainId, verifyingContract },
      primaryType: 'Permit',
      types: { Permit: permitFields },
      message: { owner, spender: staking, value: amount, nonce, deadline },
    }),
  )
  const { r, s, yParity } = parseSignature(signature)
  return { deadline, v: yParity + 27, r, s }
}

const permitFields = [
  { name: 'owner', type: 'address' },
  { name: 'spender', type: 'address' },
  { name: 'value', type: 'uint256' },
  { name: 'nonce', type: 'uint256' },
  { name: 'deadline', type: 'uint256' },
] as const
