import { encodeFunctionData, type Client, type Hash, type Hex } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type SubmitWitnessParameters = WriteParameters & {
  request: Request
  shard: number
  /** What the request's `inputRoot` is the hash of. */
  inputRoots: readonly Hex[]
  /** The whole output, which the kernel checks on chain. */
  output: Hex
}

/** The transaction's hash. */
export type SubmitWitnessReturnType = Hash

/** The transaction that `submitWitness` sends. */
export function submitWitnessCall(
  addresses: ProtocolAddresses,
  { request, shard, inputRoots, output }: SubmitWitnessParameters,
): Call {
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'submitWitness',
    args: [request, shard, [...inputRoots], output],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Ends a job of a witness kernel by its output, from the block after its accept on; it is paid at once.
 *
 * Throws `WITNESS_NOT_CORRECT`, `WITNESS_TOO_FRESH`, `KERNEL_NOT_WITNESS`, `DEADLINE_PASSED`, `JOB_IN_STATE`, `NOT_WORKER`.
 *
 * @example
 * ```ts
 * const hash = await submitWitness(client, { request, shard: 0, inputRoots: [], output: salt })
 * ```
 */
export async function submitWitness(
  client: Client,
  parameters: SubmitWitnessParameters,
): Promise<SubmitWitnessReturnType> {
  return write(client, parameters, submitWitnessCall)
}
