import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient, custom, numberToHex, type Hex } from 'viem'
import { addressesOf } from '../addresses.js'
import { watchJobs } from './watchJobs.js'

const hash = numberToHex(1, { size: 32 })

test('watchJobs_pausesWhileTheNodeLacksTheBlockItNamed', async () => {
  const stop = new AbortController()
  let asked = 0
  const request = async ({ method, params }: { method: string; params: [Hex | 'latest'] }): Promise<unknown> => {
    if (method === 'eth_getLogs') return []
    if (params[0] === 'latest') {
      if ((asked += 1) === 20) stop.abort()
      return { number: numberToHex(9), hash, timestamp: '0x1', transactions: [] }
    }
    return JSON.parse('null')
  }
  const client = createClient({ transport: custom({ request }, { retryCount: 0 }) })
  setTimeout(() => stop.abort(), 100)
  const jobs = watchJobs(client, { addresses: addressesOf(31337), pollingIntervalMs: 10_000, signal: stop.signal })
  assert.deepEqual([await jobs.next(), asked], [{ done: true, value: undefined }, 1])
})
