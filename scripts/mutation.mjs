// npm run mutation -- <folder>: changes contracts/<folder> in small ways, one at a time, and sees whether a test notices.
// A mutant meets the folder's Solidity unit tests; if it survives, those of gas on optimized code, those with hostile
// parties, the unit tests with all their fuzz runs, the invariant campaigns, and then the stories. The stories are spared
// a mutant that is explained.
import { existsSync } from 'node:fs'
import { commitName, writeEvidence } from './lib/evidence.mjs'
import { filesBelow, fingerprint, projectFile, read, solidityBelow } from './lib/files.mjs'
import { InputError, parseOptions, runScript, wholeNumber } from './lib/options.mjs'
import { openCopy, storyFiles } from './mutation/copy.mjs'
import { openCourt } from './mutation/court.mjs'
import { FOLDERS, HOSTILE, INVARIANTS, STORIES, UNITS } from './mutation/folders.mjs'
import { openJournal } from './mutation/journal.mjs'
import { mutantsOf, mutate } from './mutation/operators.mjs'
import { keyOf, shuffled } from './mutation/sample.mjs'
import { explanationOf, parseExplained, staleEntries } from './mutation/explained.mjs'
import { brief, evidenceBody, mutantLine, sumUp, summaryLine } from './mutation/verdicts.mjs'
import { compile } from './solidity/compiler.mjs'

const HELP = `npm run mutation -- <folder> [--sample 150] [--seed 1] [--resume] [--units] [--write]

Breaks contracts/<folder> in small ways, one mutant at a time, and runs the tests that have to notice.
Folders: ${Object.keys(FOLDERS).join(', ')}.
Fails below 90 % killed, and for a survivor that test/solidity/mutation/<folder>.json does not explain.

  --sample N   so many mutants that compile (150)
  --seed N     which ones (1)
  --resume     go on with the run that was stopped; tests may have been added: its survivors meet them
  --units      the unit tests alone: what survives them meets the rest with --resume
  --write      also write docs/evidence/mutation-<folder>.md`

const SPEC = { sample: 'value', seed: 'value', resume: 'flag', units: 'flag', write: 'flag' }
const CAMPAIGN = { runs: 16, depth: 200 }

const isTest = (file) => file.endsWith('.t.sol')

/** Tests that measure gas: they are meant for optimized code, and the others for any. */
const GAS = '[gG]as'
const measuresGas = (file) => new RegExp(`function test\\w*${GAS}`).test(read(file))

/** Stages that a mutant seldom meets are not measured: there, a test that fails is tried on the real code. */
const RARE = { confirm: true, limitS: 3600 }

/** What a mutant has to pass, the cheapest first: { name, limitS, run(changed, limitS) }. */
function stagesOf(folder, court, copy) {
  const { units, stories } = FOLDERS[folder]
  const unitFiles = filesBelow(units.map((name) => `${UNITS}/${name}`)).filter(isTest)
  const [hostile, campaigns] = [HOSTILE, INVARIANTS].map((name) => filesBelow([name]).filter(isTest))
  const gasFiles = unitFiles.filter(measuresGas)
  const files = storyFiles(STORIES, stories)
  const noticed = []
  const solidity = (name, question) => ({
    name,
    limitS: question.limitS,
    run: async (changed, limitS) => {
      const near = nearest(noticed, changed)
      const answer = await court.ask({ ...question, changed, near, invariant: CAMPAIGN }, limitS)
      if (answer.suite && changed) noticed.unshift({ file: changed.file, suite: answer.suite })
      return answer
    },
  })
  const stages = [
    solidity('units', { files: unitFiles, fuzzRuns: 64, exclude: GAS }),
    solidity('gas', { ...RARE, files: gasFiles, fuzzRuns: 64, optimizer: true }),
    solidity('hostile', { ...RARE, files: hostile, fuzzRuns: 64, exclude: GAS }),
    solidity('fuzz', { ...RARE, files: unitFiles, fuzzRuns: 1000, exclude: GAS }),
    solidity('invariants', { ...RARE, files: campaigns, fuzzRuns: 64 }),
    { name: 'stories', run: (changed, limitS) => copy().runStories(files, changed, limitS) },
  ]
  const empty = { gas: gasFiles.length === 0, stories: files.length === 0 }
  return stages.filter(({ name }) => !empty[name])
}

/** Tests that noticed a mutant of the same file lately, then those that noticed any. */
function nearest(noticed, changed) {
  const same = noticed.filter(({ file }) => file === changed?.file)
  return [...new Set([...same, ...noticed].map(({ suite }) => suite))]
}

/** A stage without a limit is tried on the real code before its first mutant; its time there gives the limit. */
async function measure(stage) {
  const started = performance.now()
  const { verdict, by } = await stage.run(undefined, 3600)
  if (verdict !== 'survived') throw new InputError(`the ${stage.name} do not pass without a mutant: ${by}`)
  const seconds = (performance.now() - started) / 1000
  console.log(`     ${seconds.toFixed(1).padStart(6)} s  the ${stage.name} pass on the real code`)
  return Math.max(180, Math.ceil(10 * seconds))
}

