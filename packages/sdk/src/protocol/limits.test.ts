import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zeroAddress } from 'viem'
import { sampleRequest } from '../arbitraries.test.helper.js'
import type { Request, Terms, Work } from '../types.js'
import { checkRequest, type RequestLimits } from './limits.js'

const now = 1_700_000_000
const limits: RequestLimits = {
  minDuration: 60,
  maxDuration: 180,
  minChallengeWindow: 5,
  maxChallengeWindow: 180,
  token: { allowed: true, paused: false, maxPrice: 5000n },
  kernel: {
    retired: false,
    flat: true,
    minSampleBps: 2500,
    minSamples: 4,
    maxSamples: 25,
    units: 5n,
    unitBurn: 10n ** 12n,
    minLock: 10n ** 18n,
    maxLock: 100n * 10n ** 18n,
  },
}

function problems(change: {
  terms?: Partial<Terms>
  work?: Partial<Work>
  limits?: Partial<RequestLimits>
  kernel?: Partial<RequestLimits['kernel']>
}): string[] {
  const request: Request = {
    terms: { ...sampleRequest.terms, ...change.terms },
    work: { ...sampleRequest.work, ...change.work },
  }
  const kernel = { ...limits.kernel, ...change.kernel }
  return checkRequest({ request, limits: { ...limits, ...change.limits, kernel }, now }).map(({ field }) => field)
}

test('checkRequest_acceptsTheBounds', () => {
  assert.deepEqual(problems({}), [])
  const day = 24 * 3600
  for (const terms of [
    { duration: 60 },
    { duration: 180 },
    { challengeWindow: 5 },
    { challengeWindow: 180 },
    { acceptBy: now },
    { acceptBy: now + 30 * day },
    { maxPrice: 5000n },
    { minPrice: 2000n },
    { sampleBps: 2500 },
    { sampleBps: 10_000 },
    { samples: 25 },
    { burn: 0n },
    { lock: 10n ** 18n },
    { lock: 100n * 10n ** 18n },
  ]) {
    assert.deepEqual(
      problems({ terms }),
      [],
      JSON.stringify(terms, (_, value: unknown) => String(value)),
    )
  }
  assert.deepEqual(
    problems({ work: { params: `0x${'00'.repeat(4096)}`, shards: 65_535, inputUri: 'u'.repeat(256) } }),
    [],
  )
})

test('checkRequest_namesEveryFieldOutOfBounds', () => {
  const day = 24 * 3600
  const cases: (readonly [Partial<Terms>, string])[] = [
    [{ duration: 59 }, 'duration'],
    [{ duration: 181 }, 'duration'],
    [{ challengeWindow: 4 }, 'challengeWindow'],
    [{ challengeWindow: 181 }, 'challengeWindow'],
    [{ acceptBy: now - 1 }, 'acceptBy'],
    [{ acceptBy: now + 30 * day + 1 }, 'acceptBy'],
    [{ maxPrice: 5001n }, 'maxPrice'],
    [{ minPrice: 2001n }, 'maxPrice'],
    [{ sampleBps: 2499 }, 'sampleBps'],
    [{ sampleBps: 10_001 }, 'sampleBps'],
    [{ samples: 3 }, 'samples'],
    [{ samples: 26 }, 'samples'],
    [{ burn: 5n * 10n ** 12n - 1n }, 'burn'],
    [{ lock: 10n ** 18n - 1n }, 'lock'],
    [{ lock: 100n * 10n ** 18n + 1n }, 'lock'],
    [{ requester: zeroAddress }, 'requester'],
  ]
  for (const [terms, field] of cases) assert.deepEqual(problems({ terms }), [field])
  assert.deepEqual(problems({ work: { shards: 0 } }), ['shards'])
  assert.deepEqual(problems({ work: { shards: 65_536 } }), ['shards'])
  assert.deepEqual(problems({ work: { params: `0x${'00'.repeat(4097)}` } }), ['params'])
  assert.deepEqual(problems({ work: { inputUri: 'u'.repeat(257) } }), ['inputUri'])
  assert.deepEqual(problems({ work: { inputUri: 'a b' } }), ['inputUri'])
})

test('checkRequest_namesWhatIsClosed', () => {
  const token = { allowed: false, paused: true, maxPrice: 5000n }
  assert.deepEqual(problems({ limits: { token } }), ['payToken', 'payToken'])
  assert.deepEqual(problems({ kernel: { retired: true } }), ['kernelId'])
})

test('checkRequest_needsSamplesExactlyWhenSampled', () => {
  const kernel = { minSampleBps: 0, minSamples: 0 }
  assert.deepEqual(problems({ kernel, terms: { sampleBps: 0, samples: 0 } }), [])
  assert.deepEqual(problems({ kernel, terms: { sampleBps: 0, samples: 1 } }), ['samples'])
  assert.deepEqual(problems({ kernel, terms: { sampleBps: 1, samples: 0 } }), ['samples'])
  assert.deepEqual(problems({ kernel: { maxSamples: 2 }, terms: { samples: 2 } }), [])
})

test('checkRequest_takesWitnessKernelsUnsampled', () => {
  const kernel = { flat: false, minSampleBps: 0, minSamples: 0, maxSamples: 0 }
  assert.deepEqual(problems({ kernel, terms: { sampleBps: 0, samples: 0 } }), [])
  assert.deepEqual(problems({ kernel, terms: { sampleBps: 1, samples: 0 } }), ['samples'])
  assert.deepEqual(problems({ kernel, terms: { sampleBps: 0, samples: 1 } }), ['samples'])
})
