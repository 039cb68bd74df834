import type { Terms } from '@quern/sdk'

export type Token = 'coins' | 'qrn'
export type WorkerName = 'alice' | 'bob'
export type OperatorName = "alice's operator" | "bob's operator"
/** Who can own something in the ledger. */
export type Party = WorkerName | 'requester' | 'challenger' | 'copycat' | 'author'
/** Who can send a call. */
export type Sender = Party | OperatorName | 'treasury'
export type JobState = 'open' | 'assigned' | 'committed' | 'revealed' | 'finalized' | 'slashed'
/** The outputs that workers seal in the model: the right one, or one that is wrong at `WRONG_ELEMENT`. */
export type Variant = 'right' | 'wrong'

export const WRONG_ELEMENT = 7n
export const RING_PLACES = 8
export const WORKERS: readonly WorkerName[] = ['alice', 'bob']
export const PARTIES: readonly Party[] = ['requester', 'alice', 'bob', 'challenger', 'copycat', 'author']

/** What never changes about a request. */
export type ModelDeal = {
  readonly terms: Terms
  readonly shards: number
  readonly assignee: WorkerName | undefined
  readonly token: Token
  /** Signed by somebody else than the requester. */
  readonly forged: boolean
}

export type ModelJob = {
  state: JobState
  attempt: number
  worker: WorkerName | undefined
  step: bigint
  deadline: number
  /** Accept block while assigned, beacon id while committed. */
  aux: bigint
  /** What the seal or the root stands for. */
  variant: Variant | undefined
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

/** Everything that a step can change; amounts in base units. */
export type ModelState = {
  readonly ledger: Record<Token, Record<Party, bigint>>
  readonly jobs: ModelJob[][]
  readonly cancelled: boolean[]
  readonly workers: Record<WorkerName, ModelWorker>
  readonly running: { epoch: number; burned: bigint; burnable: bigint }
  /** Challenges registered so far. */
  readonly challenges: Set<string>
  /** What the escrow and the staking contract hold, and all QRN there is. */
  readonly held: { coins: bigint; qrn: bigint; staked: bigint; supply: bigint }
}

/** A call that the contracts must refuse with the error `message`. */
export class Refused extends Error {}

export function refuseIf(condition: boolean, error: string): void {
  if (condition) throw new Refused(error)
}

export const openJob = (attempt = 0): ModelJob => ({
  state: 'open',
  attempt,
  worker: undefined,
  step: 0n,
  deadline: 0,
  aux: 0n,
  variant: undefined,
})

/** What a worker has that nobody may take out of the contract: active and unbonding. */
export function assetsOf({ active, ring }: ModelWorker): bigint {
  return ring.reduce((sum, entry) => sum + (entry?.amount ?? 0n), active)
}
