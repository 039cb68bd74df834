import type { Client } from 'viem'
import { readContract } from 'viem/actions'
import { decoded, resolveAddresses, type ReadParameters } from '../client.js'
import { emissionAbi } from '../generated/abis/emission.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'

export type GetEpochParameters = ReadParameters

/** Amounts in base units of QRN, times in Unix seconds. */
export type GetEpochReturnType = {
  epoch: bigint
  startsAt: number
  endsAt: number
  /** What this escrow's workers share for this epoch, at most. */
  work: bigint
  /** What finished jobs burned in this epoch so far. */
  burned: bigint
  /** What waits for `flushBurn`. */
  burnable: bigint
}

/**
 * The running epoch of work emission.
 *
 * Throws `CHAIN_FAILED`, `CHAIN_TIMEOUT`.
 *
 * @example
 * ```ts
 * const { epoch, burned, endsAt } = await getEpoch(client)
 * ```
 */
export async function getEpoch(client: Client, parameters: GetEpochParameters = {}): Promise<GetEpochReturnType> {
  const { emission, escrow } = resolveAddresses(client, parameters.addresses)
  const contract = { address: emission, abi: emissionAbi } as const
  const [epoch, start, length, [runningEpoch, burned, burnable]] = await decoded(
    Promise.all([
      readContract(client, { ...contract, functionName: 'currentEpoch' }),
      readContract(client, { ...contract, functionName: 'START' }),
      readContract(client, { ...contract, functionName: 'EPOCH' }),
      readContract(client, { address: escrow, abi: jobEscrowAbi, functionName: 'running' }),
    ]),
  )
  const work = await decoded(readContract(client, { ...contract, functionName: 'workOf', args: [escrow, epoch] }))
  const startsAt = Number(start + epoch * length)
  const endsAt = startsAt + Number(length)
  return { epoch, startsAt, endsAt, work, burned: runningEpoch === epoch ? burned : 0n, burnable }
}
