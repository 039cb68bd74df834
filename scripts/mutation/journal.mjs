// What a run found so far, one JSON line a mutant, in build/mutation: a run that was stopped goes on with --resume.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectFile } from '../lib/files.mjs'
import { InputError } from '../lib/options.mjs'

/** @returns {{ results: Map<string, object>, add: (key: string, result: object) => void }} */
export function openJournal({ name, fingerprint, resume }) {
  const file = projectFile(`build/mutation/${name}.jsonl`)
  const results = resume ? readJournal(file, fingerprint) : new Map()
  if (!resume) {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify({ fingerprint })}\n`)
  }
  return {
    results,
    add(key, result) {
      results.set(key, result)
      appendFileSync(file, `${JSON.stringify({ key, ...result })}\n`)
    },
  }
}

function readJournal(file, fingerprint) {
  if (!existsSync(file)) throw new InputError('there is nothing to resume: run it once without --resume')
  return parseJournal(readFileSync(file, 'utf8'), fingerprint)
}

/** The journal's results by key; a last line that was cut off by the end of its run is left out. */
export function parseJournal(text, fingerprint) {
  const [head, ...lines] = text.split('\n').slice(0, -1)
  if (head === undefined || JSON.parse(head).fingerprint !== fingerprint)
    throw new InputError('contracts or tests have changed since that run: start again without --resume')
  return new Map(
    lines.map((line) => {
      const { key, ...result } = JSON.parse(line)
      return [key, result]
    }),
  )
}
