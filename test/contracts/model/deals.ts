import { ZeroAddress, parseEther } from 'ethers'
import type { Terms } from '@quern/sdk'
import type { Address } from 'viem'
import { makeDeal, type Deal } from '../utils/deal.js'
import { LIMITS, TIMES } from '../utils/protocol.js'
import { searchWork } from '../utils/witness.js'
import { kernelId, type KernelName } from './kernels.js'
import type { Random } from './random.js'
import { addressIn, tokenIn, type Stage } from './stage.js'
import type { ModelDeal } from './state.js'

const DAY = 24 * 3600

/** Terms that are usual for the most part, and now and then out of their bounds. */
type RandomDeal = Pick<ModelDeal, 'kernel' | 'shards' | 'assignee' | 'token' | 'forged'> & {
  readonly terms: Omit<Terms, 'requester' | 'nonce' | 'payToken' | 'assignee' | 'kernelId'>
}

/** A request of the sequence; its nonce is its number. */
export async function openDeal(
  stage: Stage,
  { random, opened, nonce }: { readonly random: Random; readonly opened: number; readonly nonce: bigint },
): Promise<{ deal: Deal; model: ModelDeal }> {
  const { terms, ...made } = randomDeal(random, opened)
  const deal = await makeDeal(stage, {
    shards: made.shards,
    ...(made.kernel === 'search' ? { work: searchWork(stage, made.shards) } : {}),
    signer: made.forged ? stage.stranger : stage.requester,
    terms: {
      ...terms,
      nonce,
      payToken: tokenIn(stage, made.token),
      assignee: made.assignee === undefined ? (ZeroAddress as Address) : addressIn(stage, made.assignee),
      kernelId: kernelId(made.kernel),
    },
  })
  const maxSamples = made.kernel === 'search' ? 0 : deal.product.layout.maxSamples
  return { deal, model: { ...made, terms: deal.request.terms, maxSamples } }
}

function randomDeal(random: Random, opened: number): RandomDeal {
  const kernel = random.pick<KernelName>([
    'matmul',
    'matmul',
    'free',
    'search',
    random.chance(8) ? 'unknown' : 'matmul',
  ])
  const usual = usualTerms(random, opened, kernel)
  const faults: Partial<typeof usual>[] = [
    { maxPrice: usual.minPrice - 1n },
    { burn: LIMITS.unitBurn - 1n },
    { lock: LIMITS.minLock - 1n },
    { duration: 59 },
    { challengeWindow: TIMES.minChallengeWindow - 1 },
    { acceptBy: opened + 40 * DAY },
    { samples: usual.sampleBps === 0 ? 1 : 0 },
    { samples: 200 },
    { sampleBps: 10_001 },
  ]
  return {
    kernel,
    shards: random.pick([1, 2, 3]),
    assignee: random.chance(15) ? 'bob' : undefined,
    token: random.pick(['coins', 'coins', 'qrn', 'usd']),
    forged: random.chance(5),
    terms: { ...usual, ...(random.chance(10) ? random.pick(faults) : {}) },
  }
}

function usualTerms(random: Random, opened: number, kernel: KernelName) {
  const minPrice = parseEther('0.5') + random.amount(parseEther('2'))
  const burn = LIMITS.unitBurn + random.amount(parseEther('5'))
  const sampled = { sampleBps: random.pick([2500, 5000, 10_000]), samples: 4 + random.int(3) }
  return {
    minPrice,
    maxPrice: minPrice + random.amount(parseEther('3')),
    rampStart: opened - 2000 + random.int(6000),
    rampPeriod: random.pick([0, 1, 997, 5000]),
    burn: random.chance(25) ? 0n : burn,
    lock: parseEther('60') + random.amount(parseEther('150')),
    acceptBy: opened + random.pick([3000, 2 * DAY, 20 * DAY, 29 * DAY]),
    duration: random.pick([60, 3600]),
    challengeWindow: TIMES.minChallengeWindow,
    ...(kernel === 'search' ? { sampleBps: 0, samples: 0 } : sampled),
  }
}
