import { encodeFunctionData, type Client, type Hash, type Hex } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashWork } from '../protocol/request.js'
import type { Opening } from './opening.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type RevealParameters = WriteParameters & {
  request: Request
  openings: readonly Opening[]
  /** The header of the first job's beacon block, by `getBeaconHeader`, if nobody posted it yet. */
  header?: Hex | undefined
}

/** The transaction's hash. */
export type RevealReturnType = Hash

/** The transaction that `reveal` sends. */
export function revealCall(addresses: ProtocolAddresses, { request, openings, header }: RevealParameters): Call {
  const workHash = hashWork(request.work)
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'reveal',
    args: [request.terms, workHash, [...openings], header ?? '0x'],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Opens the seals of jobs that were not drawn.
 *
 * Throws `NOT_WORKER`, `BEACON_NOT_READY`, `DEADLINE_PASSED`, `SAMPLES_REQUIRED`, `SEAL_MISMATCH`, `URI_TOO_LONG`.
 *
 * @example
 * ```ts
 * const hash = await reveal(client, { request, openings: [{ shard: 0, root, salt, outputUri: 'https://example.org/c.bin' }] })
 * ```
 */
export async function reveal(client: Client, parameters: RevealParameters): Promise<RevealReturnType> {
  return write(client, parameters, revealCall)
}
