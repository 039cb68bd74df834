import { zeroAddress, type Address, type Client, type Hex } from 'viem'
import type { ReadParameters } from '../client.js'
import { getRequestLimits } from './getRequestLimits.js'

export type QuoteParameters = ReadParameters & {
  kernelId?: number | undefined
  /** The kernel's parameters. */
  params: Hex
  shards: number
  payToken?: Address | undefined
}

/** Per shard; amounts in base units. */
export type QuoteReturnType = {
  /** Work of the largest shard. */
  units: bigint
  /** QRN to burn so that its worker earns emission. */
  burn: bigint
  /** Bounds of the stake that a shard locks. */
  minLock: bigint
  maxLock: bigint
  minSampleBps: number
  minSamples: number
  maxSamples: number
  /** The highest price the escrow takes. */
  maxPrice: bigint
}

/**
 * What the protocol itself asks for a piece of work: the price is the requester's to name.
 *
 * Throws `KERNEL_UNKNOWN`, and what the kernel says of parameters it refuses.
 *
 * @example
 * ```ts
 * const { units, burn } = await quote(client, { params, shards: 4 })
 * ```
 */
export async function quote(
  client: Client,
  { kernelId = 1, params, shards, payToken = zeroAddress, addresses }: QuoteParameters,
): Promise<QuoteReturnType> {
  const { kernel, token } = await getRequestLimits(client, { addresses, kernelId, payToken, params, shards })
  const { units, unitBurn, minLock, maxLock, minSampleBps, maxSamples } = kernel
  const minSamples = Math.min(kernel.minSamples, maxSamples)
  return {
    units,
    burn: units * unitBurn,
    minLock,
    maxLock,
    minSampleBps,
    minSamples,
    maxSamples,
    maxPrice: token.maxPrice,
  }
}
