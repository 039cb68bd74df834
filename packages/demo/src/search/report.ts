import { table } from '../table.js'
import type { Agreement, Findings, Recall } from './findings.js'
import type { Query, QueryKind } from './queries.js'

const ORIGINS: Readonly<Record<QueryKind, string>> = {
  saying: 'a saying, meant is',
  half: 'half of the words of',
  other: 'not among the searched,',
}

export interface FormatHitsOptions {
  /** The queries to show, by their places. */
  readonly shown: readonly number[]
  /** Characters of a text; longer ones are cut. */
  readonly width: number
}

/** Queries and their best hits, with cosine and reference. */
export function formatHits({ searched, queries, hits }: Findings, { shown, width }: FormatHitsOptions): string {
  const blocks = shown.map((place) => {
    const query = queries[place] as Query
    const rows = (hits[place] ?? []).map(({ row, cosine }) => {
      const verse = searched[row]
      return [cosine.toFixed(4), verse?.reference ?? '', cut(verse?.text ?? '', width)]
    })
    const title = `${place + 1}. "${cut(query.text, width)}" (${ORIGINS[query.kind]} ${query.from.reference})`
    return `${title}\n${table(['cosine', 'verse', 'text'], rows)}`
  })
  return blocks.join('\n\n')
}

/** What the searches found, in words. */
export function formatFindings(parts: { halves: Recall; sayings: Recall; agreement: Agreement }): string {
  const { halves, sayings, agreement } = parts
  const { queries, hits, equal, difference, bound } = agreement
  return [
    `${halves.queries} verses without half of their words: ${halves.first} are their own best hit, ${halves.among} are among the ten.`,
    `${sayings.queries} sayings: ${sayings.first} have the meant verse as their best hit, ${sayings.among} among the ten.`,
    `Of the ${hits} hits of ${queries} queries ${equal} are also the best by floating-point cosines before rounding; ` +
      `the largest difference of a cosine is ${difference.toFixed(4)}, rounding allows ${bound.toFixed(4)}.`,
  ].join('\n')
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1).trimEnd()}…`
}
