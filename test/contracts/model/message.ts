import type { Action } from './action.js'
import type { Ids } from './call.js'
import type { KnownDraw } from './chain.js'
import type { Chain } from './outputs.js'
import type { Stage } from './stage.js'
import type { ModelState, Place } from './state.js'

/** A call to one of the contracts. */
export type Message = { readonly to: 'escrow' | 'staking' | 'registry'; readonly data: string; readonly value?: bigint }

/** What a call is encoded in: the model's state tells attempts and sealed outputs. */
export type Context = {
  readonly chain: Chain
  readonly ids: Ids
  readonly state: ModelState
  /** The draw of a committed job, if its block is mined. */
  known(place: Place): KnownDraw | undefined
  /** The state after a call, or the same where it is refused. */
  after(state: ModelState, action: Action): ModelState
}

/** A call of the escrow by the name of its function. */
export function escrowCall({ escrow }: Stage, name: string, args: readonly unknown[]): Message {
  const abi = escrow.interface as unknown as { encodeFunctionData(name: string, args: readonly unknown[]): string }
  return { to: 'escrow', data: abi.encodeFunctionData(name, args) }
}
