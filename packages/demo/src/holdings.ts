import { jobEscrowAbi, quernTokenAbi, stakingAbi, type ProtocolAddresses } from '@quern/sdk'
import { zeroAddress, type Address, type PublicClient } from 'viem'

/** Whoever gains or loses in the demo. */
export interface Party {
  readonly name: string
  readonly role: string
  readonly address: Address
}

/** What one account has, in base units. */
export interface Holdings {
  /** Wei on the ledger; gas is paid from elsewhere and left out. */
  readonly coin: bigint
  /** QRN in the account, on the ledger and bonded. */
  readonly qrn: bigint
  readonly bonded: bigint
}

export async function holdingsOf(
  client: Pick<PublicClient, 'readContract'>,
  { escrow, token, staking }: ProtocolAddresses,
  accounts: readonly Address[],
): Promise<Map<Address, Holdings>> {
  const ledgerOf = (asset: Address, account: Address) =>
    client.readContract({ address: escrow, abi: jobEscrowAbi, functionName: 'ledgerOf', args: [asset, account] })
  const holdings = new Map<Address, Holdings>()
  for (const account of accounts) {
    const args = [account] as const
    const held = await client.readContract({ address: token, abi: quernTokenAbi, functionName: 'balanceOf', args })
    const [active, unbonding] = await client.readContract({
      address: staking,
      abi: stakingAbi,
      functionName: 'assetsOf',
      args,
    })
    const bonded = active + unbonding
    const qrn = held + (await ledgerOf(token, account)) + bonded
    holdings.set(account, { coin: await ledgerOf(zeroAddress, account), qrn, bonded })
  }
  return holdings
}
