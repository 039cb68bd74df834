import type { WitnessBuilder } from '@quern/kernels'
import { challengeOf, drawOf, sealOf } from '@quern/sdk'
import { id, type ContractTransactionResponse, type Signer } from 'ethers'
import type { Hex } from 'viem'
import { headerOf, mineThrough, networkHelpers } from './chain.js'
import { CHAIN_ID, jobOf, makeDeal, type Deal, type DealOptions } from './deal.js'
import { addressOf, type Market, type Worker } from './market.js'
import { corrupted } from './product.js'

type Sent = Promise<ContractTransactionResponse>

/** What a worker knows about a job that it holds: the output it means to reveal, and the seal on it. */
export type Claim = {
  readonly deal: Deal
  readonly shard: number
  readonly jobId: Hex
  readonly worker: Worker
  readonly attempt: number
  readonly witness: WitnessBuilder
  readonly salt: Hex
  readonly seal: Hex
}

export type Drawn = {
  readonly beaconId: bigint
  readonly header: Hex
  readonly sampled: boolean
  readonly elements: bigint[]
}

export const OUTPUT_URI = 'https://outputs.example/c.bin'

/** `worker`'s operator takes `shards`. */
export function accept(market: Market, deal: Deal, { worker, shards }: { worker: Worker; shards: number[] }): Sent {
  return market.escrow.connect(worker.operator).acceptSigned(deal.request, shards, worker.owner, deal.signature)
}

export type ClaimOptions = {
  readonly worker: Worker
  readonly shard: number
  /** The right one by default. */
  readonly output?: Int32Array
  readonly salt?: Hex
}

/** What `worker` can do with a job that it has accepted or is about to. */
export async function claimOf(
  market: Market,
  deal: Deal,
  { worker, shard, output, salt = id(`salt of ${worker.name}`) as Hex }: ClaimOptions,
): Promise<Claim> {
  const jobId = jobOf(deal, shard)
  const attempt = Number((await market.escrow.jobOf(jobId)).attempt)
  const witness = deal.product.witness(shard, output)
  const scope = { chainId: CHAIN_ID, escrow: market.escrowAddress, jobId, attempt }
  const seal = sealOf({ ...scope, worker: addressOf(worker.owner), root: witness.root, salt })
  return { deal, shard, jobId, worker, attempt, witness, salt, seal }
}

/** Commits to the claim's output; the operator sends it unless `by` is given. */
export function commit(market: Market, claim: Claim, by: Signer = claim.worker.operator): Sent {
  const { deal, shard, seal } = claim
  return market.escrow.connect(by).commit(deal.request.terms, deal.workHash, [shard], [seal])
}

export function openingOf({ shard, witness, salt }: Claim) {
  return { shard, root: witness.root, salt, outputUri: OUTPUT_URI }
}

/** What the block after the commit draws; mines it if it does not exist yet. */
export async function drawFor(market: Market, claim: Claim): Promise<Drawn> {
  const { aux: beaconId, sealOrRoot } = await market.escrow.jobOf(claim.jobId)
  await mineThrough(beaconId)
  const { header, mixHash } = await headerOf(beaconId)
  const { deal, shard, jobId, attempt } = claim
  const { sampleBps, samples } = deal.request.terms
  const draw = drawOf({
    chainId: CHAIN_ID,
    escrow: market.escrowAddress,
    jobId,
    attempt,
    seal: sealOrRoot as Hex,
    beaconValue: mixHash,
    sampleBps,
    samples,
    elements: deal.product.layout.elements(shard),
  })
  return { beaconId, header, ...draw }
}

/** Reveals as the draw asks for, posting the header along; the operator sends it unless `by` is given. */
export async function reveal(market: Market, claim: Claim, by: Signer = claim.worker.operator) {
  const drawn = await drawFor(market, claim)
  return drawn.sampled ? revealDrawn(market, claim, { drawn, by }) : revealUndrawn(market, claim, { drawn, by })
}

export function revealUndrawn(market: Market, claim: Claim, { drawn, by }: { drawn: Drawn; by?: Signer }): Sent {
  const { request, workHash } = claim.deal
  const sender = market.escrow.connect(by ?? claim.worker.operator)
  return sender.reveal(request.terms, workHash, [openingOf(claim)], drawn.header)
}

