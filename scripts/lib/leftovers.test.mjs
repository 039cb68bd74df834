import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { leftovers } from './leftovers.mjs'

test('what was built of a source that is gone is left over, and nothing else', (t) => {
  const base = mkdtempSync(path.join(os.tmpdir(), 'quern-leftovers-'))
  t.after(() => rmSync(base, { recursive: true }))
  const kept = ['packages/a/src/b/c.ts', 'packages/a/dist/tsconfig.tsbuildinfo', 'deploy/d.ts', 'build/system/e.json']
  const built = ['packages/a/dist/b/c', 'deploy/dist/d'].flatMap((stem) => [`${stem}.js`, `${stem}.d.ts.map`])
  const left = [
    'build/system/f.test.js',
    'deploy/dist/c.js.map',
    'packages/a/dist/b/g.test.js',
    'packages/a/dist/c.d.ts',
  ]
  for (const file of [...kept, ...built, ...left]) {
    mkdirSync(path.dirname(path.join(base, file)), { recursive: true })
    writeFileSync(path.join(base, file), '')
  }
  const found = leftovers(base).map((file) => path.relative(base, file))
  assert.deepEqual(found.toSorted(), left)
})
