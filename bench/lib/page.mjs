// docs/evidence/kernels.md: what every machine of bench/results measured.
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { markdownTable } from '../../scripts/lib/evidence.mjs'
import { FORMAT } from './results.mjs'
import { besideText, digits } from './table.mjs'

const HEAD = ['work', 'size', 'backend', 'ms', 'rate', 'beside, in the same run', 'seen']

/** The results of kernels in a folder, one for each machine. */
export function readResults(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const all = names.toSorted().map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')))
  return all.filter(({ format }) => format === FORMAT)
}

/** The page, with a section for each machine. */
export function pageText(results) {
  return `# \`npm run bench:kernels\`\n\nWritten by \`node bench/kernels.mjs --page\` from \`bench/results\`; [kernels.md](../kernels.md) says what the columns mean.\n${results.map(sectionText).join('')}`
}

function sectionText({ name, machine, rows }) {
  const { cpu, cores, memoryGiB, os, node } = machine
  const cells = rows.map((row) => [
    row.work,
    row.size,
    row.engine,
    row.ms === undefined ? '' : digits(row.ms),
    row.rate === undefined ? '' : `${digits(row.rate)} ${row.unit}`,
    besideText(row),
    [row.date, row.commit, row.remark].filter(Boolean).join(', '),
  ])
  const line = `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${os}, Node ${node}.`
  return `\n## ${name}\n\n${line}\n\n${markdownTable([HEAD, ...cells])}\n`
}
