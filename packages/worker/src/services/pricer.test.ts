import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RequestDocument, RequestLimits } from '@quern/sdk'
import { zeroAddress } from 'viem'
import { gasOfJobs, gasShapeOf } from './gas.js'
import { decide, type PricingFacts } from './pricer.js'
import { testConfig, testDocument } from './samples.test.fixture.js'
import type { WorkSizes } from './work.js'

const config = testConfig()
const guarded = testConfig({ 'pricing.profit_guard': 'true', 'pricing.min_profit_wei': '1' })
const other = `0x${'77'.repeat(20)}` as const

const work: WorkSizes = {
  inputBytes: 1000,
  outputBytes: 1000,
  heldBytes: 1500,
  inputTreeBytes: 0,
  maxSamples: 25,
  proofBytes: 3000,
  sampleGas: 0,
  units: 1,
  hashes: 4,
  spread: 1,
  isWitness: false,
  hasInputs: true,
}

const good: PricingFacts = {
  document: testDocument(),
  nowS: 1000,
  consent: 'signed',
  isCancelled: false,
  work,
  price: 10n ** 15n,
  royaltyBps: 0,
  gasPrice: 10n ** 9n,
  freeStake: 1000n,
  liveJobs: 0,
  offered: 8,
  memoryBytes: 1500,
  jobMs: 1000,
  queue: [],
  inputs: 'ready',
  device: 'ready',
}

function limits(kernel: Partial<RequestLimits['kernel']>, paused = false): RequestLimits {
  return {
    minDuration: 60,
    maxDuration: 1000,
    minChallengeWindow: 5,
    maxChallengeWindow: 1000,
    token: { allowed: true, paused, maxPrice: 10n ** 18n },
    kernel: {
      retired: false,
      flat: true,
      minSampleBps: 100,
      minSamples: 4,
      maxSamples: 25,
      units: 1n,
      unitBurn: 1n,
      minLock: 1n,
      maxLock: 10n ** 20n,
      ...kernel,
    },
  }
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
  ['a wrong signature', { consent: 'forged' }, 'pass', 'signature_mismatch'],
  ['a signature not checked yet', { consent: 'unknown' }, 'wait', 'signature_unknown'],
  ['a post that the chain does not know', { consent: 'unposted' }, 'wait', 'not_posted'],
  ['a posted request', { consent: 'posted' }, 'take', 'good'],
  ['an unknown kernel', { work: { problem: 'kernel_unknown' } }, 'pass', 'kernel_unknown'],
  ['overflowing shapes', { work: { problem: 'kernel_parameters' } }, 'pass', 'kernel_parameters'],
  ['more samples than fit', terms({ samples: 26 }), 'pass', 'too_many_samples'],
  ['a reveal that just fits a transaction', { work: { ...work, sampleGas: 3_700_000 } }, 'take', 'good'],
  ['a reveal above it', { work: { ...work, sampleGas: 3_800_000 } }, 'pass', 'transaction_gas_too_high'],
  [
    'no reveal with samples',
    { ...terms({ sampleBps: 0, samples: 0 }), work: { ...work, sampleGas: 3_800_000 } },
    'take',
    'good',
  ],
  [
    'a witness above it',
    { work: { ...work, isWitness: true, sampleGas: 15_200_000 } },
    'pass',
    'transaction_gas_too_high',
  ],
  ['huge inputs', { work: { ...work, inputBytes: 2 ** 40 } }, 'pass', 'input_too_large'],
  ['huge outputs', { work: { ...work, outputBytes: 2 ** 40 } }, 'pass', 'output_too_large'],
  ['one byte more than there is memory for', { memoryBytes: 1499 }, 'pass', 'memory_too_small'],
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
  ['the last millisecond of work', { jobMs: 55_000 }, 'take', 'good'],
  ['more work than its time', { jobMs: 55_001 }, 'pass', 'too_much_work'],
  ['a full queue', { queue: [{ deadlineS: 1054, ms: 54_001 }] }, 'wait', 'queue_too_long'],
  ['terms within what the escrow allows', { limits: limits({}) }, 'take', 'good'],
  ['a lock that is too low', { limits: limits({ minLock: 101n }) }, 'pass', 'terms_refused'],
  ['a retired kernel', { limits: limits({ retired: true }) }, 'pass', 'kernel_retired'],
  ['a token that is stopped', { limits: limits({}, true) }, 'wait', 'token_paused'],
  [
    'a posted lock that is too low now',
    { consent: 'posted', limits: limits({ minLock: 101n }) },
    'pass',
    'terms_refused',
  ],
  [
    'posted samples that are too few now',
    { consent: 'posted', limits: limits({ minSamples: 9 }) },
    'pass',
    'terms_refused',
  ],
  [
    'a posted duration that is too long now',
    { consent: 'posted', limits: { ...limits({}), maxDuration: 59 } },
    'take',
    'good',
  ],
  ['a signed duration that is too long', { limits: { ...limits({}), maxDuration: 59 } }, 'pass', 'terms_refused'],
  ['signed samples that are too few', { limits: limits({ minSamples: 9 }) }, 'pass', 'terms_refused'],
]

