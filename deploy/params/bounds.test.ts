import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { unsafeValues } from './bounds.js'
import { local } from './local.js'
import type { NetworkParams } from './network-params.js'
import { sepolia } from './sepolia.js'

const PUBLIC = 11155111
const params = sepolia(local.accounts)

/** `params` with one value replaced. */
function having<K extends 'escrow' | 'staking' | 'emission' | 'delays'>(part: K, change: Partial<NetworkParams[K]>) {
  return { ...params, [part]: { ...params[part], ...change } }
}

describe('unsafeValues', () => {
  it('finds nothing in the parameters of each network on its chains', () => {
    for (const network of [local, params])
      for (const chainId of network.chainIds) assert.deepEqual(unsafeValues(network, chainId), [])
  })

  it('finds each value that is one under what public chains need', () => {
    const under: readonly (readonly [name: string, params: NetworkParams])[] = [
      ['escrow.beaconDelayS is 599', having('escrow', { beaconDelayS: 599 })],
      ['escrow.revealWindowS is 7199', having('escrow', { revealWindowS: 7_199 })],
      ['escrow.minChallengeWindowS is 7199', having('escrow', { minChallengeWindowS: 7_199 })],
      ['escrow.disputeClockS is 86399', having('escrow', { disputeClockS: 86_399 })],
      ['staking.unbondingS is 604799', having('staking', { unbondingS: 604_799 })],
      ['staking.commissionNoticeS is 604799', having('staking', { commissionNoticeS: 604_799 })],
      ['emission.epochS is 86399', having('emission', { epochS: 86_399 })],
      ['delays.coreS is 1209599', having('delays', { coreS: 1_209_599 })],
      ['delays.listingS is 172799', having('delays', { listingS: 172_799 })],
      [
        'kernels[1].minSampleBps is 2499',
        { ...params, kernels: params.kernels.map((k) => (k.id === 1 ? { ...k, minSampleBps: 2_499 } : k)) },
      ],
      [
        'kernels[1].minSamples is 3',
        { ...params, kernels: params.kernels.map((k) => (k.id === 1 ? { ...k, minSamples: 3 } : k)) },
      ],
      ['beacon is DevBeacon', { ...params, beacon: 'DevBeacon' }],
    ]
    for (const [says, unsafe] of under) {
      const found = unsafeValues(unsafe, PUBLIC)
      assert.equal(found.length, 1, found.join())
      assert.ok(found[0]?.startsWith(says), found[0])
      assert.deepEqual(unsafeValues(unsafe, 31337), [])
    }
  })

  it('finds an unbonding that ends with the longest job, on every chain', () => {
    const { escrow, staking } = local
    const rest = escrow.maxDurationS + escrow.beaconDelayS + escrow.revealWindowS + 2 * escrow.disputeClockS
    const window = (s: number) => ({
      ...local,
      escrow: { ...escrow, maxChallengeWindowS: staking.unbondingS - rest - s },
    })
    assert.deepEqual(unsafeValues(window(1), 31337), [])
    assert.equal(unsafeValues(window(0), 31337).length, 1)
  })

  it('finds a lock under 1 QRN, on every chain', () => {
    const kernels = local.kernels.map((k) => ({ ...k, minLock: 10n ** 18n - 1n }))
    const found = kernels.map(({ id }) => `kernels[${id}].minLock is under 1 QRN`)
    assert.ok(found.length > 0)
    assert.deepEqual(unsafeValues({ ...local, kernels }, 31337), found)
  })
})
