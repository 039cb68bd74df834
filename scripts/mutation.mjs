// npm run mutation -- <folder>: changes contracts/<folder> in small ways, one at a time, and sees whether a test notices.
// A mutant meets the folder's Solidity unit tests; if it survives, the same with all their fuzz runs, the invariant
// campaign, and then the stories.
import { existsSync } from 'node:fs'
import { commitName, writeEvidence } from './lib/evidence.mjs'
import { filesBelow, fingerprint, projectFile, read } from './lib/files.mjs'
import { InputError, parseOptions, runScript, wholeNumber } from './lib/options.mjs'
import { openCopy, storyFiles } from './mutation/copy.mjs'
import { openCourt } from './mutation/court.mjs'
import { parseExplained, staleEntries } from './mutation/explained.mjs'
import { FOLDERS, INVARIANTS, STORIES, UNITS } from './mutation/folders.mjs'
import { openJournal } from './mutation/journal.mjs'
import { mutantsOf, mutate } from './mutation/operators.mjs'
import { keyOf, shuffled } from './mutation/sample.mjs'
import { brief, evidenceBody, mutantLine, sumUp, summaryLine } from './mutation/verdicts.mjs'
import { compile } from './solidity/compiler.mjs'

const HELP = `npm run mutation -- <folder> [--sample 150] [--seed 1] [--resume] [--write]

Breaks contracts/<folder> in small ways, one mutant at a time, and runs the tests that have to notice.
Folders: ${Object.keys(FOLDERS).join(', ')}.
Fails below 90 % killed, and for a survivor that test/solidity/mutation/<folder>.json does not explain.

  --sample N   so many mutants that compile (150)
  --seed N     which ones (1)
  --resume     go on with the run that was stopped
  --write      also write docs/evidence/mutation-<folder>.md`

const SPEC = { sample: 'value', seed: 'value', resume: 'flag', write: 'flag' }
const CAMPAIGN = { runs: 16, depth: 200 }

const isTest = (file) => file.endsWith('.t.sol')

/** What a mutant has to pass, the cheapest first: name → run(replaced, limitS). */
function stagesOf(folder, court, copy) {
  const { units, stories } = FOLDERS[folder]
  const unitFiles = filesBelow(units.map((name) => `${UNITS}/${name}`)).filter(isTest)
  const deepFiles = [...unitFiles, ...filesBelow([INVARIANTS]).filter(isTest)]
  const files = storyFiles(STORIES, stories)
  const first = []
  const solidity = (question) => async (replaced, limitS) => {
    const answer = await court.ask({ ...question, replaced, first, invariant: CAMPAIGN }, limitS)
    if (answer.suite && !first.includes(answer.suite)) first.unshift(answer.suite)
    return answer
  }
  const stages = [
    { name: 'units', run: solidity({ files: unitFiles, fuzzRuns: 64 }) },
    { name: 'invariants', run: solidity({ files: deepFiles, fuzzRuns: 1000 }) },
  ]
  const story = { name: 'stories', run: (replaced, limitS) => copy().runStories(files, replaced, limitS) }
  return files.length === 0 ? stages : [...stages, story]
}

/** A stage passes on the real code, which is tried before its first mutant; its time there gives the limit for mutants. */
async function measure(stage) {
  const started = performance.now()
  const { verdict, by } = await stage.run({}, 3600)
  if (verdict !== 'survived') throw new InputError(`the ${stage.name} do not pass without a mutant: ${by}`)
  const seconds = (performance.now() - started) / 1000
  console.log(`     ${seconds.toFixed(1).padStart(6)} s  the ${stage.name} pass on the real code`)
  return Math.max(180, Math.ceil(10 * seconds))
}

async function judgeMutant(mutant, stages) {
  const replaced = { [mutant.file]: mutate(read(mutant.file), mutant) }
  let [seconds, cpuS] = [0, 0]
  for (const stage of stages) {
    stage.limitS ??= await measure(stage)
    const started = performance.now()
    const { verdict, by, why, cpuS: used = 0 } = await stage.run(replaced, stage.limitS)
    seconds += (performance.now() - started) / 1000
    cpuS += used
    const reason = [by, why].filter(Boolean).join(': ')
    if (verdict !== 'survived') return { verdict, by: brief(reason), seconds, cpuS, stage: stage.name }
  }
  return { verdict: 'survived', seconds, cpuS }
}

function allMutants(folder) {
  const files = filesBelow([`contracts/${folder}`]).filter((file) => file.endsWith('.sol'))
  const { errors, sources } = compile(files, { output: { '*': { '': ['ast'] } } })
  if (errors.length > 0) throw new InputError(`contracts/${folder} does not compile: ${errors[0]}`)
  return files.flatMap((file) => mutantsOf({ file, source: read(file), ast: sources[file].ast }))
}

/** The first `sample` mutants of the shuffled order that compile, judged; those in the journal are not run again. */
async function judgeSample({ mutants, sample, journal, stages }) {
  const judged = []
  for (const mutant of mutants) {
    if (judged.length === sample) break
    const key = keyOf(mutant)
    if (!journal.results.has(key)) journal.add(key, await judgeMutant(mutant, stages))
    const result = { ...mutant, ...journal.results.get(key) }
    if (result.verdict === 'uncompilable') continue
    judged.push(result)
    console.log(
      `${String(judged.length).padStart(4)} ${result.seconds.toFixed(1).padStart(6)} s  ${mutantLine(result)}`,
    )
  }
  return judged
}

function optionsOf(args) {
  const { words, help, sample = '150', seed = '1', resume = false, write = false } = parseOptions(args, SPEC)
  if (help) return { help }
  if (words.length !== 1 || !Object.hasOwn(FOLDERS, words[0]))
    throw new InputError(`give one folder of ${Object.keys(FOLDERS).join(', ')}`)
  return { folder: words[0], sample: wholeNumber(sample, 'sample', 1), seed: wholeNumber(seed, 'seed'), resume, write }
}

function explanations(folder, mutants) {
  const file = `test/solidity/mutation/${folder}.json`
  const list = existsSync(projectFile(file)) ? parseExplained(file, read(file)) : []
  const stale = staleEntries(list, mutants)
  if (stale.length > 0) throw new InputError(`${file}: nothing in the code fits "${stale[0].source}" any more`)
  return list
}

async function main(args) {
  const { help, folder, sample, seed, resume, write } = optionsOf(args)
  if (help) {
    console.log(HELP)
    return 0
  }
  const commit = await commitName()
  const mutants = allMutants(folder)
  const list = explanations(folder, mutants)
  const roots = filesBelow(['contracts', UNITS, INVARIANTS, 'test/solidity/utils', STORIES])
  const journal = openJournal({ name: `${folder}-${seed}`, fingerprint: fingerprint(roots), resume })
  const court = openCourt()
  let copy
  try {
    const stages = stagesOf(folder, court, () => (copy ??= openCopy()))
    const judged = await judgeSample({ mutants: shuffled(mutants, seed), sample, journal, stages })
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
