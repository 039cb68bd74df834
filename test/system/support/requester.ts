import path from 'node:path'
import {
  challengerActions,
  describeCreate2Search,
  describeMatmul8,
  hashRequest,
  jobIdsOf,
  requesterActions,
  type FlatInputs,
  type JobEvent,
  type Request,
  type RequestDocument,
  type Terms,
} from '@quern/sdk'
import { folderUri, objectReader, publishRequest, writeObject } from '@quern/sdk/node'
import type { Devnet, DevnetAccount } from '@quern/sdk/testing'
import { createWalletClient, http, parseEther, publicActions, zeroAddress, type Hash, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

export const price = parseEther('0.01')
export const burn = parseEther('1')
export const lock = parseEther('100')
/** What the requester has on its ledger before its first job. */
export const depositCoin = parseEther('1')
export const depositQrn = parseEther('50')

/** Rows of the product by shard, and its other sides. */
const usualShape: ProductShape = { rowsOfShard: 32, n: 64, k: 64 }

export interface ProductShape {
  readonly rowsOfShard: number
  readonly n: number
  readonly k: number
}

/** A signed request, its document, and the inputs that its results are checked against. */
export interface Order {
  readonly request: Request
  readonly requestId: Hex
  readonly jobIds: readonly Hex[]
  readonly document: RequestDocument
  readonly inputs: FlatInputs
}

/** The same without inputs: a search has none. */
export type SearchOrder = Omit<Order, 'inputs'>

export type OrderParameters = Partial<Omit<Terms, 'requester'>> & { readonly shards: number }

export type ProductParameters = OrderParameters & { readonly shape?: ProductShape }

export type Requester = Awaited<ReturnType<typeof createRequester>>

export interface CreateRequesterParameters {
  readonly devnet: Devnet
  readonly account: DevnetAccount
  readonly folder: string
  readonly board: string
}

/** What a test waits for. */
export interface Expected {
  readonly what: string
  readonly isDone: (events: readonly JobEvent[]) => boolean
  readonly limitS?: number
}

/** A requester with money on its ledger. */
export async function createRequester({ devnet, account, folder, board }: CreateRequesterParameters) {
  const { addresses } = devnet
  const client = clientOf(devnet, account)
  const mined = async (hash: Hash): Promise<void> => {
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`the requester's transaction ${hash} reverted`)
  }
  await mined(await client.deposit({ token: zeroAddress, amount: depositCoin }))
  await mined(await client.deposit({ token: addresses.token, amount: depositQrn }))
  const inputs = path.join(folder, 'inputs')

  const sign = async (request: Request): Promise<RequestDocument> => {
    const signature = await client.signRequest({ request })
    return { chainId: addresses.chainId, escrow: addresses.escrow, request, signature }
  }
  return {
    client,
    address: account.address,
    mined,
    sign,
    idsOf,
    /** Signs a request for new work; nothing is published yet. */
    async prepare({ shards, shape = usualShape, ...terms }: ProductParameters): Promise<Order> {
      const { inputs: held, work, objects } = describeProduct({ shards, shape, folder: inputs })
      for (const object of objects) await writeObject(inputs, object)
      const { request } = await client.prepareRequest({ work, ...usualTerms, ...terms })
      const document = await sign(request)
      return { request, ...idsOf(document), document, inputs: held }
    },
    /** Signs a request for addresses, each of which a search of 2^16 salts finds on average. */
    prepareSearch: async (parameters: OrderParameters): Promise<SearchOrder> => {
      const { request } = await client.prepareRequest(searchRequest(parameters))
      const document = await sign(request)
      return { request, ...idsOf(document), document }
    },
    publish: ({ document }: SearchOrder) => publishRequest(`dir:${board}`, document),
    /** Posts a request on chain, and waits until it is mined. */
    post: async ({ request }: SearchOrder) => mined(await client.postRequest({ request })),
    /** Checks a result that a worker keeps in one of `folders`. */
    verify: ({ request, inputs: held }: Order, { shard, folders }: { shard: number; folders: readonly string[] }) =>
      client.verifyResult({ request, shard, inputs: held, read: objectReader({ folders }) }),
    events: ({ request }: SearchOrder) => client.getRequestEvents({ request }),
    /** The order's events so far, as soon as they are enough. */
    until: (order: SearchOrder, expected: Expected) => untilEvents(client, order, expected),
  }
}

type RequesterClient = ReturnType<typeof clientOf>

function clientOf({ addresses, rpcUrl }: Devnet, { privateKey }: DevnetAccount) {
  const account = privateKeyToAccount(privateKey)
  return createWalletClient({ account, transport: http(rpcUrl), pollingInterval: 100 })
    .extend(publicActions)
    .extend(requesterActions({ addresses }))
    .extend(challengerActions({ addresses }))
}

async function untilEvents(
  client: RequesterClient,
  { requestId, jobIds }: SearchOrder,
  { what, isDone, limitS = 60 }: Expected,
): Promise<readonly JobEvent[]> {
  const seen: JobEvent[] = []
  const signal = AbortSignal.timeout(limitS * 1000)
  for await (const event of client.watchJobs({ requestId, jobIds, signal })) {
    seen.push(event)
    if (isDone(seen)) return seen
  }
  throw new Error(`${what} did not happen within ${limitS} s, only: ${seen.map(({ name }) => name).join(', ')}`)
}

const usualTerms = {
  maxPrice: price,
  burn,
  lock,
  duration: 120,
  challengeWindow: 5,
  sampleBps: 2500,
  samples: 4,
} as const

function idsOf(document: RequestDocument): Pick<Order, 'requestId' | 'jobIds'> {
  const requestId = hashRequest(document)
  // A request may claim any number of shards; no test looks at more than a few.
  const shards = Math.min(document.request.work.shards, 16)
  return { requestId, jobIds: shards === 0 ? [] : jobIdsOf({ requestId, shards }) }
}

let searches = 0

/** A request for addresses that no earlier one wanted. */
function searchRequest({ shards, ...terms }: OrderParameters) {
  const base = BigInt((searches += 1)) * 1000n
  const deployer = `0x${'ab'.repeat(20)}` as const
  const initCodeHash = `0x${'cd'.repeat(32)}` as const
  const wanted = { mask: 0xffffn, value: 0x1234n, base, r: 40 }
  const { kernelId, work } = describeCreate2Search({ deployer, initCodeHash, ...wanted, shards })
  return { work, ...usualTerms, kernelId, sampleBps: 0, samples: 0, ...terms }
}

let products = 0

/** A product that no earlier one equals. */
function describeProduct({ shards, shape, folder }: { shards: number; shape: ProductShape; folder: string }) {
  const seed = (products += 1)
  const { rowsOfShard, n, k } = shape
  const m = rowsOfShard * shards
  const a = Int8Array.from({ length: m * k }, (_, index) => (index * 31 + seed * 17) % 256)
  const b = Int8Array.from({ length: n * k }, (_, index) => (index * 57 + seed * 29) % 256)
  return describeMatmul8({ m, n, k, a, b, shards, inputUri: folderUri(folder) })
}

/** The events of one name. */
export function named<name extends JobEvent['name']>(
  events: readonly JobEvent[],
  name: name,
): Extract<JobEvent, { name: name }>[] {
  return events.filter((event): event is Extract<JobEvent, { name: name }> => event.name === name)
}
