import { parseEther } from 'ethers'
import { randomOf } from '../../model/random.js'
import type { Strategy } from '../strategy.js'
import { anyBurn } from './amounts.js'
import { outcomeOf, type WashOutcome } from './outcome.js'
import { beginPlay, moveTo, settleAll, wash, type Play } from './play.js'

/** The epoch in which it bonds more, and the one in which it takes its rewards. */
const BONDS = 3
const CLAIMS = 9

/** Bonds much stake and takes its rewards while it washes: they are what the same stake earns without washing. */
export const stakeAndWash: Strategy<WashOutcome> = {
  name: 'washes while it stakes',
  run: async (seed) => {
    const idle = await beginPlay()
    await stake(idle, { seed, washes: false })
    const rewards: bigint[] = []
    const outcome = await outcomeOf(async (play) => {
      await stake(play, { seed, washes: true })
      rewards.push(play.stakeRewards)
    })
    if (rewards[0] === idle.stakeRewards) return outcome
    const rule = `washing changed the rewards of stake from ${idle.stakeRewards} to ${rewards[0]}`
    return { ...outcome, broken: [...outcome.broken, rule] }
  },
}

/** Bonds and claims at the same seconds, whether it washes in between or not. */
async function stake(play: Play, { seed, washes }: { seed: number; washes: boolean }): Promise<void> {
  const random = randomOf(seed)
  const { arena } = play
  const [{ staking, emission, qrn }] = arena.markets
  const [worker] = arena.party.workers
  if (worker === undefined) throw new RangeError('the party has no worker')
  const amount = parseEther('1000') * BigInt(1 + random.int(50))
  await qrn.connect(arena.party.requester).transfer(worker.owner, amount)
  await qrn.connect(worker.owner).approve(staking, amount)
  const identities = washes ? [0, 1] : []
  for (const who of identities) await wash(play, { who, burn: anyBurn(random) })

  await moveTo(play, BONDS)
  await staking.connect(worker.owner).bond(amount)
  await moveTo(play, BONDS + 1 + random.int(3))
  await settleAll(play, play.jobs)
  await moveTo(play, CLAIMS)
  const before = await emission.stakersMinted()
  await staking.connect(worker.owner).claimRewards(worker.owner)
  play.stakeRewards = (await emission.stakersMinted()) - before
}
