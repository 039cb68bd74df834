import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceText, markdownTable } from './evidence.mjs'

test('evidence names its command, its day and its commit', () => {
  const text = evidenceText({
    command: 'npm run formal',
    body: '\nall proved\n\n',
    date: new Date('2026-11-20T23:00:00Z'),
    commit: '`abc`',
  })
  assert.equal(text, '# `npm run formal`\n\n2026-11-20, commit `abc`.\n\nall proved\n')
})

test('a Markdown table escapes its own separator', () => {
  const rows = [
    ['a', 'b'],
    ['x || y', 1],
  ]
  assert.equal(markdownTable(rows), '| a | b |\n| --- | --- |\n| x \\|\\| y | 1 |')
})
