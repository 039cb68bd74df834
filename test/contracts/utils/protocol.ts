import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { ZeroAddress, parseEther } from 'ethers'
import type { Address } from 'viem'
import { ethers } from './chain.js'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const NATIVE = ZeroAddress
export const MATMUL8 = 1
export const ROYALTY_BPS = 250n

/** The values of public chains, in seconds, so that the clock of the machine that runs the tests never matters. */
export const TIMES = {
  beaconDelay: 10 * MINUTE,
  revealWindow: 2 * HOUR,
  minChallengeWindow: 2 * HOUR,
  maxChallengeWindow: 2 * DAY,
  maxDuration: 2 * DAY,
  disputeClock: DAY,
  unbonding: 7 * DAY,
  epoch: DAY,
}

/** Bounds of the kernel's jobs. */
export const LIMITS = {
  retired: false,
  minSampleBps: 2500,
  minSamples: 4,
  unitBurn: parseEther('0.01'),
  minLock: parseEther('1'),
  maxLock: parseEther('10000'),
}

/** The most a shard may cost, in coins or QRN. */
export const MAX_PRICE = parseEther('1000')

export type Protocol = Awaited<ReturnType<typeof deployProtocol>>
type Contracts = Awaited<ReturnType<typeof deployContracts>>
type Accounts = {
  readonly admin: HardhatEthersSigner
  readonly treasury: HardhatEthersSigner
  readonly author: HardhatEthersSigner
}

/** Every contract of the protocol, wired, with `admin` as its only power. */
export async function deployProtocol(accounts: Accounts) {
  const contracts = await deployContracts(accounts)
  await wire(contracts, accounts)
  const escrowAddress = (await contracts.escrow.getAddress()) as Address
  const qrnAddress = (await contracts.qrn.getAddress()) as Address
  return { ...contracts, escrowAddress, qrnAddress }
}

async function deployContracts({ admin, treasury }: Accounts) {
  const manager = await ethers.deployContract('AccessManager', [admin])
  const genesis = parseEther('400000000')
  const emission = await ethers.deployContract('Emission', [
    { authority: manager, treasury, genesis, epoch: TIMES.epoch, stakersBps: 4000, gammaBps: 9000 },
  ])
  const qrn = await ethers.getContractAt('QuernToken', await emission.TOKEN())
  const { unbonding } = TIMES
  const staking = await ethers.deployContract('Staking', [
    { authority: manager, emission, unbonding, commissionNotice: unbonding },
  ])
  const registry = await ethers.deployContract('KernelRegistry', [manager])
  const matmul8 = await ethers.deployContract('Matmul8')
  const beacon = await ethers.deployContract('DevBeacon')
  const proofRunner = await ethers.deployContract('ProofRunner', [registry])
  const { unbonding: _unbonding, epoch: _epoch, ...escrowTimes } = TIMES
  const config = { authority: manager, staking, emission, registry, beacon, proofRunner, ...escrowTimes }
  const extension = await ethers.deployContract('EscrowExtension', [config])
  const escrow = await ethers.deployContract('JobEscrow', [config, extension])
  const lens = await ethers.deployContract('ProtocolLens', [escrow])
  return { manager, emission, qrn, staking, registry, matmul8, beacon, escrow, lens }
}

async function wire({ emission, staking, registry, matmul8, escrow, qrn }: Contracts, { author }: Accounts) {
  await emission.setStaking(staking)
  await emission.addCrediter(escrow, [10_000])
  await staking.addLocker(escrow)
  const kernel = { kernel: matmul8, kind: 0, royaltyBps: ROYALTY_BPS, gasCap: 4_000_000, author }
  await registry.register(MATMUL8, kernel, LIMITS)
  await escrow.setToken(NATIVE, true, MAX_PRICE)
  await escrow.setToken(qrn, true, MAX_PRICE)
}
