import assert from 'node:assert/strict'
import test from 'node:test'
import { importsOf } from './imports.mjs'
import { layerProblems } from './layers.mjs'

const ENTRIES = new Map([
  ['@quern/kernels', ['@quern/kernels']],
  ['@quern/sdk', ['@quern/sdk', '@quern/sdk/testing']],
])

function problems(files) {
  return layerProblems(new Map(Object.entries(files)), ENTRIES)
}

test('importsOf finds every form and skips comments', () => {
  const source = [
    "import { a,\n  b } from './a.js'",
    "// import { c } from './c.js'",
    "import type { D } from './d.js'",
    "export * from './e.js'",
    "const f = await import('./f.js')",
  ].join('\n')
  const found = importsOf(source, '.ts').map(({ specifier, line }) => `${line} ${specifier}`)
  assert.deepEqual(found, ['2 ./a.js', '4 ./d.js', '5 ./e.js', '6 ./f.js'])
})

test('a lower contract layer may not import a higher one', () => {
  const found = problems({ 'contracts/staking/Staking.sol': 'import {Job} from "../jobs/Job.sol";' })
  assert.match(found[0], /^contracts\/staking\/Staking.sol:1: staking may import shared, token, emission, not jobs/)
})

test('nothing but the lens and mocks imports jobs', () => {
  const job = 'import {Job} from "../jobs/Job.sol";'
  assert.equal(problems({ 'contracts/verification/K.sol': job }).length, 1)
  assert.deepEqual(problems({ 'contracts/lens/ProtocolLens.sol': job, 'test/solidity/a.t.sol': job }), [])
})

test('contracts import only the libraries that are pinned', () => {
  assert.match(problems({ 'contracts/token/T.sol': 'import {X} from "forge-std/X.sol";' })[0], /neither relative/)
})

test('packages import packages below them, by public entries', () => {
  const found = problems({
    'packages/kernels/src/a.ts': "import { b } from '@quern/sdk'",
    'packages/worker/src/b.ts': "import { c } from '@quern/sdk/dist/c.js'",
    'packages/worker/src/c.ts': "import { d } from '../../sdk/src/d.js'",
    'packages/worker/src/d.ts': "import { e } from '@quern/sdk/testing'",
  })
  assert.equal(found.length, 3)
  assert.match(found[0], /packages\/kernels\/ may import no workspace package, not @quern\/sdk/)
  assert.match(found[1], /no public entry/)
  assert.match(found[2], /belongs to another package/)
})

test("only tests look into a package, for what the package's own tests stand on", () => {
  const support = "import { a } from '../../packages/kernels/dist/render/random.test.support.js'"
  const other = "import { a } from '../../packages/kernels/dist/render/kernel.js'"
  assert.deepEqual(problems({ 'test/contracts/a.ts': support }), [])
  const found = problems({ 'test/contracts/b.ts': other, 'packages/sdk/src/c.ts': support.replace('packages', '..') })
  assert.equal(found.length, 2)
  assert.match(found[0], /belongs to another package/)
  assert.match(problems({ 'scripts/long/a.mjs': support })[0], /belongs to another package/)
})

test("the SDK's core does not import its testing entry, its tests may", () => {
  const line = "import { startDevnet } from './testing/index.js'"
  const found = problems({ 'packages/sdk/src/a.ts': line, 'packages/sdk/src/a.test.ts': line })
  assert.deepEqual(found, ['packages/sdk/src/a.ts:1: only tests import packages/sdk/src/testing/'])
})

test('a circle of files is named', () => {
  const found = problems({
    'packages/sdk/src/a.ts': "import { b } from './b.js'",
    'packages/sdk/src/b.ts': "import { a } from './a.js'",
  })
  assert.match(found[0], /in a circle: packages\/sdk\/src\/a.ts → packages\/sdk\/src\/b.ts → packages\/sdk\/src\/a.ts/)
})

test('what loads in a browser imports no module of Node, unless on demand', () => {
  const found = problems({
    'packages/sdk/src/index.ts': "export * from './a.js'",
    'packages/sdk/src/a.ts': "import fs from 'node:fs'\nconst os = await import('node:os')",
  })
  assert.deepEqual(found, [
    'packages/sdk/src/a.ts:1: packages/sdk/src/index.ts loads in browsers, so "node:fs" may not',
  ])
})
