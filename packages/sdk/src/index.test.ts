import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as sdk from './index.js'
import * as node from './node/index.js'
import * as devnet from './testing/index.js'

const snapshot = new URL('../fixtures/exports.json', import.meta.url)

test('index_exportsExactlyTheNamesOfTheSnapshot', () => {
  const entries = { '.': sdk, './node': node, './testing': devnet }
  const names = Object.fromEntries(Object.entries(entries).map(([entry, all]) => [entry, Object.keys(all).toSorted()]))
  assert.deepEqual(names, JSON.parse(readFileSync(snapshot, 'utf8')))
})

test('addressesOf_namesTheKnownChains', () => {
  assert.throws(() => sdk.addressesOf(999_999_999), { code: 'CHAIN_UNKNOWN', message: /999999999/ })
  assert.throws(() => sdk.addressesOf('constructor' as never), { code: 'CHAIN_UNKNOWN' })
  for (const chainId of sdk.knownChainIds()) assert.equal(sdk.addressesOf(chainId).chainId, chainId)
})
