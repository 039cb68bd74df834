import assert from 'node:assert/strict'
import { hashRequest, jobIdOf, formatRequestDocument, type RequestDocument } from '@quern/sdk'
import { pino } from 'pino'
import type { Hex } from 'viem'
import { createBell } from '../runtime/bell.js'
import { openDatabase } from '../runtime/database.js'
import { openStore } from '../runtime/store.js'
import { createBreaker } from './breaker.js'
import type { Chain } from './chain.js'
import type { Context } from './context.js'
import { testConfig, testDocument } from './samples.test.fixture.js'

/** A context whose chain and child process fail when they are asked, unless a test gives its own. */
export function testContext(parts: Partial<Context> = {}): Context {
  const config = parts.config ?? testConfig()
  const nowMs = () => 1_000_000
  const unasked = async () => {
    throw new Error('the chain was asked')
  }
  const chain: Chain = {
    head: unasked,
    priorityFee: unasked,
    job: unasked,
    request: unasked,
    limits: unasked,
    royaltyBps: unasked,
    posts: () => assert.fail('the chain was asked'),
    isSigned: unasked,
    acceptedAt: unasked,
    freeStake: unasked,
    beacon: unasked,
  }
  return {
    config,
    store: openStore(openDatabase(config.worker.state_dir), nowMs),
    chain,
    compute: { ready: unasked, run: unasked, close: () => undefined },
    breaker: createBreaker(nowMs),
    bell: createBell(),
    log: pino({ level: 'silent' }),
    atBoundary: () => undefined,
    nowMs,
    ...parts,
  }
}

/** Keeps a request, the sample by default, with one job in `seen`; returns the job's id. */
export function keepSample(
  { store }: Context,
  shard = 0,
  document: RequestDocument = testDocument(),
): { requestId: Hex; jobId: Hex } {
  const requestId = hashRequest(document)
  const jobId = jobIdOf({ requestId, shard })
  store.requests.add({ requestId, source: 'test', document: formatRequestDocument(document) })
  store.jobs.add({ jobId, requestId, shard, attempt: 0, price: 1000n, lock: 100n })
  return { requestId, jobId }
}
