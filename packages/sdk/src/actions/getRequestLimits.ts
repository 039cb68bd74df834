import type { Address, Client, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { decoded, resolveAddresses } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { kernelAbi } from '../generated/abis/kernel.js'
import { kernelRegistryAbi } from '../generated/abis/kernelRegistry.js'
import type { RequestLimits } from '../protocol/limits.js'
import type { ProtocolAddresses } from '../types.js'

type LimitingAddresses = Pick<ProtocolAddresses, 'escrow' | 'registry'>

export type GetRequestLimitsParameters = {
  /** Where the protocol lives; by default what is known for the client's chain. */
  addresses?: LimitingAddresses | undefined
  kernelId: number
  /** The zero address is the chain's own coin. */
  payToken: Address
  /** The kernel's parameters. */
  params: Hex
  shards: number
}

export type GetRequestLimitsReturnType = RequestLimits

/** A constant of the escrow. */
const minDuration = 60

/**
 * What the escrow, the registry and the kernel allow now: what `checkRequest` checks against.
 *
 * Throws `KERNEL_UNKNOWN`, and what the kernel says of parameters it refuses.
 *
 * @example
 * ```ts
 * const limits = await getRequestLimits(client, { kernelId: 1, payToken: zeroAddress, params, shards: 4 })
 * console.log(limits.kernel.units * limits.kernel.unitBurn)
 * ```
 */
export async function getRequestLimits(
  client: Client,
  { kernelId, payToken, params, shards, ...parameters }: GetRequestLimitsParameters,
): Promise<GetRequestLimitsReturnType> {
  const addresses = resolveAddresses<LimitingAddresses>(client, parameters.addresses)
  const [escrow, kernel] = await decoded(
    Promise.all([readEscrow(client, addresses, payToken), readKernel(client, addresses, { kernelId, params, shards })]),
  )
  return { minDuration, ...escrow, kernel }
}

async function readEscrow(client: Client, { escrow }: LimitingAddresses, payToken: Address) {
  const contract = { address: escrow, abi: jobEscrowAbi } as const
  const [maxDuration, minChallengeWindow, maxChallengeWindow, token] = await Promise.all([
    readContract(client, { ...contract, functionName: 'MAX_DURATION' }),
    readContract(client, { ...contract, functionName: 'MIN_CHALLENGE_WINDOW' }),
    readContract(client, { ...contract, functionName: 'MAX_CHALLENGE_WINDOW' }),
    readContract(client, { ...contract, functionName: 'tokenOf', args: [payToken] }),
  ])
  return {
    maxDuration: Number(maxDuration),
    minChallengeWindow: Number(minChallengeWindow),
    maxChallengeWindow: Number(maxChallengeWindow),
    token,
  }
}

async function readKernel(
  client: Client,
  { registry }: LimitingAddresses,
  { kernelId, params, shards }: { kernelId: number; params: Hex; shards: number },
): Promise<RequestLimits['kernel']> {
  const [address, kind, , limits] = await readContract(client, {
    address: registry,
    abi: kernelRegistryAbi,
    functionName: 'termsOf',
    args: [kernelId],
  })
  const [maxSamples, units] = await readContract(client, {
    address,
    abi: kernelAbi,
    functionName: 'validate',
    args: [params, shards],
  })
  const { retired, minSampleBps, minSamples, unitBurn, minLock, maxLock } = limits
  return { retired, flat: kind === 0, minSampleBps, minSamples, unitBurn, minLock, maxLock, maxSamples, units }
}
