import type { Client, Hex } from 'viem'
import { getBlock } from 'viem/actions'
import { decoded } from '../client.js'
import { encodeHeader } from '../protocol/header.js'

export type GetBeaconHeaderParameters = {
  /** The beacon id of a committed job: a block number. */
  beaconId: bigint
}

/** RLP, for `postBeacon`, `reveal` and `revealSampled`. */
export type GetBeaconHeaderReturnType = Hex

/**
 * The header of the block that decides a job's draw, checked against the block's hash.
 *
 * Throws `CHAIN_FAILED` while the block is not mined, `HEADER_ENCODING_MISMATCH`.
 *
 * @example
 * ```ts
 * const header = await getBeaconHeader(client, { beaconId: 123n })
 * ```
 */
export async function getBeaconHeader(
  client: Client,
  { beaconId }: GetBeaconHeaderParameters,
): Promise<GetBeaconHeaderReturnType> {
  return encodeHeader(await decoded(getBlock(client, { blockNumber: beaconId })))
}
