import { parseTransaction, type Hex } from 'viem'
import type { Call, Fees } from './sender.js'

/** What a transaction does, besides what it pays for gas. */
export interface Content extends Call {
  readonly gas: bigint
}

/** What a signed transaction does. */
export function contentOf(raw: Hex): Content {
  const { to, data = '0x', gas = 0n } = parseTransaction(raw)
  if (typeof to !== 'string') throw new Error('a kept transaction has no recipient')
  return { to, data, gas }
}

/** Whether a signed transaction only uses up its nonce. */
export function isEmpty(raw: Hex): boolean {
  return contentOf(raw).data === '0x'
}

/** What a transaction pays per gas. */
export interface FeeTerms {
  readonly maxFee: bigint
  readonly priorityFee: bigint
}

/** Enough for a base fee that doubles, never above the cap. */
export function firstFees(fees: Fees, cap: bigint): FeeTerms {
  const priorityFee = least(fees.priorityFee, cap)
  return { priorityFee, maxFee: least(fees.baseFee * 2n + priorityFee, cap) }
}

/** What a replacement pays; undefined when the cap does not allow enough. */
export function raisedFees(last: FeeTerms, fees: Fees, cap: bigint): FeeTerms | undefined {
  const priorityFee = most(raised(last.priorityFee), fees.priorityFee)
  const maxFee = least(most(raised(last.maxFee), fees.baseFee * 2n + priorityFee), cap)
  return maxFee < raised(last.maxFee) || priorityFee > maxFee ? undefined : { maxFee, priorityFee }
}

/** Nodes want at least a tenth more for a replacement. */
const raised = (fee: bigint): bigint => (fee * 1125n) / 1000n + 1n
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)
