import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { documents, sampleRequest } from '../arbitraries.test.helper.js'
import { RequestDocumentError } from '../errors/local.js'
import { formatRequestDocument, maxDocumentBytes, parseRequestDocument } from './document.js'
import { hashRequest } from './request.js'

const valid = formatRequestDocument({
  chainId: 31337,
  escrow: sampleRequest.terms.requester,
  request: sampleRequest,
  signature: '0x1234',
})

type Path = readonly string[]

/** The valid document with the field at `path` replaced. */
function withField(path: Path, value: unknown): string {
  const document = JSON.parse(valid) as Record<string, never>
  let parent: Record<string, unknown> = document
  for (const name of path.slice(0, -1)) parent = parent[name] as Record<string, unknown>
  parent[path.at(-1) ?? ''] = value
  return JSON.stringify(document)
}

function refusedAt(text: string): string {
  try {
    parseRequestDocument(text)
  } catch (error) {
    assert.ok(error instanceof RequestDocumentError, String(error))
    assert.ok(error.hint)
    return String(error.facts.path)
  }
  return 'accepted'
}

test('parseRequestDocument_readsWhatFormatWrites', () => {
  fc.assert(
    fc.property(documents, (document) => {
      assert.deepEqual(parseRequestDocument(formatRequestDocument(document)), document)
    }),
    { numRuns: 500 },
  )
})

test('parseRequestDocument_namesTheFieldThatIsWrong', () => {
  const terms = ['request', 'terms'] as const
  const work = ['request', 'work'] as const
  const cases: (readonly [Path, unknown, string?])[] = [
    [['format'], 'quern-request/2'],
    [['chainId'], -1],
    [['chainId'], 1.5],
    [['chainId'], '1'],
    [['escrow'], '0x1234'],
    [['escrow'], '0x9965507d1a55bcC2695C58ba16FB37d819B0A4dc'],
    [['request'], []],
    [['request'], undefined],
    [['signature'], '0x123'],
    [['signature'], 12],
    [['extra'], 1],
    [[...terms, 'nonce'], 7],
    [[...terms, 'nonce'], '07'],
    [[...terms, 'nonce'], '-7'],
    [[...terms, 'nonce'], '1e3'],
    [[...terms, 'nonce'], '18446744073709551616'],
    [[...terms, 'minPrice'], '79228162514264337593543950336'],
    [[...terms, 'rampStart'], 2 ** 40],
    [[...terms, 'samples'], 256],
    [[...terms, 'sampleBps'], '5000'],
    [[...terms, 'requester'], undefined],
    [[...terms, 'unknown'], '1'],
    [[...work, 'shards'], 2 ** 32],
    [[...work, 'inputRoot'], '0xab'],
    [[...work, 'params'], '0xzz'],
    [[...work, 'inputUri'], 'https://example.org/a b/'],
    [[...work, 'inputUri'], 'https://ex\u202Eample.org/'],
    [[...work, 'inputUri'], 'x'.repeat(257)],
  ]
  for (const [path, value] of cases) {
    assert.equal(refusedAt(withField(path, value)), `$.${path.join('.')}`, JSON.stringify(value))
  }
})

test('parseRequestDocument_refusesPrototypeTricks', () => {
  assert.equal(refusedAt(valid.replace('"samples": 4', '"samples": -0')), '$.request.terms.samples')
  assert.equal(
    refusedAt(valid.replace('"terms": {', '"terms": { "__proto__": { "nonce": "1" },')),
    '$.request.terms.__proto__',
  )
  assert.equal(refusedAt(valid.replace('"nonce": "7",', '"constructor": "7",')), '$.request.terms.constructor')
  assert.equal(refusedAt(valid.replace('"nonce": "7",', '')), '$.request.terms.nonce')
  assert.equal(refusedAt('{"__proto__":{"format":"quern-request/1"}}'), '$.__proto__')
})

test('parseRequestDocument_refusesTextThatIsNoJsonOrTooLong', () => {
  for (const text of ['', 'null', '[]', '1', '"x"', valid.slice(0, -5), `${valid}}`]) assert.equal(refusedAt(text), '$')
  assert.equal(refusedAt(valid + ' '.repeat(maxDocumentBytes)), '$')
  const exact = valid + ' '.repeat(maxDocumentBytes - valid.length)
  assert.equal(refusedAt(exact), 'accepted')
  assert.equal(refusedAt(`${exact} `), '$')
  assert.equal(refusedAt(JSON.stringify({ a: '\u00e9'.repeat(maxDocumentBytes / 2) })), '$')
})

test('parseRequestDocument_throwsOnlyItsOwnErrorOnAnyJson', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      assert.equal(refusedAt(text).startsWith('$'), true)
    }),
    { numRuns: 1000 },
  )
})

test('parseRequestDocument_survivesRandomChangesOfCharacters', () => {
  fc.assert(
    fc.property(fc.nat(valid.length - 1), fc.string({ maxLength: 3 }), fc.nat(4), (at, insert, cut) => {
      const text = valid.slice(0, at) + insert + valid.slice(at + cut)
      if (refusedAt(text) !== 'accepted') return
      const parsed = parseRequestDocument(text)
      assert.deepEqual(parseRequestDocument(formatRequestDocument(parsed)), parsed)
    }),
    { numRuns: 2000 },
  )
})

test('parseRequestDocument_readsTheExampleOfTheSpecification', () => {
  const specification = readFileSync(new URL('../../../../docs/specs/request.md', import.meta.url), 'utf8')
  const example = /```json\n([^`]*)```/.exec(specification)?.[1]
  const id = /request id of the example is `(0x[0-9a-f]{64})`/.exec(specification)?.[1]
  assert.ok(example && id)
  const document = parseRequestDocument(example)
  assert.equal(hashRequest(document), id)
  assert.equal(formatRequestDocument(document), example)
})