export function revealDrawn(market: Market, claim: Claim, { drawn, by }: { drawn: Drawn; by?: Signer }): Sent {
  const { request, product } = claim.deal
  const proofs = drawn.elements.map((element) => claim.witness.proof(element))
  const sender = market.escrow.connect(by ?? claim.worker.operator)
  return sender.revealSampled(request, openingOf(claim), [...product.inputRoots], proofs, drawn.header)
}

/** Brings a job from accept to Committed. */
export async function committedClaim(
  market: Market,
  deal: Deal,
  options: { worker: Worker; shard: number; output?: Int32Array },
): Promise<Claim> {
  await accept(market, deal, { worker: options.worker, shards: [options.shard] })
  const claim = await claimOf(market, deal, options)
  await commit(market, claim)
  return claim
}

/** Brings an honest job from accept to Revealed. */
export async function revealedClaim(
  market: Market,
  deal: Deal,
  options: { worker: Worker; shard: number },
): Promise<Claim> {
  const claim = await committedClaim(market, deal, options)
  await reveal(market, claim)
  return claim
}

/** Tries of a bounded search for a draw; at 5000 bps all of them fail once in 2^32. */
const TRIES = 32

/**
 * A job whose draw is as `wanted`, committed to and drawn; the market stands as if no other job had been tried.
 * Nobody can choose a draw, so jobs are tried until one fits.
 */
export async function claimDrawn(
  market: Market,
  { worker, wanted, output, ...options }: DealOptions & ClaimDrawnOptions,
): Promise<{ claim: Claim; drawn: Drawn }> {
  for (let tries = 0; tries < TRIES; tries++) {
    const snapshot = await networkHelpers.takeSnapshot()
    const deal = await makeDeal(market, options)
    const claim = await committedClaim(market, deal, { worker, shard: 0, ...(output ? { output: output(deal) } : {}) })
    const drawn = await drawFor(market, claim)
    if (wanted(drawn)) return { claim, drawn }
    await snapshot.restore()
  }
  throw new Error(`none of ${TRIES} jobs was drawn as wanted`)
}

export type ClaimDrawnOptions = {
  readonly worker: Worker
  readonly wanted: (drawn: Drawn) => boolean
  readonly output?: (deal: Deal) => Int32Array
}

/** A revealed job of `worker` whose output is wrong at `element`, and at no other. */
export async function revealedCheat(
  market: Market,
  { worker, element, ...options }: DealOptions & { worker: Worker; element: bigint },
): Promise<Claim> {
  const { claim, drawn } = await claimDrawn(market, {
    ...options,
    worker,
    output: (deal) => corrupted(deal.product.output(0), element),
    wanted: ({ elements }) => !elements.includes(element),
  })
  await (drawn.sampled ? revealDrawn : revealUndrawn)(market, claim, { drawn })
  return claim
}

/** What a challenger registers and then proves about one element of a revealed job. */
export type Challenge = { readonly c: Hex; readonly element: bigint; readonly nonce: Hex; readonly proof: Hex }

export function challengeFor(
  market: Market,
  claim: Claim,
  {
    element,
    challenger,
    proof = claim.witness.proof(element),
  }: { element: bigint; challenger: Signer & { address: string }; proof?: Hex },
): Challenge {
  const nonce = id(`nonce of ${challenger.address}`) as Hex
  const { jobId, attempt } = claim
  const scope = { chainId: CHAIN_ID, escrow: market.escrowAddress, jobId, attempt }
  return {
    c: challengeOf({ ...scope, challenger: addressOf(challenger), element, proof, nonce }),
    element,
    nonce,
    proof,
  }
}

/** Sends the proof of a challenge that was registered before. */
export function proveFraud(
  market: Market,
  { deal, shard }: Claim,
  { element, nonce, proof, by }: Challenge & { by: Signer },
): Sent {
  const roots = [...deal.product.inputRoots]
  return market.escrow.connect(by).proveFraud(deal.request, shard, element, nonce, roots, proof)
}
