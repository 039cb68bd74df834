import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { getContractAddress, keccak256, zeroAddress, type Address, type Hex } from 'viem'
import { getBalance, getBlock, readContract } from 'viem/actions'
import { watchJobs } from '../actions/watchJobs.js'
import type { JobEvent } from '../events/event.js'
import { hashRequest } from '../protocol/request.js'
import { priceAt } from '../protocol/price.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { quernTokenAbi } from '../generated/abis/quernToken.js'
import { estimateWork } from '../protocol/estimate.js'
import { encodeInputRoots } from '../protocol/matmul.js'
import type { Terms } from '../types.js'
import type { ChainKind } from './chain.js'
import {
  cheat,
  codeOf,
  computeShard,
  mined,
  nextBlock,
  onDevnet,
  requestMatmul,
  requestSalts,
  revealShard,
  sealFor,
  type Cast,
} from './story.test.helper.js'

describe("a job's life", { concurrency: 2 }, () => {
  for (const chain of ['anvil', 'hardhat'] as const) describe(`on ${chain}`, { concurrency: 1 }, () => lifeOn(chain))
})

function lifeOn(chain: ChainKind): void {
  let cast: Cast
  onDevnet({ chain }, (made) => (cast = made))

  test('requests_hashAsTheEscrowHashesThem', async () => {
    const { request, requestId } = await requestMatmul(cast)
    const { chainId, escrow } = cast.devnet.addresses
    const onChain = await readContract(cast.requester, {
      address: escrow,
      abi: jobEscrowAbi,
      functionName: 'requestIdOf',
      args: [request],
    })
    assert.equal(requestId, onChain)
    assert.equal(hashRequest({ chainId, escrow, request }), onChain)
    const { timestamp } = await getBlock(cast.requester)
    const job = await cast.requester.getJob({ request, shard: 1 })
    assert.deepEqual([job.state, job.price, job.elements], ['open', priceAt(request.terms, Number(timestamp)), 4096n])
  })

  test('honestJob_isVerifiedAndPaid', async () => {
    const { request, requestId, signature } = await requestMatmul(cast, { sampleBps: 10_000 })
    const [shard, shards] = [1, [1]]
    const earlier = await cast.worker.getLedger({ token: zeroAddress, account: cast.owner })
    await mined(cast, cast.worker.acceptSigned({ request, shards, worker: cast.owner, signature }))
    const computed = await computeShard(cast, request, { shard })
    const { root } = computed
    await mined(cast, cast.worker.commit({ request, shards, seals: [sealFor(cast, request, { shard, root })] }))
    const draw = await revealShard(cast, request, { shard, computed })
    assert.equal(draw.sampled, true)

    for (const check of ['quick', 'full'] as const) {
      const result = await cast.requester.verifyResult({ request, shard, check, read: cast.read })
      assert.equal(result.ok, true)
      assert.equal(result.checkedBy, check)
      assert.equal(result.root, root)
      assert.ok(check === 'full' ? result.errorProbability === 0 : result.errorProbability < 1e-18)
    }
    await mined(cast, cast.requester.approve({ request, shards }))
    assert.equal((await cast.requester.getJob({ request, shard })).state, 'finalized')
    const paid = (await cast.worker.getLedger({ token: zeroAddress, account: cast.owner })) - earlier
    assert.equal(paid, request.terms.maxPrice)

    const events = await cast.requester.getRequestEvents({ request })
    const names = ['RequestPublished', 'JobAccepted', 'JobCommitted', 'JobRevealed', 'JobSampled', 'JobFinalized']
    assert.deepEqual(events.map(({ name }) => name).toSorted(), names.toSorted())
    const { burned } = await cast.worker.getEpoch()
    assert.ok(burned >= request.terms.burn)
    assert.equal(await codeOf(cast.requester.approve({ request, shards })), 'JOB_IN_STATE')
    assert.equal(requestId, events[0]?.name === 'RequestPublished' ? events[0].args.requestId : '')
  })

  test('witnesses_areOfWitnessKernels', async () => {
    const { request, signature } = await requestMatmul(cast)
    const [shard, shards] = [0, [0]]
    await mined(cast, cast.worker.acceptSigned({ request, shards, worker: cast.owner, signature }))
    assert.equal(await codeOf(cast.requester.waitForWitness({ request, shard, timeoutS: 0 })), 'JOB_STATE')
    assert.equal(await codeOf(cast.requester.verifyWitness({ request, shard, timeoutS: 0 })), 'KERNEL_UNSUPPORTED')
    const answer = cast.worker.submitWitness({ request, shard, inputRoots: [], output: '0x' })
    assert.equal(await codeOf(answer), 'KERNEL_NOT_WITNESS')
    await cast.devnet.warp(300)
    await mined(cast, cast.requester.noShow({ request, shards }))
  })

  test('depositWithPermit_creditsInOneTransaction', async () => {
    const { token, escrow } = cast.devnet.addresses
    const account = cast.challenger.account.address
    const [held, credit] = [
      await qrnOf(cast.requester.account.address),
      await cast.requester.getLedger({ token, account }),
    ]
    await mined(cast, cast.requester.depositWithPermit({ token, amount: 7n, owner: account }))
    assert.equal(await cast.requester.getLedger({ token, account }), credit + 7n)
    assert.equal(await qrnOf(cast.requester.account.address), held - 7n)
    const args = [cast.requester.account.address, escrow] as const
    const left = { address: token, abi: quernTokenAbi, functionName: 'allowance', args } as const
    assert.equal(await readContract(cast.requester, left), 0n)
    const tooMuch = cast.requester.depositWithPermit({ token, amount: held })
    assert.equal(await codeOf(tooMuch), 'ERC20_INSUFFICIENT_BALANCE')
  })

  test('wrongResult_isFoundAndDisproved', async () => {
    const [shard, wrong] = [2, 1234n]
    const { capacity } = await cast.worker.getWorker({ worker: cast.owner })
    const request = await cheat(cast, requestMatmul, { shard, wrong })

    const found = await cast.challenger.verifyResult({ request, shard, read: cast.read })
    assert.equal(found.ok, false)
    assert.equal(found.wrongElement, wrong)
    const full = await cast.challenger.verifyResult({
      request,
      shard,
      check: 'full',
      inputs: found.inputs,
      read: cast.read,
    })
    assert.equal(full.wrongElement, wrong)
    const { inputs, output } = found
    const right = cast.challenger.challengeResult({ request, shard, element: 0n, inputs, output })
    assert.equal(await codeOf(right), 'RESULT_CORRECT')
    await cast.challenger.challengeResult({ request, shard, element: wrong, inputs, output })

    assert.equal((await cast.requester.getJob({ request, shard })).state, 'slashed')
    const { token } = cast.devnet.addresses
    assert.ok((await cast.challenger.getLedger({ token })) > 0n)
    assert.equal((await cast.worker.getWorker({ worker: cast.owner })).capacity, capacity - request.terms.lock)
    assert.equal(await codeOf(cast.requester.waitForReveal({ request, shard })), 'JOB_STATE')
  })

  test('lateWorkers_areEndedByAnyone', async () => {
    const { request, signature } = await requestMatmul(cast)
    await mined(cast, cast.worker.acceptSigned({ request, shards: [0, 1], worker: cast.owner, signature }))
    const { root } = await computeShard(cast, request, { shard: 1 })
    const seals = [sealFor(cast, request, { shard: 1, root })]
    await mined(cast, cast.worker.commit({ request, shards: [1], seals }))
    assert.equal(await codeOf(cast.requester.noShow({ request, shards: [0] })), 'DEADLINE_NOT_PASSED')
    assert.equal(await codeOf(cast.requester.slashTimeout({ request, shards: [0] })), 'JOB_IN_STATE')
    await cast.devnet.warp(300)
    assert.equal((await cast.requester.getJob({ request, shard: 0 })).overdue, true)
    await mined(cast, cast.requester.noShow({ request, shards: [0] }))
    await mined(cast, cast.requester.slashTimeout({ request, shards: [1] }))
    const [first, second] = await Promise.all([0, 1].map((shard) => cast.requester.getJob({ request, shard })))
    assert.deepEqual([first?.state, first?.attempt, second?.state], ['open', 1, 'slashed'])
  })

  test('cancelledRequest_isRefused', async () => {
    const { request, signature } = await requestMatmul(cast)
    assert.equal(
      await codeOf(cast.worker.acceptSigned({ request, shards: [9], worker: cast.owner, signature })),
      'SHARD_UNKNOWN',
    )
    assert.equal(
      await codeOf(cast.worker.acceptSigned({ request, shards: [0], worker: cast.owner, signature: '0x1234' })),
      'SIGNATURE_MISMATCH',
    )
    await mined(cast, cast.requester.cancelRequest({ request }))
    assert.equal(
      await codeOf(cast.worker.acceptSigned({ request, shards: [0], worker: cast.owner, signature })),
      'REQUEST_IS_CANCELLED',
    )
    assert.equal((await cast.requester.getJob({ request, shard: 0 })).cancelled, true)
  })

  test('prepareRequest_refusesWhatTheEscrowWould', async () => {
    const good = await requestMatmul(cast)
    const { work } = good.request
    const wanted = { work, maxPrice: 1n, duration: 59, sampleBps: 0, lock: 0n }
    const error = await cast.requester.prepareRequest(wanted).catch((reason: unknown) => reason)
    const { problems } = error as { problems: { field: string }[] }
    assert.deepEqual(problems.map(({ field }) => field).toSorted(), ['duration', 'lock', 'sampleBps'])
  })

  test('prepareRequest_closesARisingPriceBeforeALapsedShardComesBack', async () => {
    const { work } = (await requestMatmul(cast)).request
    const openFor = async (terms: Partial<Terms>) => {
      const { request } = await cast.requester.prepareRequest({ work, maxPrice: 10n, duration: 120, ...terms })
      return request.terms.acceptBy - request.terms.rampStart
    }
    assert.equal(await openFor({}), 3600)
    assert.equal(await openFor({ minPrice: 1n, rampPeriod: 120 }), 120)
    assert.equal(await openFor({ minPrice: 1n, rampPeriod: 200 }), 200)
  })

  test('stake_canBeUnbondedRebondedAndBounded', async () => {
    const amount = 10n ** 18n
    const { selfActive } = await cast.staker.getWorker({ worker: cast.owner })
    await mined(cast, cast.staker.unbond({ amount }))
    const { unbondings } = await cast.staker.getWorker({ worker: cast.owner })
    assert.equal(unbondings.length, 1)
    const index = unbondings[0]?.index ?? -1
    assert.equal(await codeOf(cast.staker.withdrawStake({ index, to: cast.owner })), 'STILL_UNBONDING')
    await mined(cast, cast.staker.rebond({ index }))
    await mined(cast, cast.staker.bond({ amount, permit: false }))
    await mined(cast, cast.staker.setLockCap({ lockCap: amount }))
    const view = await cast.staker.getWorker({ worker: cast.owner })
    assert.deepEqual([view.selfActive, view.lockCap, view.capacity], [selfActive + amount, amount, amount])
    await mined(cast, cast.staker.setLockCap({ lockCap: 0n }))
  })

  test('delegation_sharesRewardsAndCanBeLeft', async () => {
    const amount = 10n ** 18n
    const [worker, delegator] = [cast.owner, cast.delegator.account.address]
    const read = () => cast.delegator.getDelegation({ worker, delegator })
    assert.equal(await codeOf(cast.delegator.delegate({ worker, amount: amount - 1n })), 'BOND_TOO_SMALL')
    assert.equal(await codeOf(cast.staker.setCommission({ bps: 5001 })), 'COMMISSION_TOO_HIGH')
    const { capacity } = await cast.staker.getWorker({ worker })
    await mined(cast, cast.delegator.delegate({ worker, amount }))
    await mined(cast, cast.delegator.delegate({ worker, amount, permit: false }))
    await mined(cast, cast.staker.setCommission({ bps: 1_000 }))
    assert.equal(await codeOf(cast.delegator.applyCommission({ worker })), 'COMMISSION_NOT_DUE')
    const { pool, capacity: more } = await cast.staker.getWorker({ worker })
    assert.deepEqual(
      [pool.active, pool.commissionBps, pool.announcedBps, more],
      [2n * amount, 0, 1_000, capacity + 2n * amount],
    )
    await mined(cast, cast.delegator.undelegate({ worker, amount }))
    const index = (await read()).unbondings[0]?.index ?? -1
    assert.equal(await codeOf(cast.delegator.withdrawDelegation({ worker, index, to: delegator })), 'STILL_UNBONDING')
    await mined(cast, cast.delegator.rebondDelegation({ worker, index }))
    const { active, rewards, unbondings, era } = await read()
    assert.deepEqual([active, unbondings.length, era], [2n * amount, 0, 0])
    assert.ok(rewards > 0n)
    const held = await qrnOf(delegator)
    await mined(cast, cast.delegator.claimDelegationRewards({ workers: [worker], to: delegator }))
    assert.ok((await qrnOf(delegator)) >= held + rewards)
    assert.equal(await codeOf(cast.delegator.claimPastRewards({ worker, era: 0, to: delegator })), 'ERA_NOT_CLOSED')
    await mined(cast, cast.delegator.undelegate({ worker, amount: active }))
  })

  test('watchJobs_followsAndContinues', async () => {
    const { addresses } = cast.devnet
    const wanted: string[] = []
    for (const { request, requestId } of [await requestMatmul(cast), await requestMatmul(cast)]) {
      await mined(cast, cast.requester.cancelRequest({ request }))
      wanted.push(requestId)
    }
    const controller = new AbortController()
    const cancelled: Extract<JobEvent, { name: 'RequestCancelled' }>[] = []
    for await (const event of watchJobs(cast.requester, { addresses, signal: controller.signal })) {
      if (event.name !== 'RequestCancelled' || !wanted.includes(event.args.requestId)) continue
      cancelled.push(event)
      if (cancelled.length === 2) controller.abort()
    }
    const [first, second] = cancelled
    assert.deepEqual(
      cancelled.map(({ args }) => args.requestId),
      wanted,
    )
    for await (const event of watchJobs(cast.requester, { addresses, cursor: first?.cursor })) {
      if (event.name !== 'RequestCancelled') continue
      assert.deepEqual(event, second)
      break
    }
    assert.equal(await codeOf(watchJobs(cast.requester, { addresses, cursor: 'x' }).next()), 'CURSOR_MALFORMED')
  })

  test('quote_equalsEstimate', async () => {
    const { request } = await requestMatmul(cast)
    const { params, shards } = request.work
    const quoted = await cast.requester.quote({ params, shards })
    const { units, maxSamples, elements } = estimateWork({ kernelId: 1, params, shards })
    assert.deepEqual([quoted.units, quoted.maxSamples, elements], [units, maxSamples, [4096n, 4096n, 4096n]])
    assert.ok(quoted.minLock <= request.terms.lock && request.terms.lock <= quoted.maxLock)
    assert.equal(quoted.burn, request.terms.burn)
  })

  test('burnedWork_isRewarded', async () => {
    const { request, signature } = await requestMatmul(cast)
    const [shard, shards, worker] = [0, [0], cast.owner]
    const computed = await computeShard(cast, request, { shard })
    const seals = [sealFor(cast, request, { shard, root: computed.root })]
    await mined(cast, cast.worker.acceptAndCommit({ request, shards, worker, signature, seals }))
    await revealShard(cast, request, { shard, computed })
    assert.equal(await codeOf(cast.worker.finalize({ request, shards })), 'NOTHING_DUE')
    await cast.devnet.warp(request.terms.challengeWindow + 1)
    await mined(cast, cast.worker.finalize({ request, shards }))
    const { endsAt } = await cast.worker.getEpoch()
    await cast.devnet.warp(endsAt - Number((await getBlock(cast.worker)).timestamp) + 1)
    await mined(cast, cast.worker.roll({ workers: [worker] }))
    const { owed } = await cast.worker.getWorker({ worker })
    assert.ok(owed > 0n && owed <= request.terms.burn * 4n)
    await mined(cast, cast.worker.flushBurn())
    assert.equal((await cast.worker.getEpoch()).burnable, 0n)
    const balance = await qrnOf(worker)
    await mined(cast, cast.staker.claimWork({ worker }))
    assert.equal(await qrnOf(worker), balance + owed)
    await mined(cast, cast.staker.claimRewards({ to: worker }))
    assert.ok((await qrnOf(worker)) > balance + owed)
    assert.equal(await codeOf(cast.staker.claimWork({ worker })), 'NOTHING_TO_CLAIM')
  })

  test('witnessJob_isPaidAtOnceAndVerified', async () => {
    const found = await requestSalts(cast, 2)
    const { request, signature, inputRoots, saltOfShard, mask, value } = found
    const [shard, worker] = [1, cast.owner]
    const { kernelId, sampleBps, samples, burn, inputRoot } = { ...request.terms, ...request.work }
    assert.deepEqual([kernelId, sampleBps, samples, burn], [3, 0, 0, 5n * 10n ** 15n])
    assert.equal(inputRoot, keccak256(encodeInputRoots([])))

    const earlier = await cast.worker.getLedger({ token: zeroAddress, account: worker })
    await mined(cast, cast.worker.acceptSigned({ request, shards: [shard], worker, signature }))
    await nextBlock(cast)
    assert.equal(await codeOf(cast.requester.verifyWitness({ request, shard, timeoutS: 0 })), 'WAIT_TIMEOUT')
    assert.equal(await codeOf(cast.requester.waitForReveal({ request, shard, timeoutS: 0 })), 'JOB_STATE')
    assert.equal(await codeOf(cast.requester.verifyResult({ request, shard })), 'KERNEL_UNSUPPORTED')
    assert.equal(await codeOf(cast.worker.commit({ request, shards: [shard], seals: [inputRoot] })), 'KERNEL_NOT_FLAT')
    const answer = (output: Hex) => cast.worker.submitWitness({ request, shard, inputRoots, output })
    assert.equal(await codeOf(answer(saltOfShard(0))), 'WITNESS_NOT_CORRECT')
    const salt = saltOfShard(shard)
    await mined(cast, answer(salt))

    const verified = await cast.requester.verifyWitness({ request, shard, timeoutS: 0 })
    const address = getContractAddress({
      opcode: 'CREATE2',
      from: worker,
      salt,
      bytecodeHash: found.initCodeHash,
    })
    const { jobId, ...rest } = verified
    assert.deepEqual(rest, { ok: true, worker, output: salt, root: keccak256(salt), address })
    assert.equal(BigInt(address) & mask, value)
    const paid = (await cast.worker.getLedger({ token: zeroAddress, account: worker })) - earlier
    assert.equal(paid, request.terms.maxPrice)
    assert.equal((await cast.requester.getJob({ request, shard })).state, 'finalized')
    const events = await cast.requester.getRequestEvents({ request })
    const names = ['RequestPublished', 'JobAccepted', 'WitnessSubmitted', 'JobFinalized']
    assert.deepEqual(events.map(({ name }) => name).toSorted(), names.toSorted())
    assert.ok(events.every(({ args }) => !('jobId' in args) || args.jobId === jobId))
  })

  test('ledger_isWithdrawn', async () => {
    const token = zeroAddress
    const to = `0x${'77'.repeat(20)}` as const
    const held = await cast.requester.getLedger({ token })
    await mined(cast, cast.requester.withdraw({ token, to, amount: 5n }))
    assert.equal(await getBalance(cast.requester, { address: to }), 5n)
    assert.equal(await cast.requester.getLedger({ token }), held - 5n)
    assert.equal(await codeOf(cast.requester.withdraw({ token, to, amount: held })), 'LEDGER_TOO_LOW')
  })

  async function qrnOf(owner: Address): Promise<bigint> {
    const address = cast.devnet.addresses.token
    return readContract(cast.requester, { address, abi: quernTokenAbi, functionName: 'balanceOf', args: [owner] })
  }
}
