import { DeployError } from '../errors.js'
import type { NetworkParams } from './network-params.js'
import { DAY, HOUR, MINUTE, ONE } from './units.js'

/** Chains that nobody else uses. Everything else is public. */
const LOCAL_CHAIN_IDS: readonly number[] = [31337, 1337]

/** Whether `chainId` is a local chain, on which every value is allowed. */
export function isLocalChain(chainId: number): boolean {
  return LOCAL_CHAIN_IDS.includes(chainId)
}

/** What public chains need at least (protocol.md §13), by name. */
function publicBounds(params: NetworkParams): readonly (readonly [name: string, have: number, least: number])[] {
  const { escrow, staking, emission, delays } = params
  const flat = params.kernels.filter(({ kind }) => kind === 'flat')
  return [
    ['escrow.beaconDelayS', escrow.beaconDelayS, 10 * MINUTE],
    ['escrow.revealWindowS', escrow.revealWindowS, 2 * HOUR],
    ['escrow.minChallengeWindowS', escrow.minChallengeWindowS, 2 * HOUR],
    ['escrow.disputeClockS', escrow.disputeClockS, 24 * HOUR],
    ['staking.unbondingS', staking.unbondingS, 7 * DAY],
    ['staking.commissionNoticeS', staking.commissionNoticeS, 7 * DAY],
    ['emission.epochS', emission.epochS, DAY],
    ['delays.coreS', delays.coreS, 14 * DAY],
    ['delays.listingS', delays.listingS, 2 * DAY],
    ...flat.map((k) => [`kernels[${k.id}].minSampleBps`, k.minSampleBps, 2500] as const),
    ...flat.map((k) => [`kernels[${k.id}].minSamples`, k.minSamples, 4] as const),
  ]
}

/** Everything that `params` would make unsafe on `chainId`; empty when nothing. */
export function unsafeValues(params: NetworkParams, chainId: number): string[] {
  const { escrow, staking } = params
  const longest =
    escrow.maxDurationS +
    escrow.beaconDelayS +
    escrow.revealWindowS +
    escrow.maxChallengeWindowS +
    2 * escrow.disputeClockS
  const found: string[] = []
  if (longest >= staking.unbondingS)
    found.push(`staking.unbondingS is ${staking.unbondingS}, not above the longest job of ${longest}`)
  for (const k of params.kernels) if (k.minLock < ONE) found.push(`kernels[${k.id}].minLock is under 1 QRN`)
  if (isLocalChain(chainId)) return found
  if (params.beacon === 'DevBeacon') found.push('beacon is DevBeacon, which a block producer can choose')
  for (const [name, have, least] of publicBounds(params))
    if (have < least) found.push(`${name} is ${have}, under ${least}`)
  return found
}

/** Throws `PARAMETERS_UNSAFE_INPUT` unless `params` may be deployed to `chainId`. */
export function requireSafeValues(params: NetworkParams, chainId: number): void {
  const found = unsafeValues(params, chainId)
  if (found.length === 0) return
  throw new DeployError('PARAMETERS_UNSAFE_INPUT', `Chain ${chainId} does not allow: ${found.join('; ')}.`, {
    hint: 'Use the parameters of a public network, or a local chain.',
  })
}
