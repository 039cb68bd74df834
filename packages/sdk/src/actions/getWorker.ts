import type { Address, Client, ContractFunctionReturnType } from 'viem'
import { readContract } from 'viem/actions'
import { decoded, resolveAddresses, type ReadParameters } from '../client.js'
import { protocolLensAbi } from '../generated/abis/protocolLens.js'

export type GetWorkerParameters = ReadParameters & { worker: Address }

/** What others delegated to a worker; amounts in base units of QRN. */
export type WorkerPool = {
  active: bigint
  unbonding: bigint
  /** How often the pool began anew; delegations of earlier eras are worth nothing. */
  era: number
  /** Base units that 1e18 shares are worth; falls with slashes. */
  shareWorth: bigint
  commissionBps: number
  /** The commission that was announced, and the Unix time from which it can be applied; zeros for none. */
  announcedBps: number
  announcedFrom: number
}

/** Amounts in base units of QRN. */
export type GetWorkerReturnType = {
  operator: Address
  selfActive: bigint
  selfUnbonding: bigint
  /** What live jobs hold, of all lockers. */
  locked: bigint
  /** What the owner allows at most; 0 for all. */
  lockCap: bigint
  /** What all locks together may reach. */
  capacity: bigint
  /** What `claimRewards` would mint now. */
  rewards: bigint
  unbondings: readonly { index: number; amount: bigint; endsAt: number }[]
  /** The contracts that may lock and slash its stake. */
  lockers: readonly Address[]
  /** What others delegated to it. */
  pool: WorkerPool
  /** Whether the escrow is one of its lockers. */
  worksHere: boolean
  /** What its live jobs in the escrow hold, and what new ones may. */
  lockedHere: bigint
  free: bigint
  /** What closed epochs credited and `claimWork` would mint: by all escrows, and by this one. */
  owed: bigint
  owedHere: bigint
  /** The running epoch, and what its finished jobs burned in it. */
  running: { epoch: bigint; burned: bigint }
  /** What its finished jobs burned in an earlier epoch; `roll` credits it. */
  uncredited: bigint
}

/**
 * Everything about a worker, in one call: its bond, what its jobs hold, what it may claim.
 *
 * Throws `CHAIN_FAILED`, `CHAIN_TIMEOUT`.
 *
 * @example
 * ```ts
 * const { free, lockedHere } = await getWorker(client, { worker })
 * console.log(`${free} base units are free, ${lockedHere} are held by jobs`)
 * ```
 */
export async function getWorker(
  client: Client,
  { worker, ...parameters }: GetWorkerParameters,
): Promise<GetWorkerReturnType> {
  const { lens } = resolveAddresses(client, parameters.addresses)
  const page = await decoded(
    readContract(client, { address: lens, abi: protocolLensAbi, functionName: 'workerPage', args: [worker] }),
  )
  return workerOf(page)
}

type Page = ContractFunctionReturnType<typeof protocolLensAbi, 'view', 'workerPage'>

function workerOf({ stake, epoch, burned, ...page }: Page): GetWorkerReturnType {
  return { ...stake, ...page, running: { epoch, burned } }
}
