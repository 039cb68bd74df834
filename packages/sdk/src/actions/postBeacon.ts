import { encodeFunctionData, type Client, type Hash, type Hex } from 'viem'
import { resolveAddresses, sendCall, type Call, type WriteParameters } from '../client.js'
import { beaconAbi } from '../generated/abis/beacon.js'
import type { ProtocolAddresses } from '../types.js'
import { getBeaconHeader } from './getBeaconHeader.js'

export type PostBeaconParameters = WriteParameters & {
  /** The beacon id of a committed job: a block number. */
  beaconId: bigint
  /** By default read from the chain. */
  header?: Hex | undefined
}

/** The transaction's hash. */
export type PostBeaconReturnType = Hash

/** The transaction that `postBeacon` sends. */
export function postBeaconCall(
  addresses: ProtocolAddresses,
  { beaconId, header }: { beaconId: bigint; header: Hex },
): Call {
  const data = encodeFunctionData({ abi: beaconAbi, functionName: 'post', args: [beaconId, header] })
  return { to: addresses.beacon, data, value: 0n }
}

/**
 * Proves the randomness of a block to the beacon; one posting serves every job drawn by that block.
 *
 * Throws `BLOCK_HASH_UNAVAILABLE`, `HEADER_MISMATCH`, `NO_RANDOMNESS`, and what `getBeaconHeader` throws.
 *
 * @example
 * ```ts
 * const hash = await postBeacon(client, { beaconId: 123n })
 * ```
 */
export async function postBeacon(client: Client, parameters: PostBeaconParameters): Promise<PostBeaconReturnType> {
  const { beaconId, account } = parameters
  const addresses = resolveAddresses(client, parameters.addresses)
  const header = parameters.header ?? (await getBeaconHeader(client, { beaconId }))
  return sendCall(client, {
    call: postBeaconCall(addresses, { beaconId, header }),
    chainId: addresses.chainId,
    account,
  })
}
