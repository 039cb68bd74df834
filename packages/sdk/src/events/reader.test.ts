import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient, custom, type Hex } from 'viem'
import { addressesOf } from '../addresses.js'
import { escrowReader } from './reader.js'

type Asked = { method: string; params: [{ fromBlock: Hex; toBlock: Hex }] }
type Range = readonly [from: number, to: number]

/** A reader of a node that answers for at most so many blocks, and the ranges that it answered or refused. */
function readerOf(most: number, refusal: object = { code: -32602, message: 'block range is too large' }) {
  const answered: Range[] = []
  const refused: Range[] = []
  const request = async ({ params: [{ fromBlock, toBlock }] }: Asked) => {
    const range = [Number(fromBlock), Number(toBlock)] as const
    const isRefused = range[1] - range[0] + 1 > most
    ;(isRefused ? refused : answered).push(range)
    if (isRefused) throw refusal
    return []
  }
  const client = createClient({ transport: custom({ request }, { retryCount: 0 }) })
  return { reader: escrowReader(client, { escrow: addressesOf(31337).escrow }), answered, refused }
}

/** Whether ranges hold all blocks of another, once and in order. */
function covers(ranges: readonly Range[], [from, to]: Range): boolean {
  const nexts = [from, ...ranges.map(([, last]) => last + 1)]
  return ranges.every(([first], index) => first === nexts[index]) && nexts.at(-1) === to + 1
}

test('escrowReader_asksInRangesThatTheNodeAnswers', async () => {
  for (const most of [1, 10, 500, 2000]) {
    const { reader, answered, refused } = readerOf(most)
    await reader.events(100n, 2099n)
    assert.ok(covers(answered, [100, 2099]), `${most}: ${answered.join(' ')}`)
    assert.ok(refused.length <= answered.length + 11, `${refused.length} refused, ${answered.length} answered`)
  }
})

test('escrowReader_throwsWhatNoRangeMends', async () => {
  const none = readerOf(0)
  await assert.rejects(none.reader.events(100n, 2099n), { name: 'InvalidParamsRpcError' })
  const gone = readerOf(0, new Error('connection refused'))
  await assert.rejects(gone.reader.events(100n, 2099n))
  assert.deepEqual(gone.refused, [[100, 2099]])
})
