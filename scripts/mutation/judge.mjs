// Runs Solidity tests on a mutant, in one process for all mutants: only compiling and testing cost anything. Hardhat's own
// engine (EDR) runs the tests; the process is a child, so that the caller can end it when a mutant never comes back.
// Asked { files, changed, optimizer, fuzzRuns, invariant, exclude, near }, it answers
// { verdict: 'uncompilable' | 'killed' | 'survived', by }. Without `changed` it runs every test on the real code.
import { pathToFileURL } from 'node:url'
import { compile } from '../solidity/compiler.mjs'
import { artifactsOf, OUTPUT, runSuite, suitesOf } from '../solidity/engine.mjs'
import { build, isChanged, reaches, settingsOf } from './built.mjs'
import { inOrder } from './order.mjs'

/** `tests file file … optimizer` → what was made of the real code. */
const builds = new Map()
/** Test file → seconds that its tests took last. */
const costs = new Map()

function realCode(tests, optimizer) {
  const key = [optimizer, ...tests].join(' ')
  if (!builds.has(key)) builds.set(key, build({ tests, optimizer }))
  return builds.get(key)
}

/** The first failing test ends it. */
export async function judge({ files, changed, optimizer = false, near = [], ...options }) {
  const parts = realCode(files, optimizer)
  const contracts = parts.filter(({ source }) => source.startsWith('contracts/'))
  const stale = changed ? contracts.filter((part) => isChanged(part, changed)) : []
  const mutant = changed
    ? remade([changed.file, ...stale.map(({ source }) => source)], changed, optimizer)
    : { artifacts: [] }
  if (mutant.errors) return mutant
  const world = [
    ...contracts.filter((part) => !stale.includes(part)).map(({ artifact }) => artifact),
    ...mutant.artifacts,
  ]
  let tests = 0
  for (const file of inOrder(files, { changed, near, costs })) {
    const own = parts.filter(({ source }) => source === file)
    const again = changed !== undefined && own.some((part) => isChanged(part, changed))
    if (changed && !again && !own.some((part) => reaches(part, stale))) continue
    const made = again ? remade([file], changed, optimizer) : { artifacts: own.map(({ artifact }) => artifact) }
    if (made.errors) return made
    const answer = await runFile(file, [...world, ...made.artifacts], options)
    if (answer.verdict !== 'survived') return answer
    tests += answer.tests
  }
  return tests > 0 || changed ? { verdict: 'survived' } : { verdict: 'undecided', by: 'no test ran' }
}

/** The artifacts of `files` with the mutant in them. */
function remade(files, { file, text }, optimizer) {
  const output = Object.fromEntries(files.map((name) => [name, OUTPUT['*']]))
  const { errors, contracts } = compile(files, { replaced: { [file]: text }, output, settings: settingsOf(optimizer) })
  if (errors.length > 0) return { verdict: 'uncompilable', by: errors[0], errors }
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
  return { verdict: 'survived', tests }
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
