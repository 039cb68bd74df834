import { requireThat, type After, type Call, type Rest } from './call.js'
import { ONE, exact, shown, sum, type Exact } from './exact.js'
import { refuseIf, type ModelState, type StakerName } from './state.js'

export function claimRewards({ state, action: { by } }: Call<'claimRewards'>): Rest {
  const worker = state.workers[by]
  return claim(state, by, {
    earned: [worker.earned],
    settle: (paid) => {
      worker.earned -= paid
    },
  })
}

/** A worker that is named twice is paid once. */
export function claimDelegationRewards({ state, action: { by, workers } }: Call<'claimDelegationRewards'>): Rest {
  const delegations = [...new Set(workers)].map((worker) => state.workers[worker].delegations[by])
  return claim(state, by, {
    earned: delegations.map(({ earned }) => earned),
    settle: (paid) => {
      // The difference that rounding makes stays with the first one.
      for (const delegation of delegations.slice(1)) {
        paid -= delegation.earned
        delegation.earned = 0n
      }
      const [first] = delegations
      if (first !== undefined) first.earned -= paid
    },
  })
}

export function claimPastRewards({ state, action: { by, worker, era } }: Call<'claimPastRewards'>): Rest {
  refuseIf(era >= state.workers[worker].era, 'EraNotClosed')
  const { past } = state.workers[worker].delegations[by]
  return claim(state, by, {
    earned: [past[era] ?? 0n],
    settle: (paid) => {
      past[era] = (past[era] ?? 0n) - paid
    },
  })
}

type Claimed = { readonly earned: readonly Exact[]; readonly settle: (paid: Exact) => void }

/** The contracts' amount is within the slack of the exact one; where that could be zero, so is a refusal. */
function claim(state: ModelState, by: StakerName, { earned, settle }: Claimed): Rest {
  const due = sum(earned)
  const slack = state.slack * BigInt(earned.length) + ONE
  refuseIf(due + slack < ONE, 'NothingToClaim')
  return {
    mayRefuse: due - slack < ONE ? 'NothingToClaim' : undefined,
    finish: ({ paid }: After) => {
      const off = exact(paid) - due
      requireThat(off <= slack && -off <= slack, () => `${paid} were claimed, not ${shown(due)} ± ${shown(slack)}`)
      settle(exact(paid))
      state.wallets[by] += paid
      state.minted += paid
      state.held.supply += paid
    },
  }
}
