import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './paths.mjs'
import { run } from './run.mjs'

/** Writes docs/evidence/<name>.md: what `command` printed, when and on which commit (`commitName()` before it began). */
export function writeEvidence(name, { command, body, commit }) {
  const file = `docs/evidence/${name}.md`
  const text = evidenceText({ command, body, date: new Date(), commit })
  mkdirSync(path.join(root, 'docs/evidence'), { recursive: true })
  writeFileSync(path.join(root, file), text)
  console.log(`written to ${file}`)
}

/** The page itself. */
export function evidenceText({ command, body, date, commit }) {
  return `# \`${command}\`\n\n${date.toISOString().slice(0, 10)}, commit ${commit}.\n\n${body.trim()}\n`
}

/** The commit that is checked out, and whether the tree differs from it. Asked before a run: commits may come while it lasts. */
export async function commitName() {
  const commit = await run('git', ['rev-parse', '--short', 'HEAD'])
  if (commit.code !== 0) return 'unknown'
  const changes = await run('git', ['status', '--porcelain', '--', 'contracts', 'test', 'scripts'])
  return `\`${commit.output.trim()}\`${changes.output.trim() === '' ? '' : ' with changes not committed'}`
}

/** Rows of cells as a Markdown table; the first row is the head. */
export function markdownTable([head, ...rows]) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
