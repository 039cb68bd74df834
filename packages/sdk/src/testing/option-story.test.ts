import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { monteCarloChunk } from '@quern/kernels'
import {
  cheat,
  computeShard,
  mined,
  onDevnet,
  requestImage,
  requestOption,
  revealShard,
  sealFor,
  type Cast,
} from './story.test.helper.js'

describe('the shards of an option', { concurrency: 1 }, () => {
  let cast: Cast
  onDevnet({ chain: 'anvil' }, (made) => (cast = made))

  test('rightShards_areVerifiedPricedAndPaid', async () => {
    const { request, signature, scale, option } = await requestOption(cast)
    const shards = [0, 1]
    const worker = cast.owner
    const computed = await Promise.all(shards.map((shard) => computeShard(cast, request, { shard })))
    const seals = computed.map(({ root }, shard) => sealFor(cast, request, { shard, root }))
    await mined(cast, cast.worker.acceptAndCommit({ request, shards, worker, signature, seals }))
    for (const [shard, own] of computed.entries()) await revealShard(cast, request, { shard, computed: own })

    let [sum, squares] = [0, 0]
    const paths = option.paths * option.chunks
    for (let chunk = 0; chunk < option.chunks; chunk++) {
      const sums = monteCarloChunk(option, chunk)
      sum += Number(sums.sum) / 2 ** 22
      squares += Number(sums.squares) / 2 ** 44
    }
    const error = Math.sqrt((squares / paths - (sum / paths) ** 2) / (paths - 1))
    for (const check of ['quick', 'full'] as const) {
      const priced = await cast.requester.verifyAsianOption({ request, scale, check, read: cast.read })
      assert.deepEqual([priced.ok, priced.paths], [true, paths])
      assert.ok(Math.abs(priced.price - (scale * sum) / paths) < 1e-9 * priced.price, String(priced.price))
      assert.ok(Math.abs(priced.standardError - scale * error) < 1e-9, String(priced.standardError))
      assert.deepEqual(
        priced.results.map(({ checkedBy, errorProbability }) => [checkedBy, errorProbability]),
        [
          [check, 0],
          [check, 0],
        ],
      )
    }
    await mined(cast, cast.requester.approve({ request, shards }))
    for (const shard of shards) assert.equal((await cast.requester.getJob({ request, shard })).state, 'finalized')
  })

  test('wrongChunk_isFoundAndDisproved', async () => {
    const [shard, wrong] = [1, 5n]
    const request = await cheat(cast, requestOption, { shard, wrong })
    const found = await cast.challenger.verifyResult({ request, shard, read: cast.read })
    assert.deepEqual([found.ok, found.wrongElement], [false, wrong])
    const { inputs, output } = found
    await cast.challenger.challengeResult({ request, shard, element: wrong, inputs, output })
    assert.equal((await cast.requester.getJob({ request, shard })).state, 'slashed')
  })

  test('verifyAsianOption_refusesOtherKernels', async () => {
    const { request } = await requestImage(cast)
    const refused = { code: 'KERNEL_UNSUPPORTED' }
    await assert.rejects(cast.requester.verifyAsianOption({ request, scale: 1 }), refused)
  })
})
