// Runs every story on one chain, each from the same state, and adds up what spans several transactions.
import { combined } from './breakdown.mjs'
import { delegation } from './delegation-stories.mjs'
import { fraud, fraudOfImages, fraudOfPaths } from './fraud-stories.mjs'
import { absence, comingAndGoing, crowd } from './growth-stories.mjs'
import { acceptThenCommit, batches, brokenJobs, sampledReveal, wholeJob } from './job-stories.mjs'
import { runJob } from './jobs.mjs'
import { postedJob, saltSearch, signedApproval } from './request-stories.mjs'
import { beacon, epochs } from './shared-stories.mjs'
import { ledger, staking, tokenTransfer } from './stake-stories.mjs'
import { computed, productOf } from './work.mjs'
import { openWorld } from './world.mjs'

const STORIES = [
  tokenTransfer,
  ledger,
  staking,
  delegation,
  acceptThenCommit,
  wholeJob,
  batches,
  sampledReveal,
  brokenJobs,
  postedJob,
  signedApproval,
  saltSearch,
  fraud,
  fraudOfImages,
  fraudOfPaths,
  beacon,
  epochs,
  crowd,
  absence,
  comingAndGoing,
]
const BATCHES = [8, 32]

/** Products of which one element is proved wrong, besides the usual one. */
const FRAUDS = [
  { m: 1024, n: 1024, k: 256 },
  { m: 4096, n: 4096, k: 4096 },
  { m: 4096, n: 4096, k: 16_384 },
]

/**
 * Measures everything that exists today.
 * @returns {Promise<Map<string, object>>} key → breakdown; `distribute` has none, there is nothing to send
 */
export async function measureAll() {
  const materials = await prepareMaterials()
  const world = await openWorld()
  try {
    // Requester, worker and operator have finished a job: everything after it is their second.
    await runJob(world, { product: materials.product, nonce: 0 })
    for (const story of STORIES) await world.chain.forget(() => story(world, materials))
  } finally {
    await world.chain.stop()
  }
  return withSums(world.figures)
}

async function prepareMaterials() {
  const params = { m: 1024, n: 1024, k: 1024 }
  const product = productOf({ params })
  return {
    product,
    output: await computed(product),
    batchProducts: BATCHES.map((shards) => productOf({ params, shards })),
    fraudProducts: FRAUDS.map((shape) => productOf({ params: shape })),
  }
}

function withSums(figures) {
  const sum = (keys, share) =>
    combined(
      keys.map((key) => figures.get(key)),
      share,
    )
  const ends = ['reveal.unsampled', 'finalize']
  figures.set('job.signed.drawn', sum(['acceptAndCommit.signed', 'reveal.sampled.k1024', 'finalize']))
  figures.set('job.posted.total', sum(['post', 'accept.posted', 'commit', ...ends]))
  figures.set('job.witness.total', sum(['accept.witness', 'witness.create2']))
  figures.set('job.signed.total', sum(['acceptAndCommit.signed', ...ends]))
  figures.set('job.signed.acceptFirst', sum(['accept.signed', 'commit', ...ends]))
  for (const shards of BATCHES) {
    const lists = ['acceptAndCommit', 'reveal', 'finalize'].map((call) => `batch${shards}.${call}`)
    figures.set(`job.batch${shards}.perJob`, sum(lists, shards))
  }
  return figures
}
