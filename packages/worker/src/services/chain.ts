import {
  beaconAbi,
  createFollower,
  decodeError,
  encodeHeader,
  escrowReader,
  getRequestLimits,
  jobEscrowAbi,
  jobStates,
  kernelRegistryAbi,
  placeOf,
  protocolLensAbi,
  requestTypedData,
  stakingAbi,
  type FollowerStep,
  type JobState,
  type Request,
  type RequestDocument,
  type RequestLimits,
} from '@quern/sdk'
import { verifyTypedData, type Address, type Hex, type PublicClient } from 'viem'

export interface Head {
  readonly number: bigint
  readonly timestampS: number
  readonly baseFee: bigint
}

/** What the chain says about a job, at one block. */
export interface JobTruth {
  readonly state: JobState
  readonly worker: Address
  readonly attempt: number
  /** What it costs, or would cost if accepted now. */
  readonly price: bigint
  readonly deadlineS: number
  readonly beaconId: bigint
  readonly elements: bigint
}

/** What the chain says about a request. */
export interface RequestTruth {
  readonly isPosted: boolean
  readonly isCancelled: boolean
}

/** The escrow's published requests, from one step to the next. */
export interface Posts {
  step(): Promise<FollowerStep>
}

/** Where the reading of posts begins: at a block, or behind a cursor. */
export interface PostsFrom {
  readonly block: bigint
  readonly cursor: string | undefined
  /** Returns the head that a node named, or throws when it is not to be believed. */
  believe<T extends Pick<Head, 'number'>>(head: T): T
}

/** A beacon value, and the header that posts it when it is not posted yet. */
export interface BeaconAnswer {
  readonly value: Hex
  readonly header: Hex
}

/** What the services read of the chain. Every method may throw: then nothing is known. */
export interface Chain {
  head(): Promise<Head>
  /** What the node would add to the base fee for a transaction of now, per gas. */
  priorityFee(): Promise<bigint>
  job(request: Request, shard: number, head: Head): Promise<JobTruth>
  request(requestId: Hex): Promise<RequestTruth>
  /** What the escrow allows for a request's kernel, token and size. */
  limits(request: Request): Promise<RequestLimits>
  /** What the author of a kernel gets of each price, in bps. */
  royaltyBps(kernelId: number): Promise<number>
  /** Requests posted from a place on. */
  posts(from: PostsFrom): Posts
  /** Whether the requester, an account or a contract, signed the document. */
  isSigned(document: RequestDocument): Promise<boolean>
  /** The block in which a job was accepted that waits for its result; undefined for others. */
  acceptedAt(jobId: Hex): Promise<bigint | undefined>
  /** QRN that new locks may use. */
  freeStake(): Promise<bigint>
  /** The value of a beacon id, or undefined while its block is too young. */
  beacon(id: bigint, head: Head): Promise<BeaconAnswer | undefined>
}

/** Nodes answer no more at once. */
const blocksOfQuery = 2000n

export interface ChainParameters {
  readonly client: PublicClient
  readonly worker: Address
  readonly contracts: { readonly escrow: Address; readonly staking: Address; readonly lens: Address }
}

export function createChain({ client, worker, contracts }: ChainParameters): Chain {
  const escrow = { abi: jobEscrowAbi, address: contracts.escrow } as const
  const staking = { abi: stakingAbi, address: contracts.staking } as const
  const addressOf = (functionName: 'BEACON' | 'REGISTRY') => client.readContract({ ...escrow, functionName })
  let beaconAddress: Address | undefined
  let registry: Address | undefined
  const royaltyBps = royaltyReader(client)
  return {
    head: () => readHead(client),
    priorityFee: () => client.estimateMaxPriorityFeePerGas(),
    job: (request, shard, head) => readJob(client, contracts.lens, { request, shard, blockNumber: head.number }),
    request: async (requestId) => {
      const view = await client.readContract({ ...escrow, functionName: 'requestOf', args: [requestId] })
      return { isPosted: view.posted, isCancelled: view.cancelled }
    },
    limits: async ({ terms: { kernelId, payToken }, work: { params, shards } }) => {
      registry ??= await addressOf('REGISTRY')
      const addresses = { escrow: contracts.escrow, registry }
      return getRequestLimits(client, { addresses, kernelId, payToken, params, shards })
    },
    royaltyBps: async (kernelId) => {
      registry ??= await addressOf('REGISTRY')
      return royaltyBps(kernelId, registry)
    },
    posts: (from) => followPosts(client, contracts.escrow, from),
    acceptedAt: async (jobId) => {
      const job = await client.readContract({ ...escrow, functionName: 'jobOf', args: [jobId] })
      return jobStates[job.state] === 'assigned' ? job.aux : undefined
    },
    isSigned: (document) => isSigned(client, document),
    freeStake: async () => {
      const { capacity, locked } = await client.readContract({ ...staking, functionName: 'workerView', args: [worker] })
      return capacity > locked ? capacity - locked : 0n
    },
    beacon: async (id, head) => {
      beaconAddress ??= await addressOf('BEACON')
      return readBeacon(client, beaconAddress, { id, head })
    },
  }
}

