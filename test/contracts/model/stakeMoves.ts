import { parseEther } from 'ethers'
import type { Action } from './action.js'
import type { Scene } from './scene.js'
import { WORKERS } from './state.js'

/** Calls about a worker's own stake. */
export function stake({ random, state }: Scene): Action {
  const by = random.pick(WORKERS)
  const { active, locked, ring } = state.workers[by]
  const free = active > locked ? active - locked : 0n
  const some = random.chance(15) ? 0n : random.amount(parseEther('50'))
  const used = ring.findIndex((entry) => entry !== undefined)
  const index = used === -1 || random.chance(10) ? random.int(9) : used
  const unbond: Action = { kind: 'unbond', amount: random.pick([some, some, free + 1n, free / 3n]), by }
  const bond: Action = { kind: 'bond', amount: some, by }
  if (used === -1 && random.chance(70)) return random.chance(35) ? bond : unbond
  const withdraw: Action = { kind: 'withdrawStake', index, by }
  return random.pick<Action>([bond, unbond, { kind: 'rebond', index, by }, withdraw, withdraw])
}
