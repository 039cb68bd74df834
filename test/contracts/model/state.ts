import type { Terms } from '@quern/sdk'
import type { KernelName, KnownKernel, Limits } from './kernels.js'

export type Token = 'coins' | 'qrn' | 'usd'
export type WorkerName = 'alice' | 'bob'
export type OperatorName = "alice's operator" | "bob's operator"
/** Who can own something in the ledger. */
export type Party = WorkerName | 'requester' | 'challenger' | 'copycat' | 'author'
/** Who can send a call. */
export type Sender = Party | OperatorName | 'treasury' | 'admin' | 'disputer'
/** Who deposits by permit: one that approved everything, one with a little, one with nothing. */
export type Permitter = 'treasury' | 'copycat' | 'challenger'
export type JobState = 'open' | 'assigned' | 'committed' | 'revealed' | 'finalized' | 'slashed'
/** The outputs that workers seal or show in the model: the right one, or one that is wrong at `WRONG_ELEMENT`. */
export type Variant = 'right' | 'wrong'

export const WRONG_ELEMENT = 7n
export const RING_PLACES = 8
export const TOKENS: readonly Token[] = ['coins', 'qrn', 'usd']
export const WORKERS: readonly WorkerName[] = ['alice', 'bob']
export const PARTIES: readonly Party[] = ['requester', 'alice', 'bob', 'challenger', 'copycat', 'author']
/** In the order of the contracts' enum. */
export const JOB_STATES: readonly JobState[] = ['open', 'assigned', 'committed', 'revealed', 'finalized', 'slashed']

/** What never changes about a request. */
export type ModelDeal = {
  readonly terms: Terms
  readonly kernel: KernelName
  readonly shards: number
  readonly assignee: WorkerName | undefined
  readonly token: Token
  /** Signed by somebody else than the requester. */
  readonly forged: boolean
  /** The most elements that one reveal may prove. */
  readonly maxSamples: number
}

/** What its requester did with a request. */
export type ModelRequest = {
  posted: boolean
  cancelled: boolean
  /** Shards that price and burn are set aside for. */
  openShards: number
}

/** Which shard of which request. */
export type Place = { readonly deal: number; readonly shard: number }

export type ModelJob = {
  state: JobState
  attempt: number
  worker: WorkerName | undefined
  step: bigint
  deadline: number
  /** Accept block while assigned, beacon id while committed, open disputes while revealed. */
  aux: bigint
  /** Whether the author earns of it, and whether it ends by its output. */
  royalty: boolean
  witness: boolean
  /** What the seal or the root stands for, and which of the two is stored. */
  variant: Variant | undefined
  stored: 'nothing' | 'seal' | 'root'
}

export type Unbonding = { amount: bigint; endsAt: number }

export type ModelWorker = {
  active: bigint
  ring: (Unbonding | undefined)[]
  locked: bigint
  epoch: number
  burned: bigint
  /** Work emission credited to it. */
  owed: bigint
}

/** A credit with what binds it: the time before which it stays, and the least nonce that it pays. */
export type Account = { amount: bigint; lockedUntil: number; minNonce: bigint }

export type TokenRule = { allowed: boolean; paused: boolean; maxPrice: bigint }

/** Everything that a step can change; amounts in base units. */
export type ModelState = {
  readonly ledger: Record<Token, Record<Party, Account>>
  readonly tokens: Record<Token, TokenRule>
  readonly kernels: Record<KnownKernel, Limits>
  readonly requests: ModelRequest[]
  readonly jobs: ModelJob[][]
  readonly workers: Record<WorkerName, ModelWorker>
  readonly running: { epoch: number; burned: bigint; burnable: bigint }
  /** Challenges registered so far, with their blocks. */
  readonly challenges: Map<string, bigint>
  disputer: Sender | undefined
  /** What permitters that approved nothing have outside, and how many permits they used. */
  readonly wallets: Record<'copycat' | 'challenger', Record<'qrn' | 'usd', { amount: bigint; permits: number }>>
  /** What the escrow and the staking contract hold, and all QRN there is. */
  readonly held: Record<Token, bigint> & { staked: bigint; supply: bigint }
}

export const openJob = (attempt = 0): ModelJob => ({
  state: 'open',
  attempt,
  worker: undefined,
  step: 0n,
  deadline: 0,
  aux: 0n,
  royalty: false,
  witness: false,
  variant: undefined,
  stored: 'nothing',
})

/** The job; one that was never touched for a shard that the request does not have. */
export function jobAt(state: ModelState, { deal, shard }: Place): ModelJob {
  return state.jobs[deal]?.[shard] ?? openJob()
}

/** What a worker has that nobody may take out of the contract: active and unbonding. */
export function assetsOf({ active, ring }: ModelWorker): bigint {
  return ring.reduce((sum, entry) => sum + (entry?.amount ?? 0n), active)
}
