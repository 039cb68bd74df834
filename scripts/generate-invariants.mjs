// Fills the last two columns of docs/invariants.md from the sources. With --check it only compares.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectFiles, read } from './lib/files.mjs'
import { fillInvariants } from './lib/invariants.mjs'
import { root } from './lib/paths.mjs'

const PAGE = 'docs/invariants.md'

const files = projectFiles().filter((file) => /\.(sol|ts|patch)$/.test(file))
const before = read(PAGE)
const after = fillInvariants(before, new Map(files.map((file) => [file, read(file)])))

if (!process.argv.includes('--check')) {
  writeFileSync(path.join(root, PAGE), after)
} else if (after !== before) {
  console.error(`${PAGE} is not what the sources say: run node scripts/generate-invariants.mjs`)
  process.exitCode = 1
}
