import { referenceMatmul8 } from '@quern/kernels'
import type { Devnet } from '@quern/sdk/testing'
import type { Address } from 'viem'
import { auditBalances, type AuditParameters } from './audit.js'
import { labelsOf } from './classifier.js'
import { CLASSES, FEATURES, type Digits } from './digits.js'
import type { Holdings } from './holdings.js'
import { paidOf } from './jobs.js'
import type { Bought } from './market.js'
import { LEAST_ACCURACY, LOCK } from './settings.js'
import type { Story } from './story.js'
import type { WorkerPlan } from './workers.js'

export interface JudgeParameters {
  readonly client: AuditParameters['client']
  readonly devnet: Devnet
  readonly story: Story
  readonly bought: Bought
  readonly test: Digits
  readonly weights: Int8Array
  readonly plans: readonly WorkerPlan[]
  readonly after: ReadonlyMap<Address, Holdings>
}

/** Everything that must be true at the end; returns what is not. */
export async function judge(parameters: JudgeParameters): Promise<string[]> {
  const { client, devnet, story, plans } = parameters
  const workers = plans.map(({ owner }) => owner.address)
  return [
    ...judgeLabels(parameters),
    ...(story.accuracy >= LEAST_ACCURACY ? [] : [`The accuracy is ${story.accuracy}, below ${LEAST_ACCURACY}.`]),
    ...judgeBonds(parameters),
    ...judgePayments(parameters),
    ...(await auditBalances({ client, addresses: devnet.addresses, workers })),
  ]
}

function judgeLabels({ bought, story, test, weights }: JudgeParameters): string[] {
  const shape = { m: test.count, n: CLASSES, k: FEATURES }
  const scores = referenceMatmul8({ ...shape, a: test.features, bt: weights })
  const labels = labelsOf(scores)
  const problems: string[] = []
  const score = scores.findIndex((value, place) => value !== bought.scores[place])
  if (score >= 0)
    problems.push(`Score ${score} is ${bought.scores[score]}, a local recomputation says ${scores[score]}.`)
  const digit = labels.findIndex((label, row) => label !== story.labels[row])
  if (digit >= 0)
    problems.push(`Digit ${digit} is labelled ${story.labels[digit]}, a local recomputation says ${labels[digit]}.`)
  return problems
}

/** The cheater lost exactly one lock; nobody else lost anything. */
function judgeBonds({ plans, after }: JudgeParameters): string[] {
  return plans.flatMap(({ name, owner, bond, cheats }) => {
    const lost = bond - (after.get(owner.address)?.bonded ?? 0n)
    const must = cheats ? LOCK : 0n
    return lost === must ? [] : [`${name} lost ${lost} of its bond, and should have lost ${must}.`]
  })
}

/** Every honest job was paid in full, and the cheater was paid nothing. */
function judgePayments({ bought, plans, story }: JudgeParameters): string[] {
  const problems: string[] = []
  const cheater = plans.find(({ cheats }) => cheats)?.owner.address.toLowerCase()
  for (const job of bought.jobs.flat()) {
    const honest = job.worker?.toLowerCase() !== cheater
    const received = paidOf(job)
    if (received !== (honest ? job.price : 0n)) problems.push(`Job ${job.jobId} was paid ${received}.`)
  }
  const slashed = story.jobs.filter(({ state }) => state === 'slashed').length
  if (slashed !== 1) problems.push(`${slashed} jobs were slashed, and should have been one.`)
  return problems
}
