// npm run build [-- demo]: everything the tests need, or only what the demo needs. Skips what is fresh.
import { rmSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { filesBelow } from './lib/files.mjs'
import { leftovers } from './lib/leftovers.mjs'
import { program } from './lib/paths.mjs'
import { runNode } from './lib/run.mjs'
import { runSteps } from './lib/steps.mjs'

const CONTRACTS = ['contracts', 'hardhat.config.ts', 'package-lock.json']

/** What is deployed: compiled through the IR into build/production. */
const production = {
  name: 'production',
  reads: CONTRACTS,
  makes: ['build/production/artifacts'],
  run: () =>
    runNode([program('hardhat'), 'build', '--build-profile', 'production', '--no-tests'], {
      env: { QUERN_BUILD: 'production' },
    }),
}

/** What the tests run against, with TypeChain's types. */
const artifacts = {
  name: 'artifacts',
  reads: CONTRACTS,
  makes: ['artifacts', 'typechain-types/index.ts'],
  run: () => runNode([program('hardhat'), 'build', '--no-tests']),
}

/** Source files written by programs. On CI they are taken as committed, and the lint lane says which are stale. */
const generated = {
  name: 'generated',
  run: async () => {
    for (const file of process.env.CI ? [] : generators()) {
      const { code } = await runNode([file, '--check'])
      const renewed = code === 0 ? undefined : await runNode([file])
      if (renewed && renewed.code !== 0) return renewed
    }
    return { code: 0, output: '' }
  },
}

/** What was built of sources that are gone is removed first: tests are found among what was built. */
const types = {
  name: 'types',
  run: () => {
    for (const file of leftovers()) rmSync(file)
    return runNode([program('tsc', 'typescript'), '-b'])
  },
}

const systemTests = {
  name: 'system tests',
  run: () => runNode([program('tsc', 'typescript'), '-b', 'test/system']),
}

/** Programs that write source files: generate-*.mjs in scripts/ and anywhere in the packages. */
export function generators() {
  return filesBelow(['scripts', 'deploy', 'packages']).filter((file) => /\/generate-[^/]+\.mjs$/.test(file))
}

/** Builds `target`: 'all' or 'demo'. */
export function build(target = 'all') {
  const contracts = target === 'all' ? [production, artifacts] : [production]
  const steps = [contracts, generated, types]
  if (target === 'all' && filesBelow(['test/system']).some((file) => file.endsWith('.ts'))) steps.push(systemTests)
  return runSteps('build', steps)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const target = process.argv[2] ?? 'all'
  if (target !== 'all' && target !== 'demo') {
    console.error(`build: unknown target "${target}"; give nothing, or "demo".`)
    process.exit(2)
  }
  process.exit((await build(target)) ? 0 : 1)
}
