import type { Hex } from 'viem'
import type { Digits } from './digits.js'

/** One transaction in a job's life. */
export interface Step {
  readonly name: string
  /** Block time, in Unix seconds. */
  readonly at: number
  /** Gas of the whole transaction, and how many jobs shared it. */
  readonly gas: bigint
  readonly shared: number
}

/** One job, from accept to its end. */
export interface JobStory {
  readonly jobId: Hex
  /** 1 for the first request, 2 for the one that repeats the refunded part. */
  readonly request: number
  readonly shard: number
  readonly worker: string
  /** Wei. */
  readonly price: bigint
  readonly state: string
  readonly sampled: boolean
  readonly steps: readonly Step[]
}

/** What one party had before and after, in base units. */
export interface PartyStory {
  readonly name: string
  readonly role: string
  /** Wei on the ledger and in the account, without gas. */
  readonly coin: { readonly before: bigint; readonly after: bigint }
  /** QRN in the account, on the ledger and bonded. */
  readonly qrn: { readonly before: bigint; readonly after: bigint }
  /** Work emission that may be claimed once the epoch is over. */
  readonly claimable: bigint
}

/** Everything the demo shows at the end. */
export interface Story {
  readonly digits: Digits
  /** The labels that were bought. */
  readonly labels: Uint8Array
  /** 0..1. */
  readonly accuracy: number
  readonly jobs: readonly JobStory[]
  readonly parties: readonly PartyStory[]
  readonly seconds: number
}
