// A copy of the project in the system's temporary folder, where the stories run on a mutant: the working tree is never
// touched. What was built comes along, so that only the mutant's file and its importers are compiled again.
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hardhatCounts } from '../lib/counts.mjs'
import { program, root } from '../lib/paths.mjs'
import { runNode } from '../lib/run.mjs'

const COPIED = ['contracts', 'test', 'artifacts', 'cache', 'typechain-types', 'snapshots']
const FILES = ['hardhat.config.ts', 'package.json', 'tsconfig.json', 'scripts/tsconfig.base.json']
const LINKED = ['node_modules', 'packages', 'deploy']

/** @returns {{ runStories: (files: string[], changed: { file: string, text: string } | undefined, limitS: number) => Promise<object>, remove: () => void }} */
export function openCopy() {
  const folder = mkdtempSync(path.join(tmpdir(), 'quern-mutation-'))
  for (const entry of [...COPIED, ...FILES]) {
    const from = path.join(root, entry)
    if (existsSync(from)) cpSync(from, path.join(folder, entry), { recursive: true })
  }
  for (const entry of LINKED) symlinkSync(path.join(root, entry), path.join(folder, entry), 'junction')
  return {
    async runStories(files, changed, limitS) {
      if (changed) writeFileSync(path.join(folder, changed.file), changed.text)
      const args = [program('hardhat'), 'test', 'mocha', '--bail', ...files]
      const result = await runNode(args, { cwd: folder, timeoutS: limitS })
      if (changed) cpSync(path.join(root, changed.file), path.join(folder, changed.file))
      return storiesVerdict(result, limitS)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What a run of the stories says of the mutant it ran on. */
export function storiesVerdict({ code, output, seconds }, limitS) {
  const { passed, failed } = hardhatCounts(output)
  if (seconds >= limitS) return { verdict: 'killed', by: `no end within ${limitS.toFixed(0)} s` }
  if (failed > 0)
    return { verdict: 'killed', by: /^ {2}1\) (.+(?:\n {5,}.+)*)/m.exec(output)?.[1]?.replaceAll(/\s+/g, ' ') }
  if (code === 0 && passed > 0) return { verdict: 'survived' }
  const line = output.split('\n').find((text) => /error|HHE\d+|memory/i.test(text))
  return { verdict: 'undecided', by: line?.trim() ?? `exit ${code}` }
}

/** Story files below test/contracts, from folders and files. */
export function storyFiles(base, entries) {
  return entries.flatMap((entry) => {
    if (entry.endsWith('.ts')) return [`${base}/${entry}`]
    const folder = path.join(root, base, entry)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `${base}/${entry}/${name}`)
  })
}
