import assert from 'node:assert/strict'
import test from 'node:test'
import { completed, lockProblems, missingOptionals } from './lock.mjs'

const LOCK = {
  packages: {
    '': { name: 'x' },
    'node_modules/tool': {
      version: '1.2.3',
      integrity: 'sha512-a',
      dev: true,
      optionalDependencies: {
        '@tool/linux-x64-gnu': '^1.2.3',
        '@tool/darwin-arm64': '1.2.3',
        '@tool/win32-x64': '1.2.3',
      },
    },
    'node_modules/@tool/linux-x64-gnu': { version: '1.2.3', integrity: 'sha512-b', optional: true },
  },
}

test('missingOptionals names what nothing in the lock satisfies', () => {
  const names = missingOptionals(LOCK).map(({ name }) => name)
  assert.deepEqual(names, ['@tool/darwin-arm64', '@tool/win32-x64'])
})

test('completed adds them with their platform, and leaves the rest alone', () => {
  const { packages } = completed(LOCK)
  const added = { version: '1.2.3', cpu: ['arm64'], dev: true, optional: true, os: ['darwin'] }
  assert.deepEqual(packages['node_modules/@tool/darwin-arm64'], added)
  assert.deepEqual(packages['node_modules/tool'], LOCK.packages['node_modules/tool'])
  assert.deepEqual(completed({ packages }), { packages })
})

test('lockProblems: gaps, hosts, and packages without a hash', () => {
  assert.equal(lockProblems(JSON.stringify(LOCK)).length, 2)
  const whole = completed(LOCK)
  assert.deepEqual(lockProblems(JSON.stringify(whole)), [])
  whole.packages['node_modules/tool'] = { version: '1.2.3', resolved: 'https://example.org/tool.tgz' }
  const problems = lockProblems(JSON.stringify(whole, undefined, 2))
  assert.match(problems[0], /names hosts/)
  assert.match(problems[1], /node_modules\/tool has no integrity hash/)
})

test('lockProblems names the lock file that it was given', () => {
  assert.match(lockProblems(JSON.stringify(LOCK), 'bench/package-lock.json')[0], /^bench\/package-lock\.json: /)
})
