import type { Address, Client, ContractFunctionReturnType, Hex } from 'viem'
import { getBlockNumber, getContractEvents, readContract } from 'viem/actions'
import { addressOf, decoded, resolveAccount, resolveAddresses, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { protocolLensAbi } from '../generated/abis/protocolLens.js'
import { priceOfStep } from '../protocol/price.js'
import { hashRequest } from '../protocol/request.js'
import { jobStates, type JobState, type ProtocolAddresses, type Request } from '../types.js'

export type GetOpenJobsParameters = WriteParameters & {
  /** The requests to look through; by default all that the account posted, or that workers took from. */
  requests?: readonly Request[] | undefined
  /** The first block to read; by default the deployment's. */
  fromBlock?: bigint | undefined
  /** The most blocks one query covers. */
  maxRange?: bigint | undefined
}

/** A job that a worker holds. */
export type OpenJob = {
  request: Request
  requestId: Hex
  shard: number
  jobId: Hex
  state: JobState
  attempt: number
  worker: Address
  /** Base units of the pay token. */
  price: bigint
  /** Unix time until which the state's actor may act. */
  deadline: number
  /** The last second before anyone may end the state: later than the deadline while disputes are open. */
  endsAt: number
  overdue: boolean
  /** While revealed, how many disputes are open. */
  disputes: bigint
  /** The seal while committed, the root once revealed. */
  sealOrRoot: Hex
}

export type GetOpenJobsReturnType = {
  jobs: OpenJob[]
  /** Shards of the requests that nobody holds. */
  waiting: bigint
}

/** Requests named in one call: each costs two words of call data. */
const mostNamed = 500

/**
 * The jobs of a requester that are not over, as of the latest block: the chain keeps no list of them, so its requests are
 * found by their events. A signed request has none before a worker takes from it.
 *
 * Throws `ACCOUNT_MISSING`, `CHAIN_FAILED`, `CHAIN_TIMEOUT`.
 *
 * @example
 * ```ts
 * const { jobs } = await getOpenJobs(client)
 * for (const { request, shard, state, overdue } of jobs) if (overdue) console.log(request.terms.nonce, shard, state)
 * ```
 */
export async function getOpenJobs(
  client: Client,
  parameters: GetOpenJobsParameters = {},
): Promise<GetOpenJobsReturnType> {
  const addresses = resolveAddresses(client, parameters.addresses)
  const head = await decoded(getBlockNumber(client, { cacheTime: 0 }))
  const { chainId, escrow } = addresses
  const requests = parameters.requests ?? (await requestsOf(client, addresses, { ...parameters, head }))
  const known = new Map(requests.map((request) => [hashRequest({ chainId, escrow, request }), request]))
  const found: GetOpenJobsReturnType = { jobs: [], waiting: 0n }
  const named = [...known].map(([requestId, { work }]) => ({ requestId, shards: work.shards }))
  for (let first = 0; first < named.length; first += mostNamed) {
    const walk = { known, named: named.slice(first, first + mostNamed), head }
    await walkJobs(client, addresses, { walk, found })
  }
  return found
}

/** The requests of the account's events, from the first block to `head`. */
async function requestsOf(
  client: Client,
  { escrow, startBlock }: ProtocolAddresses,
  { head, maxRange = 2000n, ...parameters }: GetOpenJobsParameters & { head: bigint },
): Promise<Request[]> {
  const requester = addressOf(resolveAccount(client, parameters.account))
  const filter = { address: escrow, abi: jobEscrowAbi, args: { requester }, strict: true } as const
  const requests: Request[] = []
  for (let fromBlock = parameters.fromBlock ?? BigInt(startBlock); fromBlock <= head; fromBlock += maxRange) {
    const toBlock = fromBlock + maxRange - 1n < head ? fromBlock + maxRange - 1n : head
    const [published, posted] = await decoded(
      Promise.all([
        getContractEvents(client, { ...filter, eventName: 'RequestPublished', fromBlock, toBlock }),
        getContractEvents(client, { ...filter, eventName: 'RequestPosted', fromBlock, toBlock }),
      ]),
    )
    requests.push(...[...published, ...posted].map(({ args }) => args.request))
  }
  return requests
}

type Walk = {
  known: ReadonlyMap<Hex, Request>
  named: readonly { requestId: Hex; shards: number }[]
  head: bigint
}

/** Pages through the named requests, all as of one block. */
async function walkJobs(
  client: Client,
  { lens }: ProtocolAddresses,
  { walk: { known, named, head }, found }: { walk: Walk; found: GetOpenJobsReturnType },
): Promise<void> {
  const contract = { address: lens, abi: protocolLensAbi, functionName: 'openJobs', blockNumber: head } as const
  let cursor = 0n
  do {
    const page = await decoded(readContract(client, { ...contract, args: [named, cursor, 0n] }))
    found.waiting += page.waiting
    for (const open of page.jobs) {
      const request = known.get(open.requestId)
      if (request) found.jobs.push(jobOf(request, open))
    }
    cursor = page.next
  } while (cursor !== 0n)
}

type Open = ContractFunctionReturnType<typeof protocolLensAbi, 'view', 'openJobs'>['jobs'][number]

function jobOf(request: Request, { requestId, shard, jobId, job, endsAt, overdue }: Open): OpenJob {
  const { attempt, worker, step, deadline, sealOrRoot } = job
  const state = jobStates[job.state] ?? 'open'
  const price = priceOfStep(request.terms, step)
  const disputes = state === 'revealed' ? job.aux : 0n
  const seconds = { deadline, endsAt: Number(endsAt), overdue }
  return { request, requestId, shard, jobId, state, attempt, worker, price, ...seconds, disputes, sealOrRoot }
}
