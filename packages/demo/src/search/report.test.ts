import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFindings, formatHits } from './report.js'

const searched = [
  { reference: 'Ruth 1:1', text: 'Now it came to pass in the days when the judges ruled' },
  { reference: 'John 11:35', text: 'Jesus wept.' },
]
const findings = {
  searched,
  queries: [
    {
      kind: 'other',
      text: 'Rejoice evermore.',
      from: { reference: '1 Thessalonians 5:16', text: 'Rejoice evermore.' },
    },
    { kind: 'half', text: 'wept.', from: { reference: 'John 11:35', text: 'Jesus wept.' } },
  ],
  hits: [
    [{ row: 0, cosine: 0.25 }],
    [
      { row: 1, cosine: 0.70716 },
      { row: 0, cosine: -0.01 },
    ],
  ],
} as const

test('formatHits_showsTheChosenQueriesWithCosineReferenceAndText', () => {
  const expected = `2. "wept." (half of the words of John 11:35)
cosine   verse       text
───────  ──────────  ────────────
0.7072   John 11:35  Jesus wept.
-0.0100  Ruth 1:1    Now it came…

1. "Rejoice eve…" (not among the searched, 1 Thessalonians 5:16)
cosine  verse     text
──────  ────────  ────────────
0.2500  Ruth 1:1  Now it came…`
  assert.equal(formatHits(findings, { shown: [1, 0], width: 12 }), expected)
})

test('formatFindings_tellsRecallAndAgreement', () => {
  const text = formatFindings({
    halves: { queries: 494, first: 475, among: 491 },
    sayings: { queries: 12, first: 8, among: 12 },
    agreement: { queries: 100, hits: 1000, equal: 999, difference: 0.00231, bound: 0.0275, beyond: 0 },
  })
  assert.match(text, /^494 verses .* 475 are their own best hit, 491 are among the ten\.$/m)
  assert.match(text, /^12 sayings: 8 have .* 12 among the ten\.$/m)
  assert.match(text, /^Of the 1000 hits of 100 queries 999 .* 0\.0023, rounding allows 0\.0275\.$/m)
})
