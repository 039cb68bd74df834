import { encodeFunctionData, type Address, type Client, type Hash, type Hex } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type AcceptAndCommitParameters = WriteParameters & {
  request: Request
  shards: readonly number[]
  /** The owner whose stake is locked; the sender is it or its operator. */
  worker: Address
  signature: Hex
  /** One for each shard, by `sealOf`. */
  seals: readonly Hex[]
}

/** The transaction's hash. */
export type AcceptAndCommitReturnType = Hash

/** The transaction that `acceptAndCommit` sends. */
export function acceptAndCommitCall(
  addresses: ProtocolAddresses,
  { request, shards, worker, signature, seals }: AcceptAndCommitParameters,
): Call {
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'acceptAndCommit',
    args: [request, [...shards], worker, signature, [...seals]],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Takes shards and commits their seals in one transaction: for results that are computed already.
 *
 * Throws what `acceptSigned` throws.
 *
 * @example
 * ```ts
 * const hash = await acceptAndCommit(client, { request, shards: [0], worker, signature, seals: [seal] })
 * ```
 */
export async function acceptAndCommit(
  client: Client,
  parameters: AcceptAndCommitParameters,
): Promise<AcceptAndCommitReturnType> {
  return write(client, parameters, acceptAndCommitCall)
}
