// Runs every story on one chain, each from the same state, and adds up what spans several transactions.
import { combined } from './breakdown.mjs'
import { delegation } from './delegation-stories.mjs'
import { fraud } from './fraud-stories.mjs'
import { absence, comingAndGoing, crowd } from './growth-stories.mjs'
import { acceptThenCommit, batch, brokenJobs, sampledReveal, wholeJob } from './job-stories.mjs'
import { runJob } from './jobs.mjs'
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
  batch,
  sampledReveal,
  brokenJobs,
  fraud,
  beacon,
  epochs,
  crowd,
  absence,
  comingAndGoing,
]
const BATCH = 32

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
    batchProduct: productOf({ params, shards: BATCH }),
    largeProduct: productOf({ params: { m: 4096, n: 4096, k: 4096 } }),
  }
}

function withSums(figures) {
  const sum = (keys, share) =>
    combined(
      keys.map((key) => figures.get(key)),
      share,
    )
  const ends = ['reveal.unsampled', 'finalize']
  figures.set('job.signed.total', sum(['acceptAndCommit.signed', ...ends]))
  figures.set('job.signed.acceptFirst', sum(['accept.signed', 'commit', ...ends]))
  const lists = ['batch32.acceptAndCommit', 'batch32.reveal', 'batch32.finalize']
  figures.set('job.batch32.perJob', sum(lists, BATCH))
  return figures
}
