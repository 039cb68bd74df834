import { parseSignature, type Account, type Address, type Client, type Hex } from 'viem'
import { getBlock, getEip712Domain, readContract, signTypedData } from 'viem/actions'
import { ensureAllowance, hasAllowance, type Allowance } from './allowance.js'
import { addressOf, decoded } from './client.js'
import { quernTokenAbi } from './generated/abis/quernToken.js'
import type { ProtocolAddresses } from './types.js'

/** A signed ERC-2612 permit. */
export type Permit = { deadline: bigint; v: number; r: Hex; s: Hex }

export type AllowStakingParameters = {
  /** Base units of QRN that staking will take. */
  amount: bigint
  account: Account | Address
  /** Whether to sign a permit instead of sending an approval. */
  usePermit: boolean
}

/** Lets staking take `amount`: nothing to do, an approval that was mined, or the permit to send along. */
export async function allowStaking(
  client: Client,
  addresses: ProtocolAddresses,
  { amount, account, usePermit }: AllowStakingParameters,
): Promise<Permit | undefined> {
  const allowance = { token: addresses.token, spender: addresses.staking, amount, account }
  if (!usePermit) await ensureAllowance(client, addresses.chainId, allowance)
  if (await hasAllowance(client, allowance)) return undefined
  return signPermit(client, allowance)
}

/** A permit of the account for `spender`, valid for an hour. */
export async function signPermit(client: Client, { token, spender, amount, account }: Allowance): Promise<Permit> {
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
      message: { owner, spender, value: amount, nonce, deadline },
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
