// npm test [-- lane …]: builds, then runs the lanes, two at a time, and closes with "N passed, N failed".
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { atOnce } from './lib/at-once.mjs'
import { failuresIn, hardhatCounts, laneProblem, notesIn, tapCounts } from './lib/counts.mjs'
import { driverEnv } from './lib/driver.mjs'
import { program, root } from './lib/paths.mjs'
import { runNode } from './lib/run.mjs'

const SUMMARY = path.join(root, 'build/test-summary.txt')

/** The harnesses of scripts/formal.mjs that are decided soonest, in less than a minute together. */
const SOON = ['BpsSplit', 'CancelFactor', 'CurveBit', 'CurveSeries', 'EpochTwo']

/**
 * Every lane is { name, run(name) => Promise<{ code, output, passed, failed, seconds }> }. The longest come first; the
 * compiler of the Solidity lane has one thread, and so have the stories and most of the system's tests.
 */
const lanes = [
  { name: 'solidity', run: (name) => hardhat(name, ['solidity']) },
  { name: 'stories', run: (name) => hardhat(name, ['mocha', '--no-compile']) },
  { name: 'system', run: (name) => nodeTests(name, ['build/system/**/*.test.js'], 1) },
  { name: 'packages', run: (name) => nodeTests(name, ['packages/*/dist/**/*.test.js', 'deploy/dist/**/*.test.js'], 2) },
  { name: 'formal', run: (name) => tapReport(name, ['scripts/formal.mjs', ...SOON]) },
  { name: 'gas', run: (name) => tapReport(name, ['scripts/gas.mjs', '--check']) },
  { name: 'scripts', run: (name) => nodeTests(name, ['scripts/**/*.test.mjs', 'bench/**/*.test.mjs'], 2) },
]
const AT_ONCE = 2

async function hardhat(lane, args) {
  const result = await runNode([program('hardhat'), 'test', ...args], { stream: lane })
  return { ...result, ...hardhatCounts(result.output) }
}

/** Runs a script whose report ends in the counts of TAP. */
async function tapReport(lane, args) {
  const result = await runNode(args, { stream: lane })
  return { ...result, ...tapCounts(result.output) }
}

/** Runs node --test, so many files at once; the counts come from a second report that nothing else writes to. */
async function nodeTests(lane, patterns, files) {
  const tests = globSync(patterns, { cwd: root }).filter((file) => !file.includes('node_modules'))
  if (tests.length === 0) return { code: 0, passed: 0, failed: 0, seconds: 0, output: '' }
  const report = path.join(root, `build/${lane}.tap`)
  mkdirSync(path.dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const reporters = ['spec', 'stdout', 'tap', report].map((value, index) =>
    index % 2 === 0 ? `--test-reporter=${value}` : `--test-reporter-destination=${value}`,
  )
  const result = await runNode(['--test', `--test-concurrency=${files}`, ...reporters, ...tests.toSorted()], {
    stream: lane,
    env: driverEnv(),
  })
  const tap = existsSync(report) ? readFileSync(report, 'utf8') : ''
  return { ...result, ...tapCounts(tap), notes: notesIn(tap) }
}

function table(results) {
  const rows = results.map(({ name, passed, failed, seconds, problem }) => {
    const cells = [
      name.padEnd(10),
      String(passed).padStart(7),
      String(failed).padStart(7),
      seconds.toFixed(1).padStart(8),
    ]
    return `${cells.join(' ')}${problem ? `   ${problem}` : ''}`
  })
  return [
    `${'lane'.padEnd(10)} ${'passed'.padStart(7)} ${'failed'.padStart(7)} ${'seconds'.padStart(8)}`,
    ...rows,
  ].join('\n')
}

function chosenLanes(names) {
  const unknown = names.filter((name) => !lanes.some((lane) => lane.name === name))
  if (unknown.length > 0) {
    console.error(`test: no lane "${unknown.join('", "')}"; there are ${lanes.map((lane) => lane.name).join(', ')}.`)
    process.exit(2)
  }
  return names.length === 0 ? lanes : lanes.filter((lane) => names.includes(lane.name))
}

async function main() {
  const chosen = chosenLanes(process.argv.slice(2))
  rmSync(SUMMARY, { force: true })
  if (!(await build()))
    return close([{ name: 'build', passed: 0, failed: 1, seconds: 0, output: '', problem: 'see above' }])

  const results = await atOnce(chosen, AT_ONCE, async ({ name, run }) => {
    console.log(`\n== ${name}, ${new Date().toISOString()}`)
    const result = await run(name)
    const problem = laneProblem(result)
    console.log(`== ${name} took ${result.seconds.toFixed(1)} s`)
    // A lane that broke without naming a test counts as one failure, so that the last line and the exit code agree.
    return { name, ...result, failed: problem ? Math.max(1, result.failed) : 0, problem }
  })
  return close(results)
}

/** What failed in each lane, so that the end of a log tells enough. */
function failures(results) {
  const told = results.map(({ name, problem, output }) => ({ name, lines: problem ? failuresIn(output) : [] }))
  return told.map(({ name, lines }) => (lines.length > 0 ? `failed in ${name}:\n${lines.join('\n')}\n\n` : '')).join('')
}

/** Prints and keeps the summary; returns the exit code. */
function close(results) {
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
  const notes = results.flatMap(({ name, notes: told = [] }) => told.map((note) => `${name}: ${note}\n`)).join('')
  const summary = `${failures(results)}${table(results)}\n${notes}\n${total('passed')} passed, ${total('failed')} failed`
  mkdirSync(path.dirname(SUMMARY), { recursive: true })
  writeFileSync(SUMMARY, `${summary}\n`)
  console.log(`\n${summary}`)
  return total('failed') > 0 ? 1 : 0
}

process.exit(await main())
