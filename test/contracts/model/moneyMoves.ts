import { parseEther } from 'ethers'
import type { Action } from './action.js'
import { SENDERS, type Scene } from './scene.js'
import { PARTIES, TOKENS, WORKERS, type Permitter } from './state.js'

const WEEK = 7 * 24 * 3600
/** More than the ledger holds for one account. */
const HUGE = 2n ** 128n

/** Calls about the ledger, from small change to more than there is. */
export function money(scene: Scene): Action {
  const { random } = scene
  return random.pick([depositing, permitted, withdrawing, withdrawing, withdrawing, binding, binding, raising, others])(
    scene,
  )
}

function amountIn({ random }: Scene): bigint {
  return random.chance(8) ? 0n : random.amount(parseEther('50'))
}

function depositing(scene: Scene): Action {
  const { random } = scene
  const token = random.pick(TOKENS)
  const amount = token === 'usd' && random.chance(8) ? HUGE : amountIn(scene)
  const fits = token === 'coins' ? amount : 0n
  const value = random.chance(92) ? fits : fits + 1n
  const by = random.chance(85) ? 'treasury' : random.pick(SENDERS)
  return { kind: 'deposit', token, to: random.pick(PARTIES), amount, value, by }
}

function permitted(scene: Scene): Action {
  const { random } = scene
  const token = random.pick(['qrn', 'usd', random.chance(15) ? 'coins' : 'usd'] as const)
  const by = random.pick<Permitter>(['copycat', 'copycat', 'treasury', random.chance(30) ? 'challenger' : 'copycat'])
  const permit = random.pick(['right', 'right', 'right', 'expired', 'forged'] as const)
  return { kind: 'depositWithPermit', token, to: random.pick(PARTIES), amount: amountIn(scene), permit, by }
}

/** Often of a credit that is bound, near the second at which it is free. */
function withdrawing(scene: Scene): Action {
  const { random, state, now } = scene
  const pairs = TOKENS.flatMap((token) => PARTIES.map((by) => ({ token, by, ...state.ledger[token][by] })))
  const rich = pairs.filter(({ amount }) => amount > 0n)
  const bound = rich.filter(({ lockedUntil }) => lockedUntil > now)
  const from = bound.length > 0 && random.chance(60) ? bound : random.chance(80) ? rich : pairs
  const { token, by, amount } = random.pick(from.length > 0 ? from : pairs)
  return { kind: 'withdraw', token, by, amount: random.pick([amountIn(scene), amount, amount / 2n, amount + 1n]) }
}

/** From seconds to a week, earlier than before, and a second too late. */
function binding({ random, state, now }: Scene): Action {
  const token = random.pick(TOKENS)
  const by = random.chance(70) ? 'requester' : random.pick(PARTIES)
  const { lockedUntil } = state.ledger[token][by]
  const wrong = random.pick([lockedUntil - 1, now + 2 * WEEK])
  const until = random.pick([now + random.int(300), now + random.int(20_000), lockedUntil, wrong, wrong])
  return { kind: 'lockBalance', token, until: Math.max(0, until), by }
}

function raising({ random, state }: Scene): Action {
  const token = random.pick(TOKENS)
  const by = random.chance(60) ? 'requester' : random.pick(PARTIES)
  const nonce = state.ledger[token][by].minNonce + BigInt(random.pick([0, 1, 1, 2]))
  return { kind: 'cancelBefore', token, nonce, by }
}

function others({ random }: Scene): Action {
  const by = random.pick(SENDERS)
  return random.pick<Action>([
    { kind: 'flushBurn', by },
    { kind: 'roll', workers: random.pick([WORKERS, WORKERS.slice(1), []]), by },
  ])
}
