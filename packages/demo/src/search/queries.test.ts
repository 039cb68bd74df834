import assert from 'node:assert/strict'
import { test } from 'node:test'
import { select } from './queries.js'
import { SAYINGS } from './sayings.js'
import { SIZES } from './search.js'
import { loadVerses } from './verses.js'

const verses = await loadVerses()
const sizes = (['least', 'usual', 'most'] as const).map((which) => ({
  verses: SIZES.verses[which],
  queries: SIZES.queries[which],
}))
sizes.push({ verses: SIZES.verses.most, queries: SIZES.queries.least })
sizes.push({ verses: SIZES.verses.least, queries: SIZES.queries.most })

/** Whether `part` is `whole` without some of its words. */
function isThinned(part: string, whole: string): boolean {
  const left = whole.split(' ')
  return part.split(' ').every((word) => {
    const place = left.indexOf(word)
    left.splice(0, place + 1)
    return place >= 0
  })
}

for (const size of sizes) {
  test(`select_choosesFrom_${size.verses}_verses_${size.queries}_queries`, () => {
    const { searched, queries } = select(verses, size)
    const held = new Set(searched)
    assert.equal(held.size, size.verses)
    assert.equal(queries.length, size.queries)
    assert.equal(new Set(queries.slice(SAYINGS.length).map(({ from }) => from)).size, size.queries - SAYINGS.length)

    const of = (kind: string) => queries.filter((query) => query.kind === kind)
    assert.deepEqual(
      of('saying').map(({ text, from }) => [text, from.reference]),
      SAYINGS,
    )
    assert.equal(of('half').length, Math.floor((size.queries - SAYINGS.length) / 2))
    for (const { kind, text, from } of queries) {
      assert.equal(held.has(from), kind !== 'other')
      if (kind === 'other') assert.equal(text, from.text)
      if (kind !== 'half') continue
      assert.equal(text.split(' ').length, Math.ceil(from.text.split(' ').length / 2))
      assert.ok(isThinned(text, from.text), text)
    }
    assert.deepEqual(select(verses, size), { searched, queries })
  })
}
