import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zeroAddress } from 'viem'
import { getBlockNumber } from 'viem/actions'
import type { Request } from '../types.js'
import { computeShard, mined, onDevnet, requestMatmul, revealShard, sealFor, type Cast } from './story.test.helper.js'

const shard = 1
const shards = [shard]

let cast: Cast
onDevnet({ blockTimeS: 0 }, (made) => (cast = made))

/** What a reorganisation must leave alone, or give back. */
async function booksOf() {
  const { token } = cast.devnet.addresses
  const { owner, requester, staker, worker } = cast
  const { selfActive, locked } = await staker.getWorker({ worker: owner })
  const account = requester.account.address
  return {
    bonded: selfActive,
    locked,
    coin: await requester.getLedger({ token: zeroAddress, account }),
    qrn: await requester.getLedger({ token, account }),
    pay: await worker.getLedger({ token: zeroAddress, account: owner }),
  }
}

/** Block of the latest transaction. */
const head = () => getBlockNumber(cast.worker, { cacheTime: 0 })

/** Takes back every block after `number`, as if none of their transactions had been sent. */
async function takeBackTo(number: bigint): Promise<void> {
  await cast.devnet.reorg(Number((await head()) - number))
}

/** An accepted shard, its result, and the block of the accept. */
async function accepted() {
  const { request, signature } = await requestMatmul(cast, { sampleBps: 10_000 })
  const earlier = await booksOf()
  const parent = await head()
  await mined(cast, cast.worker.acceptSigned({ request, shards, worker: cast.owner, signature }))
  const block = await head()
  const computed = await computeShard(cast, request, { shard })
  const seal = sealFor(cast, request, { shard, root: computed.root })
  return { request, signature, earlier, parent, block, computed, seal }
}

/** The worker is paid once, and nothing of its stake is gone. */
async function settles(request: Request, earlier: Awaited<ReturnType<typeof booksOf>>): Promise<void> {
  const { maxPrice, burn } = request.terms
  await mined(cast, cast.requester.approve({ request, shards }))
  assert.equal((await cast.requester.getJob({ request, shard })).state, 'finalized')
  assert.deepEqual(await booksOf(), {
    ...earlier,
    coin: earlier.coin - maxPrice,
    qrn: earlier.qrn - burn,
    pay: earlier.pay + maxPrice,
  })
}

test('commit_takenBackIsSealedAgainUnderAnotherDraw', async () => {
  const { request, earlier, block, computed, seal } = await accepted()
  await mined(cast, cast.worker.commit({ request, shards, seals: [seal] }))
  const { beaconId } = await cast.worker.getJob({ request, shard })
  await cast.devnet.mine(2)
  const header = await cast.worker.getBeaconHeader({ beaconId })
  await takeBackTo(block)
  const page = await cast.worker.getJob({ request, shard })
  assert.deepEqual([page.state, page.attempt], ['assigned', 0])

  // The block that would have drawn it is another one now, and its old header proves nothing.
  await assert.rejects(cast.worker.postBeacon({ beaconId, header }), { code: 'HEADER_MISMATCH' })
  await mined(cast, cast.worker.commit({ request, shards, seals: [seal] }))
  const again = await cast.worker.getJob({ request, shard })
  assert.equal(again.sealOrRoot, seal)
  assert.ok(again.beaconId > beaconId, 'a later block draws it')
  await cast.devnet.mine(2)
  assert.equal((await revealShard(cast, request, { shard, computed })).sampled, true)
  await settles(request, earlier)
})

test('beacon_ofAReplacedBlockIsForgottenAndDrawsByTheNewOne', async () => {
  const { request, earlier, computed, seal } = await accepted()
  await mined(cast, cast.worker.commit({ request, shards, seals: [seal] }))
  const block = await head()
  const { beaconId } = await cast.worker.getJob({ request, shard })
  await cast.devnet.mine(2)
  await mined(cast, cast.worker.postBeacon({ beaconId }))
  assert.equal((await cast.worker.getJob({ request, shard })).beaconReady, true)
  await takeBackTo(block)

  const page = await cast.worker.getJob({ request, shard })
  assert.deepEqual([page.state, page.beaconId, page.beaconReady], ['committed', beaconId, false])
  assert.equal((await revealShard(cast, request, { shard, computed })).sampled, true)
  await settles(request, earlier)
})

test('reveal_takenBackWithItsCommitOpensTheSameSealAgain', async () => {
  const { request, earlier, block, computed, seal } = await accepted()
  await mined(cast, cast.worker.commit({ request, shards, seals: [seal] }))
  await cast.devnet.mine(2)
  await revealShard(cast, request, { shard, computed })
  await takeBackTo(block)
  assert.equal((await cast.worker.getJob({ request, shard })).state, 'assigned')

  await mined(cast, cast.worker.commit({ request, shards, seals: [seal] }))
  await cast.devnet.mine(2)
  await revealShard(cast, request, { shard, computed })
  await settles(request, earlier)
})

test('accept_takenBackGivesEverythingBackAndTheShardIsOpen', async () => {
  const { request, signature, earlier, parent, computed, seal } = await accepted()
  await mined(cast, cast.worker.commit({ request, shards, seals: [seal] }))
  await takeBackTo(parent)
  assert.equal((await cast.worker.getJob({ request, shard })).state, 'open')
  assert.deepEqual(await booksOf(), earlier)
  await cast.devnet.warp(600)
  await assert.rejects(cast.requester.noShow({ request, shards }), { code: 'JOB_IN_STATE' })
  await assert.rejects(cast.requester.slashTimeout({ request, shards }), { code: 'JOB_IN_STATE' })
  assert.deepEqual(await booksOf(), earlier)

  await mined(cast, cast.worker.acceptAndCommit({ request, shards, worker: cast.owner, signature, seals: [seal] }))
  await cast.devnet.mine(2)
  await revealShard(cast, request, { shard, computed })
  await settles(request, earlier)
})

test('commit_takenBackUntilItsDeadlineCostsTheMissedCommitAndNoMore', async () => {
  const { request, earlier, block, seal } = await accepted()
  await mined(cast, cast.worker.commit({ request, shards, seals: [seal] }))
  await takeBackTo(block)
  await cast.devnet.warp(request.terms.duration + 1)
  await assert.rejects(cast.worker.commit({ request, shards, seals: [seal] }), { code: 'DEADLINE_PASSED' })
  await mined(cast, cast.requester.noShow({ request, shards }))
  const lost = (request.terms.lock * 5n) / 100n
  const books = await booksOf()
  assert.deepEqual(books, { ...earlier, bonded: earlier.bonded - lost, qrn: earlier.qrn + lost / 2n })
})
