import { encodeFunctionData, type Client, type Hash, type Hex } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashWork } from '../protocol/request.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type ApproveSignedParameters = WriteParameters & {
  request: Request
  shards: readonly number[]
  /** The revealed roots, one for each shard. */
  roots: readonly Hex[]
  /** Made by `signApproval`. */
  signature: Hex
}

/** The transaction's hash. */
export type ApproveSignedReturnType = Hash

/** The transaction that `approveSigned` sends. */
export function approveSignedCall(
  addresses: ProtocolAddresses,
  { request, shards, roots, signature }: ApproveSignedParameters,
): Call {
  const workHash = hashWork(request.work)
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'approveSigned',
    args: [request.terms, workHash, [...shards], [...roots], signature],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Pays for revealed jobs at once by the requester's signature: whoever holds it may send it.
 *
 * Throws `SIGNATURE_MISMATCH`, `ROOT_MISMATCH`, `JOB_IN_STATE`, `DISPUTE_OPEN`, `LIST_MISMATCH`.
 *
 * @example
 * ```ts
 * const hash = await approveSigned(client, { request, shards: [0], roots: [root], signature })
 * ```
 */
export async function approveSigned(
  client: Client,
  parameters: ApproveSignedParameters,
): Promise<ApproveSignedReturnType> {
  return write(client, parameters, approveSignedCall)
}
