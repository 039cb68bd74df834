import { parseEther } from 'ethers'
import { ROYALTY_BPS } from '../../utils/protocol.js'

/** The price of a job, in QRN: the unit of everything that is printed. */
export const PRICE = parseEther('1')
/** What a worker is paid of it; the rest is the author's. An honest worker's work is taken to cost just that. */
export const PAID = PRICE - (PRICE * ROYALTY_BPS) / 10_000n
/** Six prices at par. */
export const LOCK = 6n * PRICE
/** A missed commit, and what the requester gets of it. */
export const NO_SHOW = LOCK / 20n
export const NO_SHOW_PAYOUT = NO_SHOW / 2n
/** The elements of a job's output. */
export const ELEMENTS = 240

/** What it costs to compute `elements` of a job's output. */
export function costOf(elements: number): bigint {
  return (PAID * BigInt(elements)) / BigInt(ELEMENTS)
}
/** The challenger's and the requester's part of what the self-bond bore of a lock that fraud cost. */
export function bountyOf(self: bigint): bigint {
  return (self * 3n) / 10n
}
export function compensationOf(self: bigint): bigint {
  return self / 5n
}
/** The requester's part of what the self-bond bore of a lock that a missed reveal cost. */
export function timeoutPayoutOf(self: bigint): bigint {
  return self / 20n
}