/** Judges on a mutant that passed the stages up to `before.stage`. */
async function judgeMutant(mutant, stages, before = { seconds: 0, cpuS: 0 }) {
  const changed = { ...mutant, text: mutate(read(mutant.file), mutant) }
  let { seconds, cpuS } = before
  for (const stage of stages.slice(stages.findIndex(({ name }) => name === before.stage) + 1)) {
    stage.limitS ??= await measure(stage)
    const started = performance.now()
    const { verdict, by, why, cpuS: used = 0 } = await stage.run(changed, stage.limitS)
    seconds += (performance.now() - started) / 1000
    cpuS += used
    const reason = [by, why].filter(Boolean).join(': ')
    if (verdict !== 'survived') return { verdict, by: brief(reason), seconds, cpuS, stage: stage.name }
  }
  return { verdict: 'survived', seconds, cpuS, stage: stages.at(-1).name }
}

function allMutants(folder) {
  const files = solidityBelow(`contracts/${folder}`)
  const { errors, sources } = compile(files, { output: { '*': { '': ['ast'] } } })
  if (errors.length > 0) throw new InputError(`contracts/${folder} does not compile: ${errors[0]}`)
  return files.flatMap((file) => mutantsOf({ file, source: read(file), ast: sources[file].ast }))
}

/** The first `sample` mutants of the shuffled order that compile, judged as far as the journal does not hold them yet. */
async function judgeSample({ mutants, sample, journal, stagesFor }) {
  const judged = []
  for (const mutant of mutants) {
    if (judged.length === sample) break
    const key = keyOf(mutant)
    const stages = stagesFor(mutant)
    const before = journal.results.get(key)
    if (before === undefined || isUnfinished(before, stages))
      journal.add(key, await judgeMutant(mutant, stages, before))
    const result = { ...mutant, ...journal.results.get(key) }
    if (result.verdict === 'uncompilable') continue
    judged.push(result)
    console.log(
      `${String(judged.length).padStart(4)} ${result.seconds.toFixed(1).padStart(6)} s  ${mutantLine(result)}`,
    )
  }
  return judged
}

function isUnfinished({ verdict, stage }, stages) {
  return verdict === 'survived' && stages.findIndex(({ name }) => name === stage) < stages.length - 1
}

function optionsOf(args) {
  const {
    words,
    help,
    sample = '150',
    seed = '1',
    resume = false,
    units = false,
    write = false,
  } = parseOptions(args, SPEC)
  if (help) return { help }
  if (words.length !== 1 || !Object.hasOwn(FOLDERS, words[0]))
    throw new InputError(`give one folder of ${Object.keys(FOLDERS).join(', ')}`)
  return {
    folder: words[0],
    sample: wholeNumber(sample, 'sample', 1),
    seed: wholeNumber(seed, 'seed'),
    resume,
    units,
    write,
  }
}

function explanations(folder, mutants) {
  const file = `test/solidity/mutation/${folder}.json`
  const list = existsSync(projectFile(file)) ? parseExplained(file, read(file)) : []
  const stale = staleEntries(list, mutants)
  if (stale.length > 0) throw new InputError(`${file}: nothing in the code fits "${stale[0].source}" any more`)
  return list
}

/** What the verdicts rest on. */
function codeNow() {
  const tests = filesBelow([UNITS, HOSTILE, INVARIANTS, 'test/solidity/utils']).map((file) => [file, read(file)])
  return {
    contracts: fingerprint(filesBelow(['contracts'])),
    stories: fingerprint(filesBelow([STORIES])),
    tests: Object.fromEntries(tests),
  }
}

async function main(args) {
  const { help, folder, sample, seed, resume, units, write } = optionsOf(args)
  if (help) {
    console.log(HELP)
    return 0
  }
  const commit = await commitName()
  const mutants = allMutants(folder)
  const list = explanations(folder, mutants)
  const journal = openJournal({ name: `${folder}-${seed}`, code: codeNow(), resume })
  const court = openCourt()
  let copy
  try {
    const stages = stagesOf(folder, court, () => (copy ??= openCopy()))
    const stagesFor = (mutant) => {
      if (units) return stages.slice(0, 1)
      return explanationOf(list, mutant) ? stages.filter(({ name }) => name !== 'stories') : stages
    }
    const judged = await judgeSample({ mutants: shuffled(mutants, seed), sample, journal, stagesFor })
    return close({ judged, list, folder, sample, seed, write, commit, all: mutants.length })
  } finally {
    court.close()
    copy?.remove()
  }
}

function close({ judged, list, folder, sample, seed, write, commit, all }) {
  const summary = sumUp(judged, list)
  const mean = (field) => judged.reduce((sum, mutant) => sum + mutant[field], 0) / Math.max(1, judged.length)
  const times = `${mean('seconds').toFixed(1)} s each, ${mean('cpuS').toFixed(1)} s of the processor in Solidity tests`
  console.log(`\n${all} mutants in contracts/${folder}; ${times}.`)
  for (const mutant of summary.unexplained) console.log(mutantLine(mutant))
  const command = `npm run mutation -- ${folder} --sample ${sample} --seed ${seed}`
  if (write) writeEvidence(`mutation-${folder}`, { commit, command, body: evidenceBody(judged, list, summary) })
  console.log(summaryLine(summary))
  return summary.good ? 0 : 1
}

await runScript('mutation', main)
