import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import type { Arena, Wealth } from './roles.js'

type Holders = Pick<Arena, 'market' | 'workers' | 'everybody'>

/** What everybody has: wallet, ledger, own stake and delegations, active and unbonding; rewards not yet claimed aside. */
export async function wealthOfAll(arena: Holders): Promise<Wealth> {
  const amounts = await Promise.all(arena.everybody.map((account) => wealthOf(arena, account)))
  return new Map(arena.everybody.map(({ address }, index) => [address, amounts[index] ?? 0n]))
}

async function wealthOf({ market, workers }: Holders, account: HardhatEthersSigner): Promise<bigint> {
  const { qrn, escrow, staking } = market
  const [wallet, ledger, own, ...delegations] = await Promise.all([
    qrn.balanceOf(account),
    escrow.ledgerOf(qrn, account),
    staking.assetsOf(account),
    ...Object.values(workers).map(({ owner }) => staking.delegationView(owner, account)),
  ])
  const delegated = delegations.flatMap(({ active, unbondings }) => [active, ...unbondings.map(({ amount }) => amount)])
  return sum([wallet, ledger, ...own, ...delegated])
}

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}
