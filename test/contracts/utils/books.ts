import type { Market } from './market.js'
import { NATIVE } from './protocol.js'

/** Amounts by name, in base units. */
export type Books = Readonly<Record<string, bigint>>

const PARTIES = ['author', 'requester', 'challenger', 'copycat', 'stranger', 'cold', 'treasury'] as const

/**
 * Everything that anybody has, in base units: ledger coins and ledger QRN, QRN in the wallet; of workers also the bond,
 * what unbonds and what is locked, and what others delegated to them; and the holdings of the contracts. Coins in wallets are left out: gas comes from them.
 */
export async function booksOf(market: Market): Promise<Books> {
  const books: Record<string, bigint> = {}
  for (const name of PARTIES) Object.assign(books, await accountBooks(market, name, market[name].address))
  for (const worker of [market.alice, market.bob]) {
    Object.assign(books, await accountBooks(market, worker.name, worker.owner.address))
    Object.assign(books, await accountBooks(market, `${worker.name}'s operator`, worker.operator.address))
    const [active, unbonding] = await market.staking.assetsOf(worker.owner)
    books[`${worker.name} bonded`] = active
    books[`${worker.name} unbonding`] = unbonding
    const [delegated, leaving] = await market.staking.poolAssetsOf(worker.owner)
    books[`${worker.name}'s pool`] = delegated
    books[`${worker.name}'s pool unbonding`] = leaving
    books[`${worker.name} locked`] = await market.escrow.lockedOf(worker.owner)
  }
  return { ...books, ...(await contractBooks(market)) }
}

async function accountBooks({ escrow, qrn }: Market, name: string, account: string): Promise<Books> {
  return {
    [`${name} coins`]: await escrow.ledgerOf(NATIVE, account),
    [`${name} QRN`]: await escrow.ledgerOf(qrn, account),
    [`${name} wallet`]: await qrn.balanceOf(account),
  }
}

async function contractBooks({ escrow, staking, emission, qrn }: Market): Promise<Books> {
  const provider = escrow.runner?.provider
  const [, , burnable] = await escrow.running()
  return {
    'escrow coins': (await provider?.getBalance(escrow)) ?? 0n,
    'escrow wallet': await qrn.balanceOf(escrow),
    'staking wallet': await qrn.balanceOf(staking),
    'emission wallet': await qrn.balanceOf(emission),
    'burn to flush': burnable,
    'QRN supply': await qrn.totalSupply(),
  }
}

/** What `action` changed in everybody's books: name → difference; what stayed the same is absent. */
export async function changesBy(market: Market, action: () => Promise<unknown>): Promise<Books> {
  const before = await booksOf(market)
  await action()
  return changesSince(market, before)
}

/** What changed since `before`. */
export async function changesSince(market: Market, before: Books): Promise<Books> {
  const after = await booksOf(market)
  const names = Object.keys(after).filter((name) => after[name] !== before[name])
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0n) - (before[name] ?? 0n)]))
}
