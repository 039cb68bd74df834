import { encodeFunctionData, type Client, type Hash, type Hex } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses } from '../types.js'

export type RegisterChallengeParameters = WriteParameters & {
  challenge: Hex
}

/** The transaction's hash. */
export type RegisterChallengeReturnType = Hash

/** The transaction that `registerChallenge` sends. */
export function registerChallengeCall(addresses: ProtocolAddresses, { challenge }: RegisterChallengeParameters): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'registerChallenge', args: [challenge] })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Registers a challenge, by `challengeOf`, a block before its proof.
 *
 * Throws what the chain throws.
 *
 * @example
 * ```ts
 * const hash = await registerChallenge(client, { challenge: root })
 * ```
 */
export async function registerChallenge(
  client: Client,
  parameters: RegisterChallengeParameters,
): Promise<RegisterChallengeReturnType> {
  return write(client, parameters, registerChallengeCall)
}
