import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadVerses } from './verses.js'

test('loadVerses_givesAllVersesWithoutTheMarksOfThePackage', async () => {
  const verses = await loadVerses()
  assert.equal(verses.length, 31_102)
  assert.deepEqual(verses[0], {
    reference: 'Genesis 1:1',
    text: 'In the beginning God created the heaven and the earth.',
  })
  const marked = verses.filter(({ text }) => /[#[\]]|^\s|\s$/.test(text) || text === '')
  assert.deepEqual(marked, [])
  const fourth = verses.find(({ reference }) => reference === 'Genesis 1:4')
  assert.equal(fourth?.text, 'And God saw the light, that it was good: and God divided the light from the darkness.')
})
