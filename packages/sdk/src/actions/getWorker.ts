import type { Address, Client } from 'viem'
import { readContract } from 'viem/actions'
import { decoded, resolveAddresses, type ReadParameters } from '../client.js'
import { emissionAbi } from '../generated/abis/emission.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { stakingAbi } from '../generated/abis/staking.js'

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
  /** What live jobs hold. */
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
  /** What closed epochs credited and `claimWork` would mint. */
  owed: bigint
  /** What its finished jobs burned in `epoch`, not yet credited. */
  running: { epoch: bigint; burned: bigint }
}

/**
 * Everything about a worker: its bond, what its jobs hold, what it may claim.
 *
 * Throws `CHAIN_FAILED`, `CHAIN_TIMEOUT`.
 *
 * @example
 * ```ts
 * const { capacity, locked } = await getWorker(client, { worker })
 * console.log(`${capacity - locked} base units are free`)
 * ```
 */
export async function getWorker(
  client: Client,
  { worker, ...parameters }: GetWorkerParameters,
): Promise<GetWorkerReturnType> {
  const { staking, emission, escrow } = resolveAddresses(client, parameters.addresses)
  const args = [worker] as const
  const [view, owed, [epoch, burned]] = await decoded(
    Promise.all([
      readContract(client, { address: staking, abi: stakingAbi, functionName: 'workerView', args }),
      readContract(client, { address: emission, abi: emissionAbi, functionName: 'owedTo', args }),
      readContract(client, { address: escrow, abi: jobEscrowAbi, functionName: 'runningOf', args }),
    ]),
  )
  return { ...view, owed, running: { epoch, burned } }
}
