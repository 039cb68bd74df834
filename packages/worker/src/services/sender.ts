import type { Address, Hex } from 'viem'
import type { Revert } from '../runtime/outbox.js'

export interface Call {
  readonly to: Address
  readonly data: Hex
}

/** What a call takes now and the limit to give it; or why it cannot be sent: it reverts, or takes more than a transaction may. */
export type Simulation =
  | { readonly ok: true; readonly gas: bigint; readonly gasLimit: bigint }
  | { readonly ok: false; readonly revert: Revert }

export interface Fees {
  readonly baseFee: bigint
  readonly priorityFee: bigint
}

export interface Receipt {
  readonly status: 'success' | 'reverted'
  readonly blockNumber: bigint
  readonly gasUsed: bigint
  readonly effectiveGasPrice: bigint
}

export interface UnsignedTransaction extends Call {
  readonly nonce: number
  readonly gas: bigint
  readonly maxFee: bigint
  readonly priorityFee: bigint
}

/** Why a node did not take a transaction: it pays too little per gas, the account has too little, or anything else. */
export type Refusal = 'underpriced' | 'unfunded' | 'refused'

/** How a broadcast was answered. Never taken as proof of anything: receipts decide. */
export type BroadcastAnswer = 'taken' | 'known' | 'nonce-used' | Refusal

/** What the submitter needs of a node and of the operator's key. Every method but `sign` may throw: then nothing is known. */
export interface Sender {
  readonly address: Address
  head(): Promise<bigint>
  /** Transactions mined from the operator's account, at the head or at a block. */
  nonce(block?: bigint): Promise<number>
  fees(): Promise<Fees>
  /** Now, on top of what waits where the node does so, or at a block; a node that lacks the block throws. */
  simulate(call: Call, block?: bigint): Promise<Simulation>
  sign(transaction: UnsignedTransaction): Promise<{ hash: Hex; raw: Hex }>
  broadcast(raw: Hex): Promise<{ answer: BroadcastAnswer; message: string }>
  receipt(hash: Hex): Promise<Receipt | undefined>
}
