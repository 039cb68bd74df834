import { requesterActions, type RenderWork, type Request, type VerifyImageReturnType } from '@quern/sdk'
import { objectReader, publishRequest } from '@quern/sdk/node'
import type { Devnet } from '@quern/sdk/testing'
import { createWalletClient, http, parseEther, publicActions, zeroAddress, type Hash, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { jobsOf, type SeenJob } from './jobs.js'

/** An image that was ordered. */
export interface ImageOrder {
  readonly name: string
  readonly request: Request
  readonly requestId: Hex
  readonly image: RenderWork['image']
}

export interface ImageRequesterParameters {
  readonly devnet: Devnet
  readonly privateKey: Hex
  readonly board: string
  /** Folders where workers keep outputs. */
  readonly outputs: readonly string[]
}

/** Orders images and settles their bands; everything it knows comes from the chain and the workers' files. */
export interface ImageRequester {
  fund(): Promise<void>
  /** Signs a request and puts it on the board; sends no transaction. */
  order(name: string, work: RenderWork): Promise<ImageOrder>
  jobs(order: ImageOrder): Promise<SeenJob[]>
  check(order: ImageOrder, shard: number): Promise<VerifyImageReturnType>
  approve(order: ImageOrder, shards: number[]): Promise<void>
}

const TERMS = {
  maxPrice: parseEther('0.01'),
  burn: parseEther('1'),
  lock: parseEther('100'),
  duration: 170,
  challengeWindow: 60,
  sampleBps: 2500,
  samples: 4,
} as const
/** Both images, and a reserve. */
const DEPOSIT_COIN = parseEther('1')
const DEPOSIT_QRN = parseEther('100')

export function createImageRequester({ devnet, privateKey, board, outputs }: ImageRequesterParameters): ImageRequester {
  const { addresses } = devnet
  const chain = { chain: foundry, transport: http(devnet.rpcUrl), pollingInterval: 100 }
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), ...chain })
    .extend(publicActions)
    .extend(requesterActions({ addresses }))
  const read = objectReader({ folders: outputs })
  const mined = async (hash: Hash) => {
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`The requester's transaction ${hash} reverted.`)
  }
  return {
    async fund() {
      await mined(await client.deposit({ token: zeroAddress, amount: DEPOSIT_COIN }))
      await mined(await client.deposit({ token: addresses.token, amount: DEPOSIT_QRN }))
    },
    async order(name, { kernelId, work, image }) {
      const { request, requestId } = await client.prepareRequest({ kernelId, work, ...TERMS })
      const signature = await client.signRequest({ request })
      const { chainId, escrow } = addresses
      await publishRequest(`dir:${board}`, { chainId, escrow, request, signature })
      return { name, request, requestId, image }
    },
    jobs: async ({ request, requestId }) => jobsOf(requestId, request, await client.getRequestEvents({ request })),
    check: ({ request }, shard) => client.verifyImage({ request, shard, read }),
    approve: async ({ request }, shards) => mined(await client.approve({ request, shards })),
  }
}
