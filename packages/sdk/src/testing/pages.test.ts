import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseUnits, zeroAddress } from 'viem'
import { getBlock } from 'viem/actions'
import { cancelRequestCall } from '../actions/cancelRequest.js'
import { lockBalanceCall } from '../actions/lockBalance.js'
import { postRequestCall } from '../actions/postRequest.js'
import { withdrawCall } from '../actions/withdraw.js'
import { jobIdOf } from '../protocol/request.js'
import { computeShard, mined, onDevnet, requestMatmul, sealFor, type Cast } from './story.test.helper.js'

describe('what pages show', { concurrency: 1 }, () => {
  let cast: Cast
  onDevnet({ chain: 'anvil' }, (made) => (cast = made))

  test('getOpenJobs_findsThemByEvents', async () => {
    assert.deepEqual(await cast.requester.getOpenJobs(), { jobs: [], waiting: 0n })
    const [signed, posted, quiet] = [await requestMatmul(cast), await requestMatmul(cast), await requestMatmul(cast)]
    const [worker, { request, signature }] = [cast.owner, signed]
    await mined(cast, cast.worker.acceptSigned({ request, shards: [2], worker, signature }))
    const { root } = await computeShard(cast, request, { shard: 0 })
    const seal = sealFor(cast, request, { shard: 0, root })
    await mined(cast, cast.worker.acceptAndCommit({ request, shards: [0], worker, signature, seals: [seal] }))
    await mined(cast, cast.requester.postRequest({ request: posted.request }))
    await mined(cast, cast.worker.acceptPosted({ request: posted.request, shards: [1], worker }))

    const found = await cast.requester.getOpenJobs({ maxRange: 2n })
    const seen = found.jobs.map(({ requestId, shard, state, attempt }) => ({ requestId, shard, state, attempt }))
    assert.deepEqual(seen, [
      { requestId: signed.requestId, shard: 0, state: 'committed', attempt: 0 },
      { requestId: signed.requestId, shard: 2, state: 'assigned', attempt: 0 },
      { requestId: posted.requestId, shard: 1, state: 'assigned', attempt: 0 },
    ])
    assert.equal(found.waiting, 3n)
    assert.deepEqual(found, await cast.requester.getOpenJobs())
    for (const { request: of, requestId, shard, ...job } of found.jobs) {
      const page = await cast.requester.getJob({ request: of, shard })
      assert.equal(job.jobId, jobIdOf({ requestId, shard }))
      const { state, price, deadline, endsAt, overdue, disputes, sealOrRoot } = page
      const { jobId: _, attempt: __, worker: at, ...rest } = job
      assert.deepEqual(rest, { state, price, deadline, endsAt, overdue, disputes, sealOrRoot })
      assert.equal(at, page.worker)
    }
    const named = await cast.requester.getOpenJobs({ requests: [quiet.request, posted.request] })
    assert.deepEqual([named.jobs.length, named.waiting], [1, 5n])
    const stranger = await cast.requester.getOpenJobs({ account: cast.owner })
    assert.deepEqual(stranger, { jobs: [], waiting: 0n })

    await mined(cast, cast.requester.cancelRequest({ request: posted.request }))
    await cast.devnet.warp(300)
    assert.deepEqual(new Set((await cast.requester.getOpenJobs()).jobs.map(({ overdue }) => overdue)), new Set([true]))
    await mined(cast, cast.requester.noShow({ request, shards: [2] }))
    await mined(cast, cast.requester.slashTimeout({ request, shards: [0] }))
    await mined(cast, cast.requester.noShow({ request: posted.request, shards: [1] }))
    assert.deepEqual((await cast.requester.getOpenJobs()).jobs, [])
  })

  test('getJob_tellsWhetherAShardCanBeTaken', async () => {
    const { request, signature } = await requestMatmul(cast)
    const open = await cast.requester.getJob({ request, shard: 0 })
    assert.deepEqual([open.takeable, open.funded, open.posted, open.witness], [true, true, false, false])
    assert.deepEqual([open.burn, open.lock, open.endsAt], [request.terms.burn, request.terms.lock, 0])
    const [shards, worker] = [[0], cast.owner]
    await mined(cast, cast.worker.acceptSigned({ request, shards, worker, signature }))
    const taken = await cast.requester.getJob({ request, shard: 0 })
    assert.deepEqual([taken.takeable, taken.endsAt], [false, taken.deadline])
    assert.ok(taken.acceptedIn > 0n)
    const { free, lockedHere, worksHere, capacity, locked } = await cast.worker.getWorker({ worker })
    assert.deepEqual([lockedHere, worksHere], [request.terms.lock, true])
    assert.equal(free, capacity - locked)
    await mined(cast, cast.requester.cancelRequestsBefore({ token: zeroAddress, nonce: request.terms.nonce + 1n }))
    assert.equal((await cast.requester.getJob({ request, shard: 1 })).nonceCancelled, true)
  })

  test('getRequest_tellsWhatIsSetAside', async () => {
    const { request, requestId } = await requestMatmul(cast)
    const nothing = { posted: false, cancelled: false, shards: 0, openShards: 0 }
    assert.deepEqual(await cast.requester.getRequest({ requestId }), nothing)
    await mined(cast, cast.requester.postRequest({ request }))
    const posted = { posted: true, cancelled: false, shards: 3, openShards: 3 }
    assert.deepEqual(await cast.worker.getRequest({ requestId }), posted)
    await mined(cast, cast.requester.cancelRequest({ request }))
    assert.deepEqual(await cast.challenger.getRequest({ requestId }), { ...posted, cancelled: true, openShards: 0 })
  })

  test('getParameters_areTheDevnetsOwn', async () => {
    const { escrow, staking, token, kernels: checkedBy } = cast.devnet.addresses
    const { contracts, times, most, running, tokens, kernels, curve } = await cast.worker.getParameters({
      kernelIds: [1],
    })
    assert.deepEqual([contracts.escrow, contracts.staking, contracts.token], [escrow, staking, token])
    assert.deepEqual([most.shards, most.leastBond, times.longestLock], [65_535, parseUnits('1', 18), 604_800])
    const { epoch, endsAt, work, burnable } = await cast.worker.getEpoch()
    assert.deepEqual(
      [running.epoch, running.epochEndsAt, running.work, running.burnable],
      [epoch, endsAt, work, burnable],
    )
    assert.ok(Number((await getBlock(cast.worker)).timestamp) >= curve.start)
    assert.deepEqual(
      tokens.map((of) => of.token),
      [zeroAddress, token],
    )
    assert.equal(kernels[0]?.kernel.kernel, checkedBy['Matmul8'])
    assert.equal((await cast.staker.getParameters({ tokens: [] })).tokens.length, 0)
  })

  test('multicallEscrow_doesAllOrNothing', async () => {
    const { addresses } = cast.devnet
    const { request, requestId } = await requestMatmul(cast)
    const until = (await getBlock(cast.requester)).timestamp + 1000n
    const calls = [
      postRequestCall(addresses, { request }),
      cancelRequestCall(addresses, { request }),
      lockBalanceCall(addresses, { token: zeroAddress, until }),
    ]
    const withdrawal = withdrawCall(addresses, { token: zeroAddress, to: cast.owner, amount: 1n })
    const code = await cast.requester.multicallEscrow({ calls: [...calls, withdrawal] }).then(
      () => 'nothing was thrown',
      (error: { code?: unknown }) => error.code,
    )
    assert.equal(code, 'BALANCE_BOUND')
    assert.equal((await cast.requester.getRequest({ requestId })).posted, false)
    await mined(cast, cast.requester.multicallEscrow({ calls }))
    const { posted, cancelled } = await cast.requester.getRequest({ requestId })
    assert.deepEqual([posted, cancelled], [true, true])
  })
})
