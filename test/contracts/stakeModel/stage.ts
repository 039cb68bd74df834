import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { parseEther } from 'ethers'
import type { Emission, QuernToken, Staking } from '../../../typechain-types/index.js'
import { ethers } from './chain.js'
import { TIMES } from '../utils/protocol.js'
import {
  CREDITERS,
  LOCKERS,
  STAKERS,
  type CrediterName,
  type LockerName,
  type Sender,
  type StakerName,
} from './state.js'

export const WALLET = parseEther('1000000')
/** What the emission holds from the start, so that crediters need not send what they burn. */
export const BURNABLE = parseEther('50000000')
const GENESIS = parseEther('400000000')

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Token, emission and staking, with lockers and crediters that do what a test says. For `loadFixture`. */
export async function openStage() {
  const signers = await ethers.getSigners()
  const [admin, treasury, ...others] = signers as [HardhatEthersSigner, HardhatEthersSigner, ...HardhatEthersSigner[]]
  const names = [...STAKERS, 'operator', 'stranger', ...CREDITERS] as const
  const people = Object.fromEntries(names.map((name, index) => [name, others[index]?.address ?? ''])) as Record<
    Sender | CrediterName,
    string
  >
  const manager = await ethers.deployContract('AccessManager', [admin])
  const { unbonding, epoch } = TIMES
  const emission = await ethers.deployContract('Emission', [
    { authority: manager, treasury, genesis: GENESIS, epoch, stakersBps: 4000, gammaBps: 9000 },
  ])
  const qrn = await ethers.getContractAt('QuernToken', await emission.TOKEN())
  const staking = await ethers.deployContract('Staking', [
    { authority: manager, emission, unbonding, commissionNotice: unbonding },
  ])
  await emission.setStaking(staking)
  await emission.addCrediter(people['crediter 0'], [10_000])
  const lockers = {} as Record<LockerName, string>
  // The last one is never added.
  for (const name of LOCKERS) lockers[name] = String((await ethers.deployContract('OpenLocker', [staking])).target)
  for (const name of LOCKERS.slice(0, 2)) await staking.addLocker(lockers[name])
  const stage = { qrn, emission, staking, admin: admin.address, people, lockers }
  await fund(stage, treasury, others.slice(0, STAKERS.length))
  return stage
}

async function fund(
  { qrn, staking, emission }: { qrn: QuernToken; staking: Staking; emission: Emission },
  treasury: HardhatEthersSigner,
  stakers: readonly HardhatEthersSigner[],
): Promise<void> {
  await qrn.connect(treasury).transfer(emission, BURNABLE)
  for (const staker of stakers) {
    await qrn.connect(treasury).transfer(staker, WALLET)
    await qrn.connect(staker).approve(staking, 2n ** 256n - 1n)
  }
}

/** The account of somebody or something by name. */
export function addressIn(
  { people, lockers, admin }: Stage,
  who: Sender | CrediterName | LockerName | 'admin',
): string {
  if (who === 'admin') return admin
  return who in lockers ? lockers[who as LockerName] : people[who as Sender]
}

export function isStaker(name: string): name is StakerName {
  return STAKERS.some((staker) => staker === name)
}
