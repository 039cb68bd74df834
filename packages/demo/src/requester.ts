import {
  challengerActions,
  describeMatmul8,
  requesterActions,
  roll,
  type ChallengeResultParameters,
  type FlatInputs,
  type Request,
  type VerifyResultReturnType,
} from '@quern/sdk'
import { folderUri, objectReader, publishRequest, writeObject } from '@quern/sdk/node'
import type { Devnet } from '@quern/sdk/testing'
import {
  createPublicClient,
  createWalletClient,
  http,
  publicActions,
  zeroAddress,
  type Address,
  type Hash,
  type Hex,
  type PublicClient,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { CLASSES, FEATURES } from './digits.js'
import { jobsOf, type SeenJob } from './jobs.js'
import * as settings from './settings.js'

/** A request on the board, with the inputs that its results are checked against. */
export interface OpenRequest {
  readonly request: Request
  readonly requestId: Hex
  readonly inputs: FlatInputs
  /** int8 [digits of the request, FEATURES] and, transposed, the weights. */
  readonly a: Int8Array
  readonly b: Int8Array
  /** The first digit that the request labels. */
  readonly firstRow: number
}

export interface RequesterParameters {
  readonly devnet: Devnet
  readonly privateKey: Hex
  /** Folders: the board, the inputs, and those where workers keep outputs. */
  readonly board: string
  readonly inputs: string
  readonly outputs: readonly string[]
}

/** Signs requests and settles their jobs; everything it knows comes from the chain and the workers' files. */
export interface Requester {
  /** Reads the chain. */
  readonly reader: PublicClient
  fund(): Promise<void>
  /** Signs a request for the rows of `a` and puts it on the board; sends no transaction. */
  order(a: Int8Array, b: Int8Array, place: { firstRow: number; shards: number }): Promise<OpenRequest>
  jobs(order: OpenRequest): Promise<SeenJob[]>
  check(order: OpenRequest, shard: number): Promise<VerifyResultReturnType>
  challenge(parameters: ChallengeResultParameters): Promise<unknown>
  approve(order: OpenRequest, shards: number[]): Promise<void>
  slashTimeout(order: OpenRequest, shards: number[]): Promise<void>
  roll(workers: readonly Address[]): Promise<void>
  /** The time of the newest block, in Unix seconds. */
  now(): Promise<number>
}

const orderTerms = {
  maxPrice: settings.PRICE,
  burn: settings.BURN,
  lock: settings.LOCK,
  duration: settings.DURATION_S,
  challengeWindow: settings.CHALLENGE_WINDOW_S,
  sampleBps: settings.SAMPLE_BPS,
  samples: settings.SAMPLES,
} as const

export function createRequester({ devnet, privateKey, board, inputs, outputs }: RequesterParameters): Requester {
  const { addresses } = devnet
  const chain = { chain: foundry, transport: http(devnet.rpcUrl), pollingInterval: 100 }
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), ...chain })
    .extend(publicActions)
    .extend(requesterActions({ addresses }))
    .extend(challengerActions({ addresses }))
  const read = objectReader({ folders: outputs })
  const mined = async (hash: Hash) => {
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`The requester's transaction ${hash} reverted.`)
  }

  return {
    reader: createPublicClient(chain),
    async fund() {
      await mined(await client.deposit({ token: zeroAddress, amount: settings.DEPOSIT_COIN }))
      await mined(await client.deposit({ token: addresses.token, amount: settings.DEPOSIT_QRN }))
    },
    async order(a, b, place) {
      const shape = { m: a.length / FEATURES, n: CLASSES, k: FEATURES }
      const described = describeMatmul8({ ...shape, a, b, shards: place.shards, inputUri: folderUri(inputs) })
      for (const object of described.objects) await writeObject(inputs, object)
      const { request, requestId } = await client.prepareRequest({ work: described.work, ...orderTerms })
      const signature = await client.signRequest({ request })
      const { chainId, escrow } = addresses
      await publishRequest(`dir:${board}`, { chainId, escrow, request, signature })
      return { request, requestId, inputs: described.inputs, a, b, firstRow: place.firstRow }
    },
    jobs: async ({ request, requestId }) => jobsOf(requestId, request, await client.getRequestEvents({ request })),
    check: ({ request, inputs: held }, shard) => client.verifyResult({ request, shard, inputs: held, read }),
    challenge: client.challengeResult,
    approve: async ({ request }, shards) => mined(await client.approve({ request, shards })),
    slashTimeout: async ({ request }, shards) => mined(await client.slashTimeout({ request, shards })),
    roll: async (workers) => mined(await roll(client, { addresses, workers })),
    now: async () => Number((await client.getBlock()).timestamp),
  }
}