function followPosts(client: PublicClient, escrow: Address, from: PostsFrom): Posts {
  const { block: fromBlock, cursor, believe } = from
  const after = cursor === undefined ? undefined : placeOf(cursor)
  const reader = escrowReader(client, { escrow, names: ['RequestPosted'] })
  const head = async () => believe(await reader.head())
  return createFollower({ ...reader, head }, { fromBlock, after, maxRange: blocksOfQuery })
}

/** A kernel keeps its royalty for ever: each is read once. */
function royaltyReader(client: PublicClient): (kernelId: number, registry: Address) => Promise<number> {
  const known = new Map<number, number>()
  return async (kernelId, address) => {
    const kept = known.get(kernelId)
    if (kept !== undefined) return kept
    const of = { abi: kernelRegistryAbi, address, functionName: 'royaltyOf', args: [kernelId] } as const
    const [, bps] = await client.readContract(of)
    known.set(kernelId, bps)
    return bps
  }
}

async function readHead(client: PublicClient): Promise<Head> {
  const block = await client.getBlock({ blockTag: 'latest' })
  return { number: block.number, timestampS: Number(block.timestamp), baseFee: block.baseFeePerGas ?? 0n }
}

async function readJob(
  client: PublicClient,
  lens: Address,
  { request, shard, blockNumber }: { request: Request; shard: number; blockNumber: bigint },
): Promise<JobTruth> {
  const abi = protocolLensAbi
  const page = await client.readContract({
    abi,
    address: lens,
    functionName: 'jobPage',
    args: [request, shard],
    blockNumber,
  })
  const { worker, attempt, price, beaconId, elements } = page
  return {
    state: jobStates[page.state] ?? 'open',
    worker,
    attempt,
    price,
    deadlineS: page.deadline,
    beaconId,
    elements,
  }
}

async function isSigned(
  client: PublicClient,
  { chainId, escrow, request, signature }: RequestDocument,
): Promise<boolean> {
  const typedData = requestTypedData({ chainId, escrow, request })
  const address = request.terms.requester
  return (
    (await isSignedByKey(address, typedData, signature)) || client.verifyTypedData({ ...typedData, address, signature })
  )
}

type SignedData = ReturnType<typeof requestTypedData>

/** A signature of an account's own key needs no node. */
async function isSignedByKey(address: Address, typedData: SignedData, signature: Hex): Promise<boolean> {
  try {
    return await verifyTypedData({ ...typedData, address, signature })
  } catch {
    return false
  }
}

async function readBeacon(
  client: PublicClient,
  address: Address,
  { id, head }: { id: bigint; head: Head },
): Promise<BeaconAnswer | undefined> {
  const posted = await postedValue(client, address, id)
  if (posted !== undefined) return { value: posted, header: '0x' }
  // The hash of the head itself is not known to a call that a node runs on top of it.
  if (head.number <= id) return undefined
  const block = await client.getBlock({ blockNumber: id })
  return { value: block.mixHash, header: encodeHeader(block) }
}

async function postedValue(client: PublicClient, address: Address, id: bigint): Promise<Hex | undefined> {
  try {
    return await client.readContract({ abi: beaconAbi, address, functionName: 'value', args: [id] })
  } catch (error) {
    if (decodeError(error).code === 'BEACON_NOT_READY') return undefined
    throw error
  }
}
