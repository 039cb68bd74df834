import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { zeroAddress } from 'viem'
import type { ChainKind } from './chain.js'
import {
  cheat,
  codeOf,
  computeShard,
  mined,
  onDevnet,
  requestImage,
  revealShard,
  sealFor,
  type Cast,
} from './story.test.helper.js'

describe('the bands of an image', { concurrency: 2 }, () => {
  for (const chain of ['anvil', 'hardhat'] as const) describe(`on ${chain}`, { concurrency: 1 }, () => bandsOn(chain))
})

function bandsOn(chain: ChainKind): void {
  let cast: Cast
  onDevnet({ chain }, (made) => (cast = made))

  test('rightBand_isVerifiedAndPaid', async () => {
    const { request, signature } = await requestImage(cast)
    const [shard, shards, worker] = [2, [2], cast.owner]
    const computed = await computeShard(cast, request, { shard })
    const seals = [sealFor(cast, request, { shard, root: computed.root })]
    await mined(cast, cast.worker.acceptAndCommit({ request, shards, worker, signature, seals }))
    await revealShard(cast, request, { shard, computed })
    for (const check of ['quick', 'full'] as const) {
      const { ok, pixels, ...band } = await cast.requester.verifyImage({ request, shard, check, read: cast.read })
      assert.deepEqual([ok, band.checkedBy, band.errorProbability, pixels.length], [true, check, 0, 12 * 48 * 4])
      assert.equal(pixels, band.output)
    }
    await mined(cast, cast.requester.approve({ request, shards }))
    assert.equal((await cast.requester.getJob({ request, shard })).state, 'finalized')
  })

  test('wrongPixel_isFoundAndDisproved', async () => {
    const [shard, wrong] = [1, 217n]
    const { token } = cast.devnet.addresses
    const challenger = cast.challenger.account.address
    const ledgers = () =>
      Promise.all([
        cast.requester.getLedger({ token: zeroAddress }),
        cast.requester.getLedger({ token }),
        cast.challenger.getLedger({ token, account: challenger }),
      ])
    const { capacity } = await cast.worker.getWorker({ worker: cast.owner })
    const request = await cheat(cast, requestImage, { shard, wrong })
    const { lock, burn, maxPrice } = request.terms
    const [coin, qrn, reward] = await ledgers()

    const { ok, wrongElement, errorProbability, inputs, output } = await cast.challenger.verifyResult({
      request,
      shard,
      read: cast.read,
    })
    assert.deepEqual([ok, wrongElement, errorProbability, inputs], [false, wrong, 0, { inputRoots: [], tensors: [] }])
    const right = cast.challenger.challengeResult({ request, shard, element: 0n, inputs, output })
    assert.equal(await codeOf(right), 'RESULT_CORRECT')
    await cast.challenger.challengeResult({ request, shard, element: wrong, inputs, output })

    assert.equal((await cast.requester.getJob({ request, shard })).state, 'slashed')
    const again = cast.challenger.challengeResult({ request, shard, element: wrong, inputs, output })
    assert.equal(await codeOf(again), 'JOB_STATE')
    assert.equal((await cast.worker.getWorker({ worker: cast.owner })).capacity, capacity - lock)
    const [refund, burnBack, earned] = await ledgers()
    assert.equal(refund - coin, maxPrice)
    assert.equal(burnBack - qrn, burn + (lock * 20n) / 100n)
    assert.equal(earned - reward, (lock * 30n) / 100n)
  })

  test('verifyImage_refusesOtherKernels', async () => {
    const { request } = await requestImage(cast)
    const terms = { ...request.terms, kernelId: 3 }
    const asked = { request: { ...request, terms }, shard: 0 }
    assert.equal(await codeOf(cast.requester.verifyImage(asked)), 'KERNEL_UNSUPPORTED')
    assert.equal(await codeOf(cast.requester.verifyResult(asked)), 'KERNEL_UNSUPPORTED')
  })
}
