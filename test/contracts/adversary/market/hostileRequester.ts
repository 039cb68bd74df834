import { nextAt, now } from '../../utils/chain.js'
import { accept } from '../../utils/jobs.js'
import { DURATION } from '../../utils/deal.js'
import { end } from './ending.js'
import { answer, compute, draw, mustFail, order, show, take } from './play.js'
import { LOCK, NO_SHOW, NO_SHOW_PAYOUT, PAID, PRICE, timeoutPayoutOf } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** Once its job is taken it empties its ledger, cancels, and says nothing: the right result is paid for all the same. */
export const requesterCancels = strategyOf({
  name: 'requester cancels and empties its ledger after the accept',
  chances: [{ chance: 1, profit: 0n }],
  bound: 0n,
  moves: async (play) => {
    const { market, people } = play.arena
    const own = market.escrow.connect(people.patron)
    const deal = await order(play, { orderedBy: 'patron' })
    const job = await take(play, deal, { doneBy: 'worker', orderedBy: 'patron' })
    const drawn = await draw(play, job)
    await mustFail(play, 'LedgerTooLow', () => own.withdraw(market.qrn, people.patron, 1n))
    await own.cancel(deal.request)
    await own.cancelBefore(market.qrn, 2n ** 40n)
    await show(play, job, drawn)
    await end(play, job)
  },
})

/** Empties its ledger while a worker computes ahead of its accept. */
export const requesterDrains = strategyOf({
  name: 'requester empties its ledger before the accept',
  chances: [{ chance: 1, profit: 0n }],
  bound: PAID,
  moves: async (play) => {
    const { market, people, workers } = play.arena
    const deal = await order(play, { orderedBy: 'patron' })
    await compute(play, deal, { doneBy: 'worker', orderedBy: 'patron' })
    await market.escrow.connect(people.patron).withdraw(market.qrn, people.patron, PRICE)
    await mustFail(play, 'LedgerTooLow', () => accept(market, deal, { worker: workers.worker, shards: [0] }))
  },
})

/** The same with a credit that is bound: it hires its own worker with it. */
export const requesterDrainsBound = strategyOf({
  name: 'requester spends its bound credit on its own worker',
  chances: [{ chance: 1, profit: 0n }],
  bound: PAID,
  moves: async (play) => {
    const { market, people, workers } = play.arena
    const own = market.escrow.connect(people.patron)
    await own.lockBalance(market.qrn, (await now()) + DURATION)
    const deal = await order(play, { orderedBy: 'patron' })
    await compute(play, deal, { doneBy: 'worker', orderedBy: 'patron' })
    await mustFail(play, 'BalanceBound', () => own.withdraw(market.qrn, people.patron, PRICE))

    const ownDeal = await order(play, { orderedBy: 'patron' })
    const job = await take(play, ownDeal, { orderedBy: 'patron' })
    await answer(play, job)
    await own.approve(ownDeal.request.terms, ownDeal.workHash, [0])
    await mustFail(play, 'LedgerTooLow', () => accept(market, deal, { worker: workers.worker, shards: [0] }))
  },
})

/** Never serves its inputs, and a worker takes the job without holding them. */
export const requesterWithholdsInputs = strategyOf({
  name: 'requester serves no inputs to a careless worker',
  chances: [{ chance: 1, profit: NO_SHOW_PAYOUT }],
  bound: NO_SHOW,
  known: 'a worker that accepts before it holds every input byte pays for a no-show; `quern-worker` does not',
  moves: async (play) => {
    const { market, workers } = play.arena
    const deal = await order(play, { orderedBy: 'patron' })
    await accept(market, deal, { worker: workers.worker, shards: [0] })
    await nextAt((await now()) + DURATION + 1)
    await market.escrow.connect(market.stranger).noShow(deal.request.terms, deal.workHash, [0])
  },
})

/** Keeps its worker from the network between commit and reveal. */
export const requesterCutsOff = strategyOf({
  name: 'requester cuts its worker off between commit and reveal',
  chances: [{ chance: 1, profit: timeoutPayoutOf(LOCK) }],
  bound: LOCK + PAID,
  known: 'a worker that cannot send for the whole reveal window loses its lock; a twentieth of it pays the requester',
  moves: async (play) => {
    const deal = await order(play, { orderedBy: 'patron' })
    await end(play, await take(play, deal, { doneBy: 'worker', orderedBy: 'patron' }))
  },
})
