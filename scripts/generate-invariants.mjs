// Fills the last two columns of docs/invariants.md from the sources. With --check it only compares.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectFiles, read } from './lib/files.mjs'
import { fillInvariants, unknownInvariants } from './lib/invariants.mjs'
import { root } from './lib/paths.mjs'

const PAGE = 'docs/invariants.md'

const files = projectFiles().filter((file) => /\.(sol|ts|patch)$/.test(file))
const sources = new Map(files.map((file) => [file, read(file)]))
const before = read(PAGE)
const after = fillInvariants(before, sources)

if (!process.argv.includes('--check')) {
  writeFileSync(path.join(root, PAGE), after)
} else {
  const problems = unknownInvariants(before, sources)
  if (after !== before) problems.push(`${PAGE} is not what the sources say: run node scripts/generate-invariants.mjs`)
  for (const problem of new Set(problems)) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