describe('decide', () => {
  for (const [what, change, action, reason] of table) {
    it(`${what}: ${action}, ${reason}`, () => {
      const decision = decide({ ...good, ...change }, config)
      assert.deepEqual([decision.action, decision.reason], [action, reason])
      assert.equal(decision.shards > 0, action === 'take')
    })
  }

  it('takes as many shards as places, stake, time and the limit of a transaction allow', () => {
    const shards = (change: Partial<PricingFacts>) => decide({ ...good, ...change }, config).shards
    assert.equal(shards({}), 8)
    assert.equal(shards({ offered: 5 }), 5)
    assert.equal(shards({ liveJobs: 6 }), 2)
    assert.equal(shards({ freeStake: 399n }), 3)
    assert.equal(shards({ freeStake: 100n }), 1)
    assert.equal(shards({ jobMs: 20_000 }), 2)
    assert.equal(shards({ jobMs: 20_000, queue: [{ deadlineS: 2000, ms: 900_000 }] }), 2)
    assert.equal(shards({ jobMs: 20_000, queue: [{ deadlineS: 1900, ms: 900_000 }] }), 0)
    assert.equal(decide(good, testConfig({ 'pricing.shards_per_accept': '3' })).shards, 3)
  })

  it('guards its profit in the native coin only', () => {
    const least = good.gasPrice * gasOfJobs(gasShapeOf(good.document, { ...work, isPosted: false }), 1) + 1n
    const single = { ...good, offered: 1 }
    assert.equal(decide({ ...single, price: least }, guarded).reason, 'price_below_gas')
    assert.equal(decide({ ...single, price: least + 1n }, guarded).action, 'take')
    assert.equal(decide({ ...single, price: least }, config).action, 'take')
    assert.equal(good.document.request.terms.payToken, zeroAddress)
  })

  it('counts what the author of a kernel leaves of the price', () => {
    const least = good.gasPrice * gasOfJobs(gasShapeOf(good.document, { ...work, isPosted: false }), 1) + 1n
    // A tenth for the author, rounded down: of `price` at most `least` is left.
    const price = (least * 10n) / 9n
    const single = { ...good, offered: 1, royaltyBps: 1000 }
    assert.equal(decide({ ...single, price, royaltyBps: 0 }, guarded).action, 'take')
    const decision = decide({ ...single, price }, guarded)
    assert.deepEqual([decision.reason, decision.facts['earned']], ['price_below_gas', price - price / 10n])
    assert.equal(decide({ ...single, price: price + 2n }, guarded).action, 'take')
  })

  it('takes shards together that are not worth their gas alone', () => {
    const price = (good.gasPrice * gasOfJobs(gasShapeOf(good.document, { ...work, isPosted: false }), 8)) / 8n + 2n
    assert.equal(decide({ ...good, price }, guarded).shards, 8)
    assert.equal(decide({ ...good, price, offered: 1 }, guarded).reason, 'price_below_gas')
  })

  it('gives the final reason before the passing one', () => {
    const decision = decide({ ...good, consent: 'unknown', nowS: 10 ** 9, device: 'missing' }, config)
    assert.deepEqual([decision.action, decision.reason], ['pass', 'expired'])
  })
})
