import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jobEscrowAbi } from '@quern/sdk'
import { createPublicClient, encodeErrorResult, http, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { pino } from 'pino'
import type { AtBoundary } from '../runtime/crash.js'
import { openDatabase, type Database } from '../runtime/database.js'
import type { EndedEntry, IntentKind } from '../runtime/outbox.js'
import { openStore, type Store } from '../runtime/store.js'
import { FakeChain } from './fake-chain.test.fixture.js'
import { createOperator } from './operator.js'
import { createSubmitter, type Submitter } from './submitter.js'

export const escrow = `0x${'22'.repeat(20)}` as const
export const requestId = `0x${'01'.repeat(32)}` as const
export const account = privateKeyToAccount(`0x${'5a'.repeat(32)}`)

const idOf = (shard: number): Hex => `0x${shard.toString(16).padStart(64, '0')}`

/** How the escrow refuses what is about the first job. */
export const jobInState = encodeErrorResult({ abi: jobEscrowAbi, errorName: 'JobInState', args: [idOf(1), 1, 0] })

export interface Stage {
  readonly chain: FakeChain
  readonly rpcUrl: string
  readonly db: Database
  readonly store: Store
}

/** A chain of its own, and a store in a fresh folder. */
export async function openStage(nowMs: () => number): Promise<Stage> {
  const chain = new FakeChain()
  const rpcUrl = await chain.start()
  const db = openDatabase(mkdtempSync(join(tmpdir(), 'quern-outbox-')))
  return { chain, rpcUrl, db, store: openStore(db, nowMs) }
}

export interface SubmitterOptions {
  readonly store: Store
  readonly rpcUrl: string
  readonly atBoundary?: AtBoundary
  readonly confirmations?: number
  readonly nowMs?: () => number
  readonly onEnd?: (ended: EndedEntry) => void
}

/** A submitter on a real client and key; fees are capped at 100 gwei, 500 for what is urgent. */
export function testSubmitter(options: SubmitterOptions): Submitter {
  const transport = http(options.rpcUrl, { retryCount: 0 })
  const client = createPublicClient({ transport, cacheTime: 0 })
  return createSubmitter({
    store: options.store,
    sender: createOperator({ client, account, chainId: 31337 }),
    log: pino({ level: 'silent' }),
    atBoundary: options.atBoundary ?? (() => undefined),
    confirmations: options.confirmations ?? 1,
    replaceAfterMs: 1000,
    maxFeeWei: 100n * 10n ** 9n,
    urgentMaxFeeWei: 500n * 10n ** 9n,
    nowMs: options.nowMs ?? (() => 0),
    onEnd: options.onEnd ?? (() => undefined),
  })
}

/** Keeps one job and the intent of a transaction about it; returns the intent's id. */
export function intendJob(store: Store, shard: number, kind: IntentKind = 'accept'): number {
  const jobId = idOf(shard)
  return store.db.transaction(() => {
    store.requests.add({ requestId, source: 'test', document: '{}' })
    store.jobs.add({ jobId, requestId, shard, attempt: 0, price: 1n, lock: 1n })
    return store.outbox.intend({ kind, requestId, jobIds: [jobId], target: escrow, calldata: calldataOf(shard) })
  })
}

export const calldataOf = (shard: number): Hex => `0xaa${shard.toString(16).padStart(2, '0')}`
