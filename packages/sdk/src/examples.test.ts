import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = path.join(root, 'dist', 'examples')

/** What the short examples take for granted. */
const preamble = readFileSync(path.join(root, 'fixtures', 'example-preamble.txt'), 'utf8')

/** Examples of `source`, each the body of a module. */
function examplesOf(source: string): string[] {
  return [...source.matchAll(/ \* ```ts\n((?: \*.*\n)*?) \* ```/g)].map(([, body = '']) => body.replace(/^ \* ?/gm, ''))
}

const modules = ['@quern/sdk', '@quern/sdk/node', '@quern/sdk/testing'].map((name, index) => ({
  space: ['sdk', 'sdkNode', 'sdkTesting'][index],
  source: readFileSync(path.join(root, 'src', ['index.ts', 'node/index.ts', 'testing/index.ts'][index] ?? ''), 'utf8'),
  name,
}))

/** `const { bond } = sdk` for every public name that the example uses and does not import itself. */
function bindings(example: string): string {
  return modules
    .flatMap(({ space, source }) =>
      [...source.matchAll(/(?:\{|,)\s*(?!type\b)(\w+)/g)]
        .map(([, name = '']) => name)
        .filter((name) => new RegExp(`\\b${name}\\(`).test(example))
        .map((name) => `const ${name} = ${space}.${name}`),
    )
    .join('\n')
}

/** Examples that import are whole; the others continue the preamble, in a block so that they may reuse its names. */
function moduleOf(example: string): string {
  if (example.includes('import {')) return example
  return `${preamble}{\n${bindings(example)}\n${example}\n}\nexport {}\n`
}

test('examples_compile', () => {
  const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  const examples = files.flatMap((file) => examplesOf(readFileSync(path.join(root, file), 'utf8')))
  assert.ok(examples.length > 45, `${examples.length} examples`)

  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [index, example] of examples.entries()) {
    writeFileSync(path.join(folder, `example-${index}.ts`), moduleOf(example))
  }
  const compilerOptions = { noEmit: true, composite: false, noUnusedLocals: false, noUncheckedIndexedAccess: false }
  const config = { extends: '../../../../scripts/tsconfig.base.json', compilerOptions, include: ['*.ts'] }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json')
  const tsc = path.join(path.dirname(manifest), 'bin', 'tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  } catch (error) {
    assert.fail((error as { stdout?: string }).stdout ?? String(error))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
