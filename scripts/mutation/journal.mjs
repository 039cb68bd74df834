// What a run found so far, one JSON line a mutant, in build/mutation: a run that was stopped goes on with --resume. The
// first line holds the fingerprints of contracts and stories and the texts of the Solidity tests. These may grow meanwhile:
// what was killed stays killed when lines are only added, and what survived is judged again. Other stories void what the
// stories found.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectFile } from '../lib/files.mjs'
import { InputError } from '../lib/options.mjs'

/**
 * @param {{ name: string, code: { contracts: string, stories: string, tests: Record<string, string> }, resume: boolean }} options
 * @returns {{ results: Map<string, object>, add: (key: string, result: object) => void }}
 */
export function openJournal({ name, code, resume }) {
  const file = projectFile(`build/mutation/${name}.jsonl`)
  const results = resume ? readJournal(file, code) : new Map()
  const line = (entry) => `${JSON.stringify(entry)}\n`
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, [line(code), ...[...results].map(([key, result]) => line({ key, ...result }))].join(''))
  return {
    results,
    add(key, result) {
      results.set(key, result)
      appendFileSync(file, line({ key, ...result }))
    },
  }
}

function readJournal(file, code) {
  if (!existsSync(file)) throw new InputError('there is nothing to resume: run it once without --resume')
  return parseJournal(readFileSync(file, 'utf8'), code)
}

/** The journal's results by key; a last line that was cut off by the end of its run is left out. */
export function parseJournal(text, { contracts, stories, tests }) {
  const [head, ...lines] = text.split('\n').slice(0, -1)
  const before = JSON.parse(head ?? '{}')
  if (before.contracts !== contracts)
    throw new InputError('contracts have changed since that run: start again without --resume')
  const changed = changedFiles(before.tests, tests)
  const worse = changed.find((file) => !onlyGrew(before.tests[file] ?? '', tests[file] ?? ''))
  if (worse) throw new InputError(`${worse} has lost lines since that run: start again without --resume`)
  const entries = lines.map((line) => {
    const { key, ...result } = JSON.parse(line)
    return [key, result]
  })
  const sameStories = before.stories === stories
  const holds = ({ verdict, stage }) => {
    if (verdict === 'killed') return stage !== 'stories' || sameStories
    return verdict === 'uncompilable' || (changed.length === 0 && sameStories)
  }
  return new Map([...new Map(entries)].filter(([, result]) => holds(result)))
}

function changedFiles(before, after) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((file) => before[file] !== after[file])
}

/** Whether a text has all the lines that it had, in their order. */
export function onlyGrew(before, after) {
  const lines = after.split('\n')[Symbol.iterator]()
  const next = (wanted) => {
    for (let step = lines.next(); !step.done; step = lines.next()) if (step.value === wanted) return true
    return false
  }
  return before === '' || before.split('\n').every(next)
}
