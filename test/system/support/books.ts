import { jobEscrowAbi, quernTokenAbi, stakingAbi } from '@quern/sdk'
import { zeroAddress, type Address } from 'viem'
import type { Stage } from './stage.js'

/** What an account has in the protocol, in base units. */
export interface Book {
  /** Of the native coin, on the ledger. */
  readonly coin: bigint
  /** QRN on the ledger. */
  readonly qrn: bigint
  readonly bonded: bigint
  /** What its live jobs hold. */
  readonly locked: bigint
}

/** Reads the ledger and the stake of an account. */
export async function bookOf({ devnet, requester }: Stage, account: Address): Promise<Book> {
  const { escrow, staking, token } = devnet.addresses
  const { client } = requester
  const ledger = { abi: jobEscrowAbi, address: escrow, functionName: 'ledgerOf' } as const
  const [coin, qrn, view] = await Promise.all([
    client.readContract({ ...ledger, args: [zeroAddress, account] }),
    client.readContract({ ...ledger, args: [token, account] }),
    client.readContract({ abi: stakingAbi, address: staking, functionName: 'workerView', args: [account] }),
  ])
  return { coin, qrn, bonded: view.selfActive + view.selfUnbonding, locked: view.locked }
}

/** What the escrow itself holds, and the whole supply of QRN. */
export async function totalsOf({ devnet, requester }: Stage) {
  const { escrow, token } = devnet.addresses
  const { client } = requester
  const qrn = { abi: quernTokenAbi, address: token } as const
  const [coin, held, supply, [, , burnable]] = await Promise.all([
    client.getBalance({ address: escrow }),
    client.readContract({ ...qrn, functionName: 'balanceOf', args: [escrow] }),
    client.readContract({ ...qrn, functionName: 'totalSupply' }),
    client.readContract({ abi: jobEscrowAbi, address: escrow, functionName: 'running' }),
  ])
  return { coin, qrn: held, supply, burnable }
}
