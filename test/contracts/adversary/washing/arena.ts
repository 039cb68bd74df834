import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { parseEther } from 'ethers'
import type { Address } from 'viem'
import { ethers } from '../../utils/chain.js'
import { bond, giveQrn, openMarket, type Market, type Worker } from '../../utils/market.js'
import { NATIVE, MAX_PRICE, TIMES } from '../../utils/protocol.js'

/** A party of one requester and several workers, who are one; or everybody else. */
export type Side = { readonly requester: HardhatEthersSigner; readonly workers: readonly Worker[] }

/** Where washing is tried: two escrows that share the work stream, a party with four identities, two honest workers. */
export type Arena = {
  /** The same market seen through each escrow; the index names the crediter. */
  readonly markets: readonly [Market, Market]
  readonly party: Side
  readonly honest: Side
}

export const CREDITERS = 2
/** Unix time from the beginning of one epoch to the next. */
export const DAY = BigInt(TIMES.epoch)
const IDENTITIES = 4
const HONEST = 2
const BOND = parseEther('100')
/** Enough for a burn far above what an epoch emits. */
const FUNDS = parseEther('20000000')
/** What a requester has besides. */
const POCKET = parseEther('100000')
const SHARES_BPS = [6000, 4000]
const FIRST_SIGNER = 12

/** For `loadFixture`. */
export async function openArena(): Promise<Arena> {
  const first = await openMarket()
  const second = await openSecond(first)
  const markets = [first, second] as const
  const signers = await ethers.getSigners()
  let next = FIRST_SIGNER
  const take = (): HardhatEthersSigner => signers[next++] ?? missing()
  const sideOf = (name: string, count: number): Side => {
    const worker = (index: number): Worker => {
      const owner = take()
      return { name: `${name} ${index}`, owner, operator: owner }
    }
    return { requester: take(), workers: Array.from({ length: count }, (_, index) => worker(index)) }
  }
  const arena = { markets, party: sideOf('identity', IDENTITIES), honest: sideOf('honest', HONEST) }
  for (const side of [arena.party, arena.honest]) await equip(markets, side)
  return arena
}

/** A second escrow, the crediter of the rest of the stream. */
async function openSecond(market: Market): Promise<Market> {
  const { manager, emission, staking, registry, qrn } = market
  const { unbonding: _unbonding, epoch: _epoch, ...times } = TIMES
  const [beacon, proofRunner] = [await market.escrow.BEACON(), await market.escrow.PROOF_RUNNER()]
  const config = { authority: manager, staking, emission, registry, beacon, proofRunner, ...times }
  const extension = await market.escrow.EXTENSION()
  const escrow = await ethers.deployContract('JobEscrow', [config, extension])
  await emission.addCrediter(escrow, SHARES_BPS)
  await staking.addLocker(escrow)
  await escrow.setToken(NATIVE, true, MAX_PRICE)
  await escrow.setToken(qrn, true, MAX_PRICE)
  return { ...market, escrow, escrowAddress: (await escrow.getAddress()) as Address }
}

async function equip(markets: Arena['markets'], { requester, workers }: Side): Promise<void> {
  const [market, second] = markets
  await giveQrn(market, requester, 2n * FUNDS + POCKET)
  for (const { escrow, qrn } of markets) {
    await qrn.connect(requester).approve(escrow, FUNDS)
    await escrow.connect(requester).deposit(qrn, requester, FUNDS)
  }
  for (const worker of workers) {
    await bond(market, worker, BOND)
    await market.staking.connect(worker.owner).setLocker(second.escrow, true)
  }
}

function missing(): never {
  throw new RangeError('the chain has too few accounts')
}
