import { encodeFunctionData, type Client, type Hash, type Hex } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { Opening } from './opening.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type RevealSampledParameters = WriteParameters & {
  request: Request
  opening: Opening
  inputRoots: readonly Hex[]
  /** In the order of the draw. */
  proofs: readonly Hex[]
  /** The header of the beacon block, if nobody posted it yet. */
  header?: Hex | undefined
}

/** The transaction's hash. */
export type RevealSampledReturnType = Hash

/** The transaction that `revealSampled` sends. */
export function revealSampledCall(
  addresses: ProtocolAddresses,
  { request, opening, inputRoots, proofs, header }: RevealSampledParameters,
): Call {
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'revealSampled',
    args: [request, opening, [...inputRoots], [...proofs], header ?? '0x'],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Opens the seal of a job that was drawn, with one proof for each drawn element.
 *
 * Throws `NOT_WORKER`, `BEACON_NOT_READY`, `INPUT_ROOT_MISMATCH`, `PROOF_COUNT_MISMATCH`, `SAMPLE_NOT_CORRECT`, `SEAL_MISMATCH`.
 *
 * @example
 * ```ts
 * const hash = await revealSampled(client, { request, opening: { shard: 0, root, salt, outputUri: '' }, inputRoots: [root, root], proofs: [proof] })
 * ```
 */
export async function revealSampled(
  client: Client,
  parameters: RevealSampledParameters,
): Promise<RevealSampledReturnType> {
  return write(client, parameters, revealSampledCall)
}
