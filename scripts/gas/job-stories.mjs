// What jobs cost: one job, each way of taking it, a batch, a sampled one.
import { approveCall, cancelRequestCall, noShowCall, revealSampledCall, slashTimeoutCall } from '@quern/sdk'
import { jobCalls, prepareJob, settleDraw, WINDOW } from './jobs.mjs'
import { measure } from './world.mjs'
import { witnessOf } from './work.mjs'

const REVEAL_TIME = 10 * 60 + 2 * 3_600

/** Accepts while it computes, commits later: what `quern-worker` does. */
export async function acceptThenCommit(world, { product }) {
  const { operator } = world.people
  const calls = jobCalls(world, await prepareJob(world, { product, nonce: 1 }))
  await measure(world, 'accept.signed', { from: operator, call: calls.accept })
  await measure(world, 'commit', { from: operator, call: calls.commit })
}

/** Computes ahead and does the rest in three transactions. */
export async function wholeJob(world, { product }) {
  const { operator, requester } = world.people
  const job = await prepareJob(world, { product, nonce: 2 })
  const calls = jobCalls(world, job)
  const { block } = await measure(world, 'acceptAndCommit.signed', { from: operator, call: calls.acceptAndCommit })
  await settleDraw(world, block)
  await measure(world, 'reveal.unsampled', { from: operator, call: calls.reveal })
  await world.chain.forget(() =>
    measure(world, 'approve', { from: requester, call: approveCall(world.addresses, job) }),
  )
  world.chain.warp(WINDOW)
  await measure(world, 'finalize', { from: operator, call: calls.finalize })
}

/** All shards of one request in lists, once for each number of shards. */
export async function batches(world, { batchProducts }) {
  for (const product of batchProducts) await world.chain.forget(() => batch(world, product))
}

async function batch(world, product) {
  const { operator } = world.people
  const key = `batch${product.shards}`
  const calls = jobCalls(world, await prepareJob(world, { product, nonce: 3 }))
  const { block } = await measure(world, `${key}.acceptAndCommit`, { from: operator, call: calls.acceptAndCommit })
  await settleDraw(world, block)
  await measure(world, `${key}.reveal`, { from: operator, call: calls.reveal })
  world.chain.warp(WINDOW)
  await measure(world, `${key}.finalize`, { from: operator, call: calls.finalize })
}

/** A job that the beacon draws: its worker proves four elements. */
export async function sampledReveal(world, { product, output }) {
  const { operator } = world.people
  const { root, inputRoots, proof } = witnessOf(product, output)
  const job = await prepareJob(world, { product, nonce: 4, roots: [root], drawn: true })
  const { block } = await world.chain.send(operator, jobCalls(world, job).acceptAndCommit)
  await settleDraw(world, block)
  const [{ opening, elements }] = job.answers
  const proofs = elements.map((element) => proof(element))
  const call = revealSampledCall(world.addresses, { request: job.request, opening, inputRoots, proofs })
  await measure(world, 'reveal.sampled.k1024', { from: operator, call })
}

/** Jobs that end early: withdrawn by the requester, not committed, not revealed. */
export async function brokenJobs(world, { product }) {
  const { operator, requester, keeper } = world.people
  const { chain, addresses } = world
  const late = await prepareJob(world, { product, nonce: 5 })
  await chain.send(operator, jobCalls(world, late).accept)
  const silent = await prepareJob(world, { product, nonce: 6 })
  await chain.send(operator, jobCalls(world, silent).acceptAndCommit)
  const unwanted = await prepareJob(world, { product, nonce: 7 })
  await measure(world, 'cancel', { from: requester, call: cancelRequestCall(addresses, unwanted) })
  chain.warp(REVEAL_TIME)
  await measure(world, 'noShow', { from: keeper, call: noShowCall(addresses, late) })
  await measure(world, 'slashTimeout', { from: keeper, call: slashTimeoutCall(addresses, silent) })
}
