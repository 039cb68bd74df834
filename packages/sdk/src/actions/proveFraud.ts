import { encodeFunctionData, type Client, type Hash, type Hex } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type ProveFraudParameters = WriteParameters & {
  request: Request
  shard: number
  element: bigint
  /** The nonce of the challenge. */
  nonce: Hex
  inputRoots: readonly Hex[]
  proof: Hex
}

/** The transaction's hash. */
export type ProveFraudReturnType = Hash

/** The transaction that `proveFraud` sends. */
export function proveFraudCall(
  addresses: ProtocolAddresses,
  { request, shard, element, nonce, inputRoots, proof }: ProveFraudParameters,
): Call {
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'proveFraud',
    args: [request, shard, element, nonce, [...inputRoots], proof],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Proves one element of a revealed job wrong; the challenge must stand since an earlier block.
 *
 * Throws `CHALLENGE_UNKNOWN`, `CHALLENGE_TOO_FRESH`, `DEADLINE_PASSED`, `JOB_IN_STATE`, `PROOF_MALFORMED`, `RESULT_CORRECT`.
 *
 * @example
 * ```ts
 * const hash = await proveFraud(client, { request, shard: 0, element: 7n, nonce: salt, inputRoots: [root, root], proof })
 * ```
 */
export async function proveFraud(client: Client, parameters: ProveFraudParameters): Promise<ProveFraudReturnType> {
  return write(client, parameters, proveFraudCall)
}
