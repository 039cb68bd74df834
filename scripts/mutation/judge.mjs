// Runs Solidity tests on a mutant, in one process for all mutants: only compiling and testing cost anything. Hardhat's own
// engine (EDR) runs the tests; the process is a child, so that the caller can end it when a mutant never comes back.
// Asked { files, replaced, fuzzRuns, invariant }, it answers { verdict: 'uncompilable' | 'killed' | 'survived', by }.
import { pathToFileURL } from 'node:url'
import { compile } from '../solidity/compiler.mjs'
import { artifactsOf, OUTPUT, runSuite, suitesOf } from '../solidity/engine.mjs'

/** The optimizer would double the time; what the tests tell apart does not depend on it. */
const SETTINGS = { optimizer: { enabled: false } }

/** Test files are compiled so many at a time: most mutants meet the first few only. */
const BATCH = 6

/** The first failing test ends it. Files in `first` come before the others. */
export async function judge({ files, replaced, fuzzRuns, invariant, first = [] }) {
  const order = [...first.filter((file) => files.includes(file)), ...files.filter((file) => !first.includes(file))]
  let tests = 0
  for (let from = 0; from < order.length; from += BATCH) {
    const batch = order.slice(from, from + BATCH)
    const answer = await judgeBatch(batch, replaced, { fuzzRuns, invariant })
    if (answer.verdict !== 'survived') return answer
    tests += answer.tests
  }
  return tests > 0 ? { verdict: 'survived' } : { verdict: 'undecided', by: 'no test ran' }
}

async function judgeBatch(files, replaced, options) {
  const { errors, contracts } = compile(files, { replaced, output: OUTPUT, settings: SETTINGS })
  if (errors.length > 0) return { verdict: 'uncompilable', by: errors[0] }
  const artifacts = artifactsOf(contracts)
  const rank = ({ source }) => files.indexOf(source)
  let tests = 0
  for (const id of suitesOf(artifacts, files).toSorted((left, right) => rank(left) - rank(right))) {
    const { testResults } = await runSuite(artifacts, id, options)
    const failed = testResults.find(({ status }) => status !== 'Success')
    if (failed) return { verdict: 'killed', by: `${id.name}.${failed.name}`, suite: id.source, why: failed.reason }
    tests += testResults.length
  }
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
