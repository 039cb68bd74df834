import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RequestDocument } from '@quern/sdk'
import { zeroAddress } from 'viem'
import { testConfig, testDocument } from './samples.test.fixture.js'
import { decide, gasOfJob, type PricingFacts } from './pricer.js'

const config = testConfig()
const guarded = testConfig({ 'pricing.profit_guard': 'true', 'pricing.min_profit_wei': '1' })
const other = `0x${'77'.repeat(20)}` as const

const good: PricingFacts = {
  document: testDocument(),
  nowS: 1000,
  isSigned: true,
  isCancelled: false,
  work: { inputBytes: 1000, outputBytes: 1000, maxSamples: 25 },
  price: 10n ** 15n,
  gasPrice: 10n ** 9n,
  freeStake: 1000n,
  liveJobs: 0,
  inputs: 'ready',
  device: 'ready',
}

const terms = (change: Partial<RequestDocument['request']['terms']>): Partial<PricingFacts> => ({
  document: testDocument(change),
})

const table: readonly (readonly [what: string, change: Partial<PricingFacts>, action: string, reason: string])[] = [
  ['everything in order', {}, 'take', 'good'],
  ['another chain', { document: { ...testDocument(), chainId: 1 } }, 'pass', 'wrong_chain'],
  ['another escrow', { document: { ...testDocument(), escrow: other } }, 'pass', 'wrong_escrow'],
  ['the last second', { nowS: testDocument().request.terms.acceptBy }, 'take', 'good'],
  ['a second too late', { nowS: testDocument().request.terms.acceptBy + 1 }, 'pass', 'expired'],
  ['too little time', terms({ duration: 9 }), 'pass', 'duration_too_short'],
  ['cancelled', { isCancelled: true }, 'pass', 'cancelled'],
  ['for another worker', terms({ assignee: other }), 'pass', 'not_assignee'],
  ['for this worker', terms({ assignee: config.worker.address }), 'take', 'good'],
  ['a wrong signature', { isSigned: false }, 'pass', 'signature_mismatch'],
  ['a signature not checked yet', { isSigned: undefined }, 'wait', 'signature_unknown'],
  ['an unknown kernel', { work: { problem: 'kernel_unknown' } }, 'pass', 'kernel_unknown'],
  ['overflowing shapes', { work: { problem: 'kernel_parameters' } }, 'pass', 'kernel_parameters'],
  ['more samples than fit', terms({ samples: 26 }), 'pass', 'too_many_samples'],
  ['huge inputs', { work: { inputBytes: 2 ** 40, outputBytes: 1, maxSamples: 25 } }, 'pass', 'input_too_large'],
  ['huge outputs', { work: { inputBytes: 1, outputBytes: 2 ** 40, maxSamples: 25 } }, 'pass', 'output_too_large'],
  ['a web address', { document: testDocument({}, { inputUri: 'http://host/' }) }, 'pass', 'input_scheme_refused'],
  ['a strange scheme', { document: testDocument({}, { inputUri: 'javascript:1/' }) }, 'pass', 'input_scheme_refused'],
  ['no scheme at all', { document: testDocument({}, { inputUri: '' }) }, 'pass', 'input_scheme_refused'],
  ['another token', terms({ payToken: other }), 'pass', 'pay_token_refused'],
  ['a price that falls', terms({ minPrice: 2n, maxPrice: 1n }), 'pass', 'price_falls'],
  ['a price that stays low', terms({ minPrice: 1n, maxPrice: 99n }), 'pass', 'price_below_floor'],
  ['a price that is low yet', { price: 99n }, 'wait', 'price_below_floor_yet'],
  ['gas above the cap', { gasPrice: 10n ** 12n }, 'wait', 'gas_above_cap'],
  ['no device', { device: 'missing' }, 'wait', 'device_not_ready'],
  ['a failing device', { device: 'failing' }, 'wait', 'device_failing'],
  ['inputs not read yet', { inputs: 'unread' }, 'wait', 'inputs_unread'],
  ['all places taken', { liveJobs: 8 }, 'wait', 'max_jobs_reached'],
  ['too little stake', { freeStake: 99n }, 'wait', 'stake_too_low'],
]

describe('decide', () => {
  for (const [what, change, action, reason] of table) {
    it(`${what}: ${action}, ${reason}`, () => {
      const decision = decide({ ...good, ...change }, config)
      assert.deepEqual([decision.action, decision.reason], [action, reason])
      assert.equal(decision.shards > 0, action === 'take')
    })
  }

  it('takes as many shards as places, stake and the limit of a transaction allow', () => {
    const shards = (change: Partial<PricingFacts>) => decide({ ...good, ...change }, config).shards
    assert.equal(shards({}), 4)
    assert.equal(shards({ liveJobs: 6 }), 2)
    assert.equal(shards({ freeStake: 399n }), 3)
    assert.equal(shards({ freeStake: 100n }), 1)
  })

  it('guards its profit in the native coin only', () => {
    const least = good.gasPrice * gasOfJob + 1n
    assert.equal(decide({ ...good, price: least }, guarded).reason, 'price_below_gas')
    assert.equal(decide({ ...good, price: least + 1n }, guarded).action, 'take')
    assert.equal(decide({ ...good, price: least }, config).action, 'take')
    assert.equal(good.document.request.terms.payToken, zeroAddress)
  })

  it('gives the final reason before the passing one', () => {
    const decision = decide({ ...good, isSigned: undefined, nowS: 10 ** 9, device: 'missing' }, config)
    assert.deepEqual([decision.action, decision.reason], ['pass', 'expired'])
  })
})
