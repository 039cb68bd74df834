// Runs Solidity tests on a mutant, in one process for all mutants: only compiling and testing cost anything. Hardhat's own
// engine (EDR) runs the tests; the process is a child, so that the caller can end it when a mutant never comes back.
// Asked { files, changed, optimizer, fuzzRuns, invariant, exclude, near, confirm }, it answers
// { verdict: 'uncompilable' | 'killed' | 'survived', by }. Without `changed` it runs every test on the real code; with
// `confirm`, tests that fail are run on it too, and decide nothing when they fail there.
import { pathToFileURL } from 'node:url'
import { compile } from '../solidity/compiler.mjs'
import { artifactsOf, OUTPUT, runSuite, suitesOf } from '../solidity/engine.mjs'
import { builtCode, isChanged, isContract, ownParts, reaches, settingsOf } from './built.mjs'
import { inOrder } from './order.mjs'

/** Optimizer and test files → what was made of the real code. */
const builds = new Map()
/** Test file → seconds that its tests took last. */
const costs = new Map()

function realCode(tests, optimizer) {
  const key = [optimizer, ...tests].join(' ')
  if (!builds.has(key)) builds.set(key, builtCode(tests, optimizer))
  return builds.get(key)
}

/** The first failing test ends it. Tests that the change cannot reach are left out. */
export async function judge({ files, changed, optimizer = false, near = [], confirm = false, ...options }) {
  const real = realCode(files, optimizer)
  const code = codeWith(changed, real, optimizer)
  if (code.errors) return uncompilable(code)
  let tests = 0
  for (const file of inOrder(files, { changed, near, costs })) {
    const { reached, errors, artifacts } = code.testsIn(file)
    if (errors) return uncompilable({ errors })
    const answer = reached ? await runFile(file, [...code.artifacts, ...artifacts], options) : { tests: 0 }
    if (answer.verdict) return confirm ? confirmed(answer, await runReal(file, real.parts, options)) : answer
    tests += answer.tests
  }
  return tests > 0 || changed ? { verdict: 'survived' } : { verdict: 'undecided', by: 'no test ran' }
}

function runReal(file, parts, options) {
  const needed = [...parts.filter(isContract), ...ownParts(parts, file)]
  return runFile(
    file,
    needed.map(({ artifact }) => artifact),
    options,
  )
}

function sourcesOf(parts) {
  return [...new Set(parts.map(({ source }) => source))]
}

function confirmed(answer, { verdict, by }) {
  return verdict === undefined ? answer : { verdict: 'undecided', by: `on the real code too: ${by}` }
}

function uncompilable({ errors }) {
  return { verdict: 'uncompilable', by: errors[0] }
}

/** The artifacts of the contracts with a change, and those of a test file. */
function codeWith(changed, { parts, texts }, optimizer) {
  const alters = (part) => changed !== undefined && isChanged(part, changed, texts)
  const contracts = parts.filter(isContract)
  const stale = contracts.filter(alters)
  const sources = changed ? [changed.file, ...stale.map(({ source }) => source)] : []
  const { errors, artifacts } = remade(sources, changed, optimizer)
  const kept = contracts.filter((part) => !stale.includes(part)).map(({ artifact }) => artifact)
  return {
    errors,
    artifacts: [...kept, ...artifacts],
    testsIn(file) {
      const own = ownParts(parts, file)
      if (own.some(alters)) return { reached: true, ...remade(sourcesOf(own), changed, optimizer) }
      const reached = changed === undefined || own.some((part) => reaches(part, stale))
      return { reached, artifacts: own.map(({ artifact }) => artifact) }
    },
  }
}

/** The artifacts of `files` with the mutant in them. */
function remade(files, changed, optimizer) {
  if (files.length === 0) return { artifacts: [] }
  const output = Object.fromEntries(files.map((name) => [name, OUTPUT['*']]))
  const replaced = { [changed.file]: changed.text }
  const { errors, contracts } = compile(files, { replaced, output, settings: settingsOf(optimizer) })
  if (errors.length > 0) return { errors, artifacts: [] }
  return { artifacts: artifactsOf(contracts).filter(({ id }) => files.includes(id.source)) }
}

async function runFile(file, artifacts, options) {
  const started = performance.now()
  let tests = 0
  for (const id of suitesOf(artifacts, [file])) {
    const { testResults } = await runSuite(artifacts, id, options)
    const failed = testResults.find(({ status }) => status !== 'Success')
    if (failed) return { verdict: 'killed', by: `${id.name}.${failed.name}`, suite: id.source, why: failed.reason }
    tests += testResults.length
  }
  costs.set(file, (performance.now() - started) / 1000)
  return { tests }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.on('message', async (question) => {
    const before = process.cpuUsage()
    const answer = await judge(question).catch((error) => ({ verdict: 'undecided', by: error.message }))
    const { user, system } = process.cpuUsage(before)
    process.send({ ...answer, cpuS: (user + system) / 1e6 })
  })
  process.send('ready')
}
