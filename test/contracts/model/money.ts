import type { Call, Scope } from './call.js'
import { refuseIf } from './refused.js'
import type { ModelDeal, Party, Token } from './state.js'

const MOST_DEPOSITED = 2n ** 128n - 1n
const LONGEST_LOCK = 7 * 24 * 3600
/** The deadline of a permit that is over. */
export const OVER = 1

type Amount = { readonly token: Token; readonly party: Party; readonly amount: bigint }

export function credit({ state }: Scope, { token, party, amount }: Amount): void {
  state.ledger[token][party].amount += amount
}

export function debit({ world: { ids }, state }: Scope, { token, party, amount }: Amount): void {
  const account = state.ledger[token][party]
  const facts = [ids.token(token), ids.account(party), account.amount, amount] as const
  refuseIf(account.amount < amount, 'LedgerTooLow', ...facts)
  account.amount -= amount
}

/** What the requester pays for shards; one debit of the sum when the price is in QRN, too. */
export function charge(books: Scope, { token }: ModelDeal, { prices, burns }: { prices: bigint; burns: bigint }): void {
  const party = 'requester'
  if (token === 'qrn') return debit(books, { token, party, amount: prices + burns })
  debit(books, { token, party, amount: prices })
  debit(books, { token: 'qrn', party, amount: burns })
}

/** What the requester gets back of shards. */
export function giveBack(books: Scope, { token }: ModelDeal, back: { prices: bigint; burns: bigint }): void {
  credit(books, { token, party: 'requester', amount: back.prices })
  credit(books, { token: 'qrn', party: 'requester', amount: back.burns })
}

export function deposit(call: Call<'deposit'>): void {
  const { token, amount, value } = call.action
  const expected = token === 'coins' ? amount : 0n
  refuseIf(value !== expected, 'ValueMismatch', value, expected)
  enter(call)
  const approved = token === 'coins' || call.action.by === 'treasury'
  refuseIf(!approved, 'ERC20InsufficientAllowance', call.world.ids.escrow(), 0, amount)
}

/** The permit counts where its owner did not approve as much. */
export function depositWithPermit(call: Call<'depositWithPermit'>): void {
  const { world, state, action } = call
  const { token, amount, permit, by } = action
  refuseIf(token === 'coins', 'ValueMismatch', 0, amount)
  enter(call)
  if (by === 'treasury' || token === 'coins') return
  const { ids } = world
  refuseIf(permit === 'expired', 'ERC2612ExpiredSignature', OVER)
  refuseIf(permit === 'forged', 'ERC2612InvalidSigner', ids.account('requester'), ids.account(by))
  const wallet = state.wallets[by][token]
  refuseIf(wallet.amount < amount, 'ERC20InsufficientBalance', ids.account(by), wallet.amount, amount)
  wallet.permits += 1
  wallet.amount -= amount
}

function enter(call: Call<'deposit' | 'depositWithPermit'>): void {
  const { world, state, action } = call
  const { token, to, amount } = action
  const [name, rule] = [world.ids.token(token), state.tokens[token]]
  refuseIf(amount === 0n, 'ZeroAmount')
  refuseIf(!rule.allowed, 'TokenNotAllowed', name)
  refuseIf(rule.paused, 'TokenPaused', name)
  const have = state.ledger[token][to].amount + amount
  refuseIf(have > MOST_DEPOSITED, 'LedgerFull', name, world.ids.account(to), have, MOST_DEPOSITED)
  credit(call, { token, party: to, amount })
  state.held[token] += amount
  call.emit('Deposited', name, world.ids.account(to), world.ids.account(action.by), amount)
}

export function withdraw(call: Call<'withdraw'>): void {
  const { world, state, action } = call
  const { token, amount, by } = action
  refuseIf(amount === 0n, 'ZeroAmount')
  const { lockedUntil } = state.ledger[token][by]
  const facts = [world.ids.token(token), world.ids.account(by)] as const
  refuseIf(world.at < lockedUntil, 'BalanceBound', ...facts, lockedUntil, world.at)
  debit(call, { token, party: by, amount })
  state.held[token] -= amount
  call.emit('Withdrawn', ...facts, world.ids.account('cold'), amount)
}

/** Only raises, and by no more than seven days from now. */
export function lockBalance({ world, state, action, emit }: Call<'lockBalance'>): void {
  const account = state.ledger[action.token][action.by]
  requireWithin('until', action.until, [account.lockedUntil, world.at + LONGEST_LOCK])
  account.lockedUntil = action.until
  emit('BalanceLocked', world.ids.token(action.token), world.ids.account(action.by), action.until)
}

export function requireWithin(
  name: string,
  have: bigint | number,
  [least, most]: readonly [bigint | number, bigint | number],
): void {
  refuseIf(have < least || have > most, 'TermOutOfRange', word(name), have, least, most)
}

/** A name as the contracts' errors carry it. */
export function word(name: string): string {
  return `0x${Buffer.from(name, 'utf8').toString('hex').padEnd(64, '0')}`
}
