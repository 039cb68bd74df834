import type { Query, QueryKind, Selection } from './queries.js'
import { bestOf, type Hit } from './ranking.js'
import type { RoundedVectors } from './rounding.js'
import { cosinesOf, type SentenceVector } from './vectors.js'

export const HITS = 10

/** What was found for each query. */
export interface Findings extends Selection {
  /** For each query, the best hits; empty while its result is not there. */
  readonly hits: readonly (readonly Hit[])[]
}

/** Sentences and queries as they are compared. */
export interface Compared<Vectors> {
  readonly searched: Vectors
  readonly queries: Vectors
}

/** The best hits of one query, from its row of dot products. */
export function hitsOf(dots: Int32Array, query: number, { searched, queries }: Compared<RoundedVectors>): Hit[] {
  const length = queries.lengths[query] as number
  return bestOf(
    Float64Array.from(dots, (dot, row) => dot / (length * (searched.lengths[row] as number))),
    HITS,
  )
}

/** How often queries of a kind found the text that they come from. */
export interface Recall {
  readonly queries: number
  /** As the best hit, and among all hits. */
  readonly first: number
  readonly among: number
}

/** Verses that say the same in the same words count for each other. */
export function recallOf({ searched, queries, hits }: Findings, kind: QueryKind): Recall {
  const places = queries.flatMap((query, i) => (query.kind === kind ? [placeOf(query, hits[i] ?? [], searched)] : []))
  const first = places.filter((place) => place === 0).length
  return { queries: places.length, first, among: places.filter((place) => place >= 0).length }
}

function placeOf({ from }: Query, hits: readonly Hit[], searched: Selection['searched']): number {
  return hits.findIndex(({ row }) => searched[row]?.text === from.text)
}

/** How hits of rounded vectors differ from those of exact ones. */
export interface Agreement {
  readonly queries: number
  readonly hits: number
  /** Hits that are among the best by the exact cosine, too. */
  readonly equal: number
  /** The largest difference of a hit's cosine from the exact one, and the largest that rounding allows. */
  readonly difference: number
  readonly bound: number
  /** Hits whose difference is larger than rounding allows. */
  readonly beyond: number
}

/** Compares the hits of `count` queries, spread over all, with those of the vectors before rounding. */
export function agreementOf(
  hits: Findings['hits'],
  { exact, rounded, count }: { exact: Compared<SentenceVector[]>; rounded: Compared<RoundedVectors>; count: number },
): Agreement {
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * hits.length) / count))
  const compared = rows.flatMap((query) => {
    const cosines = cosinesOf(exact.queries[query] as SentenceVector, exact.searched)
    const best = new Set(bestOf(cosines, HITS).map(({ row }) => row))
    return (hits[query] ?? []).map(({ row, cosine }) => ({
      equal: best.has(row),
      difference: Math.abs(cosine - (cosines[row] as number)),
      bound: (rounded.queries.turns[query] as number) + (rounded.searched.turns[row] as number),
    }))
  })
  return {
    queries: count,
    hits: compared.length,
    equal: compared.filter(({ equal }) => equal).length,
    difference: Math.max(...compared.map(({ difference }) => difference)),
    bound: Math.max(...compared.map(({ bound }) => bound)),
    beyond: compared.filter(({ difference, bound }) => difference > bound).length,
  }
}
