import { encodeFunctionData, erc20Abi, type Account, type Address, type Client } from 'viem'
import { readContract } from 'viem/actions'
import { addressOf, decoded, sendCall, waitForSuccess } from './client.js'

export type Allowance = { token: Address; spender: Address; amount: bigint; account: Account | Address }

/** Whether `spender` may already take `amount` of the account's tokens. */
export async function hasAllowance(client: Client, { token, spender, amount, account }: Allowance): Promise<boolean> {
  const args = [addressOf(account), spender] as const
  const read = readContract(client, { address: token, abi: erc20Abi, functionName: 'allowance', args })
  return (await decoded(read)) >= amount
}

/** Lets `spender` take exactly `amount` of the account's tokens, unless it already may; waits until that is mined. */
export async function ensureAllowance(client: Client, chainId: number, allowance: Allowance): Promise<void> {
  if (await hasAllowance(client, allowance)) return
  const { token, spender, amount, account } = allowance
  const approval = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, amount] })
  const hash = await sendCall(client, { call: { to: token, data: approval, value: 0n }, chainId, account })
  await waitForSuccess(client, { hash })
}
