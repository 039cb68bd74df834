import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { parseEther } from 'ethers'
import type { Address } from 'viem'
import { ethers } from './chain.js'
import { NATIVE, deployProtocol, type Protocol } from './protocol.js'

/** A worker: the owner's address names it, the operator acts for it. */
export type Worker = {
  readonly name: string
  readonly owner: HardhatEthersSigner
  readonly operator: HardhatEthersSigner
}

export const BOND = parseEther('500')
export const COINS = parseEther('100')
export const QRN = parseEther('1000')

export type Market = Awaited<ReturnType<typeof openMarket>>

/** The protocol with a requester that has money in the ledger, two bonded workers, and strangers. For `loadFixture`. */
export async function openMarket() {
  const signers = await ethers.getSigners()
  const at = (index: number): HardhatEthersSigner => {
    const signer = signers[index]
    if (signer === undefined) throw new RangeError(`the chain has no account ${index}`)
    return signer
  }
  const people = {
    admin: at(0),
    treasury: at(1),
    author: at(2),
    requester: at(3),
    challenger: at(4),
    copycat: at(5),
    stranger: at(6),
    cold: at(7),
  }
  const alice: Worker = { name: 'alice', owner: at(8), operator: at(9) }
  const bob: Worker = { name: 'bob', owner: at(10), operator: at(11) }
  const protocol = await deployProtocol(people)
  const market = { ...protocol, ...people, alice, bob }

  await protocol.escrow.connect(people.requester).deposit(NATIVE, people.requester, COINS, { value: COINS })
  await giveQrn(market, people.requester, QRN)
  await protocol.qrn.connect(people.requester).approve(protocol.escrow, QRN)
  await protocol.escrow.connect(people.requester).deposit(protocol.qrn, people.requester, QRN)
  await bond(market, alice, BOND)
  await bond(market, bob, BOND)
  return market
}

/** Sends QRN of the treasury. */
export async function giveQrn(
  { qrn, treasury }: Protocol & { treasury: HardhatEthersSigner },
  to: HardhatEthersSigner,
  amount: bigint,
): Promise<void> {
  await qrn.connect(treasury).transfer(to, amount)
}

/** Gives `worker` the QRN, bonds it, and names its operator. */
export async function bond(
  market: Protocol & { treasury: HardhatEthersSigner },
  worker: Worker,
  amount: bigint,
): Promise<void> {
  await giveQrn(market, worker.owner, amount)
  await market.qrn.connect(worker.owner).approve(market.staking, amount)
  await market.staking.connect(worker.owner).bond(amount)
  await market.staking.connect(worker.owner).setOperator(worker.operator)
}

/** Gives `delegator` the QRN and delegates it to `worker`. */
export async function delegate(
  market: Protocol & { treasury: HardhatEthersSigner },
  { delegator, worker, amount }: { delegator: HardhatEthersSigner; worker: Worker; amount: bigint },
): Promise<void> {
  await giveQrn(market, delegator, amount)
  await market.qrn.connect(delegator).approve(market.staking, amount)
  await market.staking.connect(delegator).delegate(worker.owner, amount)
}

/** An account's address, as viem types it. */
export function addressOf(account: { readonly address: string }): Address {
  return account.address as Address
}
