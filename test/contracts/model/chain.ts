import { challengeOf, drawOf, sealOf, type Draw } from '@quern/sdk'
import { TypedDataEncoder, id } from 'ethers'
import type { Hex } from 'viem'
import { headerOf } from '../utils/chain.js'
import { APPROVAL_TYPES, CHAIN_ID, domainOf, jobOf } from '../utils/deal.js'
import type { ActionOf } from './action.js'
import type { Ids } from './call.js'
import { dealIn, proofOf, rootOf, saltOf, type Chain } from './outputs.js'
import { addressIn, tokenIn } from './stage.js'
import type { ModelJob, Place } from './state.js'

export const SALT = id('salt of the model') as Hex
export const NONCE = id('nonce of the model') as Hex

/** The drawing block of a committed job, once it is mined. */
export type KnownDraw = { readonly header: Hex; readonly draw: Draw }

/** Which job attempt a hash is about. */
function scopeOf({ stage, deals }: Chain, { deal, shard }: Place, { attempt }: Pick<ModelJob, 'attempt'>) {
  return { chainId: CHAIN_ID, escrow: stage.escrowAddress, jobId: jobOf(dealIn({ deals }, deal), shard), attempt }
}

export function sealFor(chain: Chain, place: Place, job: Pick<ModelJob, 'attempt' | 'worker' | 'variant'>): Hex {
  const worker = addressIn(chain.stage, job.worker ?? 'nobody')
  return sealOf({
    ...scopeOf(chain, place, job),
    worker,
    root: rootOf(chain, place, job.variant ?? 'right'),
    salt: SALT,
  })
}

/** What the sender registers a block before it proves the element of the job's output wrong. */
export function challengeFor(
  chain: Chain,
  { deal, shard, element, by }: ActionOf<'registerChallenge' | 'proveFraud'>,
  job: ModelJob,
): Hex {
  const place = { deal, shard }
  const proof = proofOf(chain, place, { variant: job.variant ?? 'right', element })
  const challenger = addressIn(chain.stage, by)
  return challengeOf({ ...scopeOf(chain, place, job), challenger, element, proof, nonce: NONCE })
}

/** What a requester signs to approve jobs, as it is sent. */
export function approvalFor(chain: Chain, { deal, shards, variants }: ActionOf<'approveSigned'>) {
  const roots = variants.map((variant, index) => rootOf(chain, { deal, shard: shards[index] ?? 0 }, variant))
  return { requestId: dealIn(chain, deal).requestId, shards: [...shards], roots }
}

export function idsOf(chain: Chain): Ids {
  const { stage } = chain
  return {
    account: (who) => addressIn(stage, who),
    escrow: () => stage.escrowAddress,
    token: (token) => tokenIn(stage, token),
    requestId: (deal) => dealIn(chain, deal).requestId,
    jobId: ({ deal, shard }) => jobOf(dealIn(chain, deal), shard),
    root: (place, variant) => rootOf(chain, place, variant),
    output: (place, variant) => saltOf(chain, place, variant),
    seal: (place, job) => sealFor(chain, place, job),
    challenge: (action, job) => challengeFor(chain, action, job),
    approval: (action) => TypedDataEncoder.hash(domainOf(stage), APPROVAL_TYPES, approvalFor(chain, action)),
  }
}

/** The header and draw of a committed job; `undefined` while its block is not mined, or where none is awaited. */
export async function drawIn(
  chain: Chain,
  place: Place,
  { job, latest }: { job: ModelJob; latest: bigint },
): Promise<KnownDraw | undefined> {
  if (job.state !== 'committed' || job.aux === 0n || latest < job.aux) return undefined
  const { header, mixHash } = await headerOf(job.aux)
  const { product, request } = dealIn(chain, place.deal)
  const { sampleBps, samples } = request.terms
  const seal = sealFor(chain, place, job)
  const elements = product.layout.elements(place.shard)
  const drawn = { seal, beaconValue: mixHash, sampleBps, samples, elements }
  return { header, draw: drawOf({ ...scopeOf(chain, place, job), ...drawn }) }
}
