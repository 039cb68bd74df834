// npm run coverage: which lines and branches of the contracts the Solidity unit tests reach. Statements are instrumented as
// by Hardhat's --coverage, conditions by scripts/reach/branches.mjs; the tests run in this process.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { branchLibrary, conditionsOf, instrumentBranches } from './reach/branches.mjs'
import { coverageOf, coverageTable, missedLine, parseExceptions, problemsOf, staleExceptions } from './reach/report.mjs'
import { commitName, writeEvidence } from './lib/evidence.mjs'
import { filesBelow, projectFile, read, solidityBelow } from './lib/files.mjs'
import { InputError, parseOptions, runScript } from './lib/options.mjs'
import { root } from './lib/paths.mjs'
import { compile } from './solidity/compiler.mjs'
import { artifactsOf, edr, OUTPUT, runSuite, SOLC, suitesOf } from './solidity/engine.mjs'

/** Folders that must be covered, but for what EXCEPTIONS gives a reason for. */
const REQUIRED = ['emission', 'jobs', 'lens', 'shared', 'staking', 'token', 'verification']
const UNITS = 'test/solidity/unit'
const EXCEPTIONS = 'test/solidity/uncovered.json'
/** The name by which EDR's instrumentation imports its library. */
const EDR_FILE = '__NomicFoundationCoverage-1fe87c59-dedc-4831-8918-604bc223bbfa.sol'
const EDR_LIBRARY = path.join(root, 'node_modules/@nomicfoundation/edr/coverage.sol')
/** What is reached is reached by these; tests of gas would measure the instrumentation. */
const RUNS = { fuzzRuns: 64, invariant: { runs: 1, depth: 1 }, exclude: '[gG]as' }
const HELP = `npm run coverage [-- folder …] [--write]

Lines and branches of contracts/ that the tests of ${UNITS} reach; with names, the tests of these folders only.
Fails when a test does, or one of
${REQUIRED.join(', ')}
(or, with names, of these) has a line or branch that is neither reached nor in ${EXCEPTIONS}.

  --write   also write docs/evidence/coverage.md`

/** The contracts, made to tell what runs: file → text, and the points that tell. */
function instrumented() {
  const files = solidityBelow('contracts')
  const { errors, sources } = compile(files, { output: { '*': { '': ['ast'] } } })
  if (errors.length > 0) throw new InputError(`contracts do not compile: ${errors[0]}`)
  const libraries = { [EDR_FILE]: readFileSync(EDR_LIBRARY, 'utf8'), ...branchLibrary(EDR_FILE) }
  const [replaced, points] = [{ ...libraries }, []]
  for (const file of files) {
    const { text, branches } = instrumentFile({ file, ast: sources[file].ast, libraries })
    const { source, metadata } = edr.addStatementCoverageInstrumentation(text, file, SOLC)
    replaced[file] = source
    points.push(...branches, ...metadata.map((entry) => statementPoint(file, text, entry)))
  }
  return { replaced, points }
}

/** With all conditions, or, where the stack is too full for them, with those that it has room for. */
function instrumentFile({ file, ast, libraries }) {
  const source = read(file)
  const attempt = (conditions) => {
    const result = instrumentBranches({ file, source, conditions })
    const { errors } = compile([file], { replaced: { ...libraries, [file]: result.text }, output: OUTPUT })
    return errors.length === 0 ? result : undefined
  }
  const all = conditionsOf(ast)
  const whole = attempt(all)
  if (whole) return whole
  const room = all.filter((condition) => attempt([condition]))
  console.log(
    `${file}: ${all.length - room.length} of ${all.length} conditions are not measured: the stack is full there`,
  )
  return attempt(room) ?? instrumentBranches({ file, source, conditions: [] })
}

/** Where a statement begins; the text around it is cleared of what branches added. */
function statementPoint(file, text, { tag, startUtf16, endUtf16 }) {
  const piece = text.slice(startUtf16, endUtf16)
  const start = startUtf16 + piece.length - piece.trimStart().length
  const line = text.slice(0, start).split('\n').length
  return { tag: Buffer.from(tag).toString('hex'), file, line, source: read(file).split('\n')[line - 1].trim() }
}

async function collect(folders, replaced) {
  const hits = new Set()
  const onHits = async (tags) => {
    for (const tag of tags) hits.add(Buffer.from(tag).toString('hex'))
  }
  let [passed, failed] = [0, 0]
  // Tests deploy contracts by their artifacts, too, without importing them.
  const contracts = solidityBelow('contracts')
  for (const folder of folders) {
    const files = filesBelow([`${UNITS}/${folder}`]).filter((file) => file.endsWith('.t.sol'))
    const made = compile([...contracts, ...files], { replaced, output: OUTPUT })
    if (made.errors.length > 0) throw new InputError(`the tests of ${folder} do not compile: ${made.errors[0]}`)
    const artifacts = artifactsOf(made.contracts)
    for (const id of suitesOf(artifacts, files)) {
      const { testResults } = await runSuite(artifacts, id, { ...RUNS, onHits })
      const bad = testResults.filter(({ status }) => status !== 'Success')
      for (const { name, reason } of bad) console.log(`fails when instrumented: ${id.name}.${name}: ${reason}`)
      failed += bad.length
      passed += testResults.length - bad.length
    }
  }
  return { hits, passed, failed }
}

function unitFolders() {
  return [...new Set(filesBelow([UNITS]).map((file) => file.slice(UNITS.length + 1).split('/')[0]))]
}

async function main(args) {
  const { words, help, write } = parseOptions(args, { write: 'flag' })
  if (help) {
    console.log(HELP)
    return 0
  }
  const all = unitFolders()
  const unknown = words.find((word) => !all.includes(word))
  if (unknown !== undefined) throw new InputError(`no tests of ${unknown}; there are ${all.join(', ')}`)
  if (write && words.length > 0) throw new InputError('--write takes all folders: give no names')
  const commit = await commitName()
  const { replaced, points } = instrumented()
  const { hits, passed, failed } = await collect(words.length === 0 ? all : words, replaced)
  const exceptions = existsSync(projectFile(EXCEPTIONS)) ? parseExceptions(EXCEPTIONS, read(EXCEPTIONS)) : []
  const folders = coverageOf(points, hits, exceptions)
  const missed = problemsOf(folders, words.length === 0 ? REQUIRED : words)
  const stale = words.length === 0 ? staleExceptions(points, hits, exceptions) : []
  for (const point of missed) console.log(missedLine(point))
  for (const entry of stale) console.log(`${EXCEPTIONS}: "${entry.source}" is reached, or is not there any more`)
  const tests = `${passed} tests passed, ${failed} failed when instrumented; ${missed.length} places missed.`
  console.log(`\n${coverageTable(folders)}\n\n${tests}`)
  if (write)
    writeEvidence('coverage', { commit, command: 'npm run coverage', body: `${coverageTable(folders)}\n\n${tests}` })
  return failed + missed.length + stale.length === 0 ? 0 : 1
}

await runScript('coverage', main)
