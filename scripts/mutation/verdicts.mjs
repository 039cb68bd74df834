import { markdownTable } from '../lib/evidence.mjs'
import { explanationOf } from './explained.mjs'

/** Of a hundred mutants, so many have to be killed. */
export const LEAST_KILLED = 90

/**
 * Sums up the judged mutants { ...mutant, verdict, by }.
 * @returns {{ killed: object[], explained: object[], unexplained: object[], percent: number, good: boolean }}
 */
export function sumUp(judged, list) {
  const killed = judged.filter(({ verdict }) => verdict === 'killed')
  const others = judged.filter(({ verdict }) => verdict !== 'killed')
  const explained = others.filter((mutant) => mutant.verdict === 'survived' && explanationOf(list, mutant))
  const unexplained = others.filter((mutant) => !explained.includes(mutant))
  const percent = judged.length === 0 ? 0 : (100 * killed.length) / judged.length
  return { killed, explained, unexplained, percent, good: percent >= LEAST_KILLED && unexplained.length === 0 }
}

/** One line that says it all. */
export function summaryLine({ killed, explained, unexplained, percent }) {
  const all = killed.length + explained.length + unexplained.length
  const parts = [`${killed.length} killed (${percent.toFixed(1)} %)`, `${explained.length} explained`]
  return `${all} mutants: ${[...parts, `${unexplained.length} unexplained`].join(', ')}.`
}

/** A reason without colours and long numbers' tails. */
export function brief(text) {
  // eslint-disable-next-line no-control-regex
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, '')
  return plain.length > 120 ? `${plain.slice(0, 119)}…` : plain
}

/** A mutant on one line. */
export function mutantLine({ file, line, place, operator, source, mutated, verdict, by }) {
  const change = `${source}  →  ${mutated}`
  return `${verdict.padEnd(9)} ${file}:${line} ${place} [${operator}] ${change}${by ? `   (${by})` : ''}`
}

const HOW = `A mutant meets the folder's unit tests; what survives, those of gas on optimized code, those with hostile parties,
the unit tests with 1,000 runs of each fuzz test, the invariant campaigns and the stories. An explained one is spared the stories.
Tests may be added while a sample is judged: what they kill counts, and what was killed before them is not judged again.`

function stageTable(killed) {
  const stages = [...new Set(killed.map(({ stage }) => stage))]
  return markdownTable([
    ['killed by', 'mutants'],
    ...stages.map((name) => [name, killed.filter(({ stage }) => stage === name).length]),
  ])
}

/** The page of evidence: counts by stage, file and operator, and every mutant that was not killed. */
export function evidenceBody(judged, list, summary) {
  const lists = [stageTable(summary.killed), countTable('file', judged), countTable('operator', judged)]
  const alive = judged.filter(({ verdict }) => verdict !== 'killed')
  const rows = alive.map((mutant) => [
    `\`${mutant.file}\` ${mutant.place}`,
    `\`${mutant.source}\``,
    `\`${mutant.mutated}\``,
    explanationOf(list, mutant)?.why ?? mutant.by ?? 'unexplained',
  ])
  const survivors = rows.length === 0 ? [] : [markdownTable([['where', 'code', 'mutant', 'why it lives'], ...rows])]
  return [summaryLine(summary), HOW, ...lists, ...survivors].join('\n\n')
}

function countTable(field, judged) {
  const names = [...new Set(judged.map((mutant) => mutant[field]))].toSorted()
  const rows = names.map((name) => {
    const own = judged.filter((mutant) => mutant[field] === name)
    return [`\`${name}\``, own.length, own.filter(({ verdict }) => verdict === 'killed').length]
  })
  return markdownTable([[field, 'mutants', 'killed'], ...rows])
}
