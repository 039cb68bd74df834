import { decodeError, requesterActions, type PrepareRequestParameters, type Request } from '@quern/sdk'
import { publishRequest } from '@quern/sdk/node'
import type { Devnet } from '@quern/sdk/testing'
import {
  createPublicClient,
  createWalletClient,
  http,
  parseEther,
  publicActions,
  zeroAddress,
  type Account,
  type Chain,
  type Client,
  type Hash,
  type Hex,
  type PublicClient,
  type Transport,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { jobsOf, type SeenJob } from './jobs.js'

/** What a shard is worth to a requester, and the time that it gives: enough for a busy machine. */
export const USUAL_TERMS = {
  maxPrice: parseEther('0.01'),
  burn: parseEther('1'),
  lock: parseEther('100'),
  duration: 170,
  challengeWindow: 60,
  sampleBps: 2500,
  samples: 4,
} as const

/** A request on the board. */
export interface Order {
  readonly request: Request
  readonly requestId: Hex
}

export interface OrderingParameters {
  readonly devnet: Devnet
  readonly privateKey: Hex
  readonly board: string
}

/** What every requester of the demos does; everything it knows comes from the chain. */
export interface Ordering {
  readonly client: Client<Transport, Chain, Account>
  /** Reads the chain. */
  readonly reader: PublicClient
  /** Waits for a transaction; rejects if it reverted. */
  mined(hash: Hash): Promise<void>
  /** Puts coin and QRN on its ledger, both in base units. */
  fund(amounts: { coin: bigint; qrn: bigint }): Promise<void>
  /** Signs a request and puts it on the board; sends no transaction. */
  order(parameters: PrepareRequestParameters): Promise<Order>
  jobs(order: Order): Promise<SeenJob[]>
  /** Resolves to false, and approves none, when a worker finalized one of them in the meantime. */
  approve(order: Order, shards: number[]): Promise<boolean>
}

export function createOrdering({ devnet, privateKey, board }: OrderingParameters): Ordering {
  const { addresses } = devnet
  const chain = { chain: foundry, transport: http(devnet.rpcUrl), pollingInterval: 100 }
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), ...chain })
    .extend(publicActions)
    .extend(requesterActions({ addresses }))
  const mined = async (hash: Hash) => {
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`The requester's transaction ${hash} reverted.`)
  }
  return {
    client,
    reader: createPublicClient(chain),
    mined,
    async fund({ coin, qrn }) {
      await mined(await client.deposit({ token: zeroAddress, amount: coin }))
      await mined(await client.deposit({ token: addresses.token, amount: qrn }))
    },
    async order(parameters) {
      const { request, requestId } = await client.prepareRequest(parameters)
      const signature = await client.signRequest({ request })
      const { chainId, escrow } = addresses
      await publishRequest(`dir:${board}`, { chainId, escrow, request, signature })
      return { request, requestId }
    },
    jobs: async ({ request, requestId }) => jobsOf(requestId, request, await client.getRequestEvents({ request })),
    async approve({ request }, shards) {
      try {
        await mined(await client.approve({ request, shards }))
        return true
      } catch (error) {
        if (decodeError(error).code === 'JOB_IN_STATE') return false
        throw error
      }
    },
  }
}
