// The life of a job, call by call, between the same requester and the same worker with its operator.
import {
  acceptAndCommitCall,
  acceptSignedCall,
  commitCall,
  drawOf,
  finalizeCall,
  hashRequest,
  jobIdOf,
  requestTypedData,
  revealCall,
  sealOf,
} from '@quern/sdk'
import { concatHex, encodeAbiParameters, keccak256, numberToHex, stringToHex, zeroAddress } from 'viem'
import { CHAIN_ID } from './chain.mjs'
import { units } from './world.mjs'

const HOUR = 3_600
export const WINDOW = 2 * HOUR
const BEACON_BLOCKS = 4
/** What any block's randomness looks like. */
const BEACON_VALUE = keccak256(stringToHex('quern gas: beacon'))

/**
 * A signed request and the answers to it. Nothing is sent.
 * @param {{ product, nonce: number, roots?: string[], drawn?: boolean }} options roots: one a shard, else made up;
 *   drawn: whether the beacon will draw the jobs
 */
export async function prepareJob(world, { product, nonce, roots, drawn = false, terms = {} }) {
  const { addresses, people, chain } = world
  const escrow = addresses.escrow
  const request = { terms: termsOf(world, { product, nonce, terms }), work: product.work }
  const scope = { chainId: CHAIN_ID, escrow }
  const signature = await people.requester.signTypedData(requestTypedData({ ...scope, request }))
  const requestId = hashRequest({ ...scope, request })
  const shards = Array.from({ length: product.shards }, (_, shard) => shard)
  const answers = shards.map((shard) => {
    const root = roots?.[shard] ?? keccak256(concatHex([requestId, numberToHex(shard)]))
    return answerOf({ ...scope, request, requestId, shard, root, worker: people.worker.address, product, drawn })
  })
  return { request, requestId, signature, shards, answers, seals: answers.map(({ seal }) => seal), chain }
}

function termsOf({ people, chain }, { product, nonce, terms }) {
  return {
    requester: people.requester.address,
    // As the SDK makes them: milliseconds, then 20 random bits.
    nonce: ((BigInt(chain.now()) * 1_000n) << 20n) | BigInt(0xa5a50 + nonce),
    payToken: zeroAddress,
    minPrice: 80_000_000_000_123n,
    maxPrice: 160_000_000_000_456n,
    rampStart: chain.now() - 600,
    rampPeriod: HOUR,
    burn: product.burn,
    lock: units(25),
    acceptBy: chain.now() + 24 * HOUR,
    duration: HOUR,
    challengeWindow: WINDOW,
    sampleBps: 2_500,
    samples: Math.min(4, product.layout.maxSamples),
    assignee: zeroAddress,
    kernelId: 1,
    ...terms,
  }
}

/** Seal and opening of one shard. Salts are free, so one is taken whose draw is as wanted. */
function answerOf({ chainId, escrow, request, requestId, shard, root, worker, product, drawn }) {
  const jobId = jobIdOf({ requestId, shard })
  const scope = { chainId, escrow, jobId, attempt: 0 }
  const { sampleBps, samples } = request.terms
  for (let tried = 0; ; tried += 1) {
    const salt = keccak256(concatHex([jobId, numberToHex(tried)]))
    const seal = sealOf({ ...scope, worker, root, salt })
    const elements = product.layout.elements(shard)
    const draw = drawOf({ ...scope, seal, beaconValue: BEACON_VALUE, sampleBps, samples, elements })
    if (draw.sampled !== drawn) continue
    const outputUri = `https://worker.example/outputs/${root}.bin`
    return { jobId, seal, elements: draw.elements, opening: { shard, root, salt, outputUri } }
  }
}

/** The calls of a job's usual life. */
export function jobCalls({ addresses, people }, { request, shards, signature, seals, answers }) {
  const worker = people.worker.address
  return {
    accept: acceptSignedCall(addresses, { request, shards, worker, signature }),
    acceptAndCommit: acceptAndCommitCall(addresses, { request, shards, worker, signature, seals }),
    commit: commitCall(addresses, { request, shards, seals }),
    reveal: revealCall(addresses, { request, openings: answers.map(({ opening }) => opening) }),
    finalize: finalizeCall(addresses, { request, shards }),
  }
}

/**
 * Mines until the beacon block of a commit in `block` is past and gives it a value, as one posting by anybody does.
 * The value is written, not posted: the real one is known after the commit only, and might draw other jobs.
 */
export async function settleDraw({ chain, addresses }, block) {
  await chain.mine(BEACON_BLOCKS + 1)
  await chain.ask('anvil_setStorageAt', [addresses.beacon, beaconSlot(block + BEACON_BLOCKS), BEACON_VALUE])
}

/** Where the beacon keeps the value of `id`. */
export function beaconSlot(id) {
  return keccak256(encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], [BigInt(id), 0n]))
}

/** Takes, reveals and finalizes a job without measuring: what came before the second operation. */
export async function runJob(world, options) {
  const { operator } = world.people
  const calls = jobCalls(world, await prepareJob(world, options))
  const { block } = await world.chain.send(operator, calls.acceptAndCommit)
  await settleDraw(world, block)
  await world.chain.send(operator, calls.reveal)
  world.chain.warp(WINDOW)
  await world.chain.send(operator, calls.finalize)
}
