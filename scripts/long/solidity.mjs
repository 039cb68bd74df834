// A part of scripts/test-long.mjs: the Solidity tests whose runs the long profile raises, one file after another, so that a
// run is taken up at any of them.
import { filesBelow, read } from '../lib/files.mjs'
import { hardhatCounts, hardhatRuns, laneProblem } from '../lib/counts.mjs'
import { InputError } from '../lib/options.mjs'
import { program } from '../lib/paths.mjs'
import { runNode } from '../lib/run.mjs'

const FOLDER = 'test/solidity'
const RAISED = /function (?:test\w*\(\s*\w|invariant\w*\()/

/** Whether a Solidity test has runs to raise: one with an argument is fuzzed, a campaign calls at random. */
export function isRaised(source) {
  return RAISED.test(source)
}

/** Where the file to begin with and the file to end with stand among `files`; by default the first and the last. */
export function spanOf(files, { from = files[0], to = files.at(-1) }) {
  const [first, last] = [from, to].map((file) => {
    if (!files.includes(file)) throw new InputError(`${file} is no file of ${FOLDER} with fuzzed tests or invariants`)
    return files.indexOf(file)
  })
  if (last < first) throw new InputError(`${to} comes before ${from}`)
  return { first, last }
}

/**
 * @param {{ from?: string, to?: string }} options the file to begin with, and the one to end with
 * @returns {Promise<number>} 0 if every file passed
 */
export async function runSolidity(options) {
  const files = filesBelow([FOLDER]).filter((file) => file.endsWith('.t.sol') && isRaised(read(file)))
  const { first, last } = spanOf(files, options)
  const built = await runNode([program('hardhat'), 'build'])
  if (built.code !== 0) {
    console.error(built.output.trim())
    return 1
  }
  const total = { passed: 0, failed: 0, fuzz: 0, campaigns: 0 }
  for (const [index, file] of files.entries()) {
    if (index < first || index > last) continue
    const args = ['test', 'solidity', '--no-compile', '--test-profile', 'long', file]
    const { code, output, seconds } = await runNode([program('hardhat'), ...args])
    const counts = hardhatCounts(output)
    const problem = laneProblem({ code, ...counts })
    if (problem) console.log(output.trim())
    const found = { passed: counts.passed, failed: problem ? Math.max(1, counts.failed) : 0, ...hardhatRuns(output) }
    for (const key of Object.keys(total)) total[key] += found[key]
    const place = `${String(index + 1).padStart(3)}/${files.length} ${seconds.toFixed(0).padStart(6)} s  ${file}`
    const next = files[index + 1] ? `; go on with --from ${files[index + 1]}` : ''
    console.log(`${place}: ${sum(found)}${next}`)
  }
  console.log(`\n${sum(total)}`)
  return total.failed === 0 ? 0 : 1
}

function sum({ passed, failed, fuzz, campaigns }) {
  return `${passed} passed, ${failed} failed, ${fuzz} fuzz runs, ${campaigns} runs of campaigns`
}
