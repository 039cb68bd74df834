import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { ZeroAddress, parseEther } from 'ethers'
import type { Address } from 'viem'
import { ethers, networkHelpers } from '../utils/chain.js'
import { giveQrn, openMarket, type Market } from '../utils/market.js'
import { MAX_PRICE, NATIVE } from '../utils/protocol.js'
import { KERNELS, firstLimits } from './kernels.js'
import type { Sender, Token } from './state.js'

const APPROVED = parseEther('100000')
/** What the requester has of the second token in the ledger, and the copycat of each outside. */
export const USD = parseEther('60')
export const COPYCAT_WALLET = parseEther('100')
const DISPUTER_ACCOUNT = 12
/** Addresses follow from it, and draws and salts from addresses: a sequence is the same whatever tests ran before it. */
const DEPLOYER_NONCE = 1_000_000

export type Stage = Awaited<ReturnType<typeof openStage>>

/** The market with three kernels, a second ERC-20 to pay in, and everything approved that the sequences spend. */
export async function openStage() {
  const [deployer] = await ethers.getSigners()
  await networkHelpers.setNonce((deployer as HardhatEthersSigner).address, DEPLOYER_NONCE)
  const market = await openMarket()
  const disputer = (await ethers.getSigners())[DISPUTER_ACCOUNT] as HardhatEthersSigner
  await registerKernels(market)
  const usd = await openToken(market)
  const { qrn, staking, escrow, treasury, copycat } = market
  for (const { owner } of [market.alice, market.bob]) {
    await giveQrn(market, owner, APPROVED)
    await qrn.connect(owner).approve(staking, APPROVED)
  }
  await qrn.connect(treasury).approve(escrow, APPROVED)
  await giveQrn(market, copycat, COPYCAT_WALLET)
  return { ...market, disputer, usd, usdAddress: (await usd.getAddress()) as Address }
}

async function registerKernels({ registry, matmul8, author, copycat, bob }: Market): Promise<void> {
  const people = { author, copycat, bob: bob.owner }
  const search = await ethers.deployContract('Create2Search')
  for (const name of ['free', 'search'] as const) {
    const { id, witness, royaltyBps, author: who } = KERNELS[name]
    const kernel = { kernel: witness ? search : matmul8, kind: witness ? 1 : 0, royaltyBps, gasCap: 4_000_000 }
    await registry.register(id, { ...kernel, author: people[who] }, firstLimits(name))
  }
}

/** Another token of QRN's code: for the escrow it is a stranger's. */
async function openToken({ escrow, treasury, requester, copycat }: Market) {
  const usd = await ethers.deployContract('QuernToken', [treasury, 2n * APPROVED, treasury])
  await escrow.setToken(usd, true, MAX_PRICE)
  await usd.connect(treasury).approve(escrow, APPROVED)
  await usd.connect(treasury).transfer(copycat, COPYCAT_WALLET)
  await escrow.connect(treasury).deposit(usd, requester, USD)
  return usd
}

export function signerIn({ alice, bob, ...people }: Stage, who: Sender | 'cold'): HardhatEthersSigner {
  switch (who) {
    case 'alice':
      return alice.owner
    case 'bob':
      return bob.owner
    case "alice's operator":
      return alice.operator
    case "bob's operator":
      return bob.operator
    default:
      return people[who]
  }
}

export function addressIn(stage: Stage, who: Sender | 'nobody' | 'cold'): Address {
  return (who === 'nobody' ? ZeroAddress : signerIn(stage, who).address) as Address
}

export function tokenIn({ qrnAddress, usdAddress }: Stage, token: Token): Address {
  return { coins: NATIVE as Address, qrn: qrnAddress, usd: usdAddress }[token]
}
