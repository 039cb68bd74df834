import {
  challengeResult,
  roll,
  slashTimeout,
  type ChallengeResultParameters,
  type VerifyResultReturnType,
} from '@quern/sdk'
import type { Address } from 'viem'
import { CLASSES, FEATURES } from './digits.js'
import type { Ordering } from './ordering.js'
import { createProductRequester, type ProductOrder, type ProductRequesterParameters } from './product-requester.js'
import * as settings from './settings.js'

/** A request on the board, with the inputs that its results are checked against. */
export interface OpenRequest extends ProductOrder {
  /** The first digit that the request labels. */
  readonly firstRow: number
}

export type RequesterParameters = Omit<ProductRequesterParameters, 'terms'>

/** Signs requests and settles their jobs; everything it knows comes from the chain and the workers' files. */
export interface Requester extends Pick<Ordering, 'reader' | 'jobs' | 'approve'> {
  fund(): Promise<void>
  /** Signs a request for the rows of `a` and puts it on the board; sends no transaction. */
  order(a: Int8Array, b: Int8Array, place: { firstRow: number; shards: number }): Promise<OpenRequest>
  check(order: OpenRequest, shard: number): Promise<VerifyResultReturnType>
  challenge(parameters: ChallengeResultParameters): Promise<unknown>
  slashTimeout(order: OpenRequest, shards: number[]): Promise<void>
  roll(workers: readonly Address[]): Promise<void>
  /** The time of the newest block, in Unix seconds. */
  now(): Promise<number>
}

const terms = {
  maxPrice: settings.PRICE,
  burn: settings.BURN,
  lock: settings.LOCK,
  duration: settings.DURATION_S,
  challengeWindow: settings.CHALLENGE_WINDOW_S,
  sampleBps: settings.SAMPLE_BPS,
  samples: settings.SAMPLES,
} as const

export function createRequester(parameters: RequesterParameters): Requester {
  const { addresses } = parameters.devnet
  const products = createProductRequester({ ...parameters, terms })
  const { client, reader, mined } = products
  return {
    ...products,
    fund: () => products.fund({ coin: settings.DEPOSIT_COIN, qrn: settings.DEPOSIT_QRN }),
    order: async (a, b, { firstRow, shards }) => ({
      ...(await products.order({ m: a.length / FEATURES, n: CLASSES, k: FEATURES, a, b, shards })),
      firstRow,
    }),
    challenge: (challenge) => challengeResult(client, { addresses, ...challenge }),
    slashTimeout: async ({ request }, shards) => mined(await slashTimeout(client, { addresses, request, shards })),
    roll: async (workers) => mined(await roll(client, { addresses, workers })),
    now: async () => Number((await reader.getBlock()).timestamp),
  }
}
