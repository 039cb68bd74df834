import { nextAt, now } from '../../utils/chain.js'
import { TIMES } from '../../utils/protocol.js'
import { end, watch } from './ending.js'
import { draw, mustFail, order, show, take } from './play.js'
import { ELEMENTS, LOCK } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** Half of its stake is free; it, and its own delegator, leave with all they can between the commit and the slash. */
export const dodgesUnbonding = strategyOf({
  name: 'unbonds between commit and slash',
  stakes: { self: LOCK, pool: { by: 'backer', amount: LOCK } },
  chances: [{ chance: 1, profit: -LOCK }],
  bound: 0n,
  moves: async (play) => {
    const { market, people } = play.arena
    const { staking, escrow } = market
    const own = staking.connect(people.cheat)
    const job = await take(play, await order(play), { skipped: ELEMENTS })
    const drawn = await draw(play, job)
    await mustFail(play, 'StakeTooLow', () => own.unbond(LOCK / 2n + 1n))
    await own.unbond(LOCK / 2n)
    await staking.connect(people.backer).undelegate(people.cheat, LOCK)
    await mustFail(play, 'LockerInUse', () => own.setLocker(escrow, false))
    if (await show(play, job, drawn)) await watch(play, job)
    await end(play, job)

    await nextAt((await now()) + TIMES.unbonding)
    await own.withdraw(0, people.cheat)
    await staking.connect(people.backer).withdrawDelegation(people.cheat, 0, people.backer)
  },
})
