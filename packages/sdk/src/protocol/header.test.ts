import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fromRlp, hexToBigInt, keccak256, toRlp, type Hex } from 'viem'
import { BlockIncompleteError, HeaderEncodingError } from '../errors/local.js'
import { encodeHeader, type HeaderFields } from './header.js'

type Sample = { number: number; hash: Hex; mixHash: Hex; rlp: Hex }

const file = new URL('../../fixtures/mainnet-headers.json', import.meta.url)
const samples = JSON.parse(readFileSync(file, 'utf8')) as Sample[]

const names =
  'parentHash sha3Uncles miner stateRoot transactionsRoot receiptsRoot logsBloom difficulty number gasLimit gasUsed timestamp extraData mixHash nonce baseFeePerGas withdrawalsRoot blobGasUsed excessBlobGas parentBeaconBlockRoot requestsHash'.split(
    ' ',
  )
const amounts = new Set([
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'baseFeePerGas',
  'blobGasUsed',
  'excessBlobGas',
])

function fieldsOf(items: readonly Hex[], hash: Hex): HeaderFields {
  const entries = items.map((item, index) => {
    const name = names[index] ?? 'unknown'
    return [name, amounts.has(name) ? (item === '0x' ? 0n : hexToBigInt(item)) : item]
  })
  return { ...Object.fromEntries(entries), hash } as HeaderFields
}

const itemsOf = (rlp: Hex) => fromRlp(rlp, 'hex') as Hex[]

for (const { number, hash, rlp, mixHash } of samples) {
  test(`encodeHeader_encodesMainnetBlock${number}`, () => {
    const fields = fieldsOf(itemsOf(rlp), hash)
    assert.equal(fields.mixHash, mixHash)
    assert.equal(encodeHeader(fields), rlp)
  })
}

test('encodeHeader_encodesLegacyAndPragueHeaders', () => {
  const [sample] = samples
  assert.ok(sample)
  const items = itemsOf(sample.rlp)
  const prague = [
    ...items.slice(0, 16),
    `0x${'01'.repeat(32)}`,
    '0x',
    '0x020000',
    `0x${'02'.repeat(32)}`,
    `0x${'03'.repeat(32)}`,
  ]
  for (const list of [items.slice(0, 15), prague as Hex[]]) {
    const rlp = toRlp(list)
    assert.equal(encodeHeader(fieldsOf(list, keccak256(rlp))), rlp)
  }
})

test('encodeHeader_refusesHeaderThatDoesNotHashToTheBlock', () => {
  const [sample] = samples
  assert.ok(sample)
  const fields = { ...fieldsOf(itemsOf(sample.rlp), sample.hash), gasUsed: 1n }
  assert.throws(
    () => encodeHeader(fields),
    (error) => error instanceof HeaderEncodingError && error.facts.need === sample.hash,
  )
})

test('encodeHeader_refusesPendingBlock', () => {
  const [sample] = samples
  assert.ok(sample)
  // eslint-disable-next-line unicorn/no-null -- a pending block has null where a mined one has its number
  const pending = { ...fieldsOf(itemsOf(sample.rlp), sample.hash), number: null }
  assert.throws(
    () => encodeHeader(pending),
    (error) => error instanceof BlockIncompleteError && error.facts.field === 'number',
  )
})
