import { shuffled, xorshift32 } from '../random.js'
import type { Verse } from './verses.js'
import { SAYINGS } from './sayings.js'

const SEED = 20_261_127

/** A saying as people remember it, a verse without half of its words, or a verse that is not among the searched. */
export type QueryKind = 'saying' | 'half' | 'other'

export interface Query {
  readonly kind: QueryKind
  readonly text: string
  /** The verse it comes from; searched unless the kind is `other`. */
  readonly from: Verse
}

export interface Selection {
  readonly searched: readonly Verse[]
  readonly queries: readonly Query[]
}

/** How many verses are searched, and with how many queries. */
export interface SearchSize {
  readonly verses: number
  readonly queries: number
}

/**
 * Chooses by a fixed seed the verses to search, those of all sayings among them, and the queries: all sayings, then as
 * many halves as other verses, or one fewer.
 */
export function select(verses: readonly Verse[], size: SearchSize): Selection {
  const next = xorshift32(SEED)
  const meant = new Set(SAYINGS.map(([, reference]) => reference))
  const order = Array.from(shuffled(verses.length, next), (place) => verses[place] as Verse)
  const first = [...order.filter(isIn(meant)), ...order.filter((verse) => !isIn(meant)(verse))]
  const searched = inOrderOf(verses, first.slice(0, size.verses))
  const rest = size.queries - SAYINGS.length
  const halves = first.slice(meant.size, meant.size + Math.floor(rest / 2))
  const others = first.slice(size.verses, size.verses + Math.ceil(rest / 2))
  const byReference = new Map(searched.map((verse) => [verse.reference, verse]))
  return {
    searched,
    queries: [
      ...SAYINGS.map(
        ([text, reference]) => ({ kind: 'saying', text, from: byReference.get(reference) as Verse }) as const,
      ),
      ...halves.map((from) => ({ kind: 'half', text: halfOf(from.text, next), from }) as const),
      ...others.map((from) => ({ kind: 'other', text: from.text, from }) as const),
    ],
  }
}

function isIn(references: ReadonlySet<string>): (verse: Verse) => boolean {
  return ({ reference }) => references.has(reference)
}

function inOrderOf(verses: readonly Verse[], chosen: readonly Verse[]): Verse[] {
  const set = new Set(chosen)
  return verses.filter((verse) => set.has(verse))
}

/** Half of the words, rounded up, in their order. */
function halfOf(text: string, next: () => number): string {
  const words = text.split(' ')
  const kept = shuffled(words.length, next)
    .subarray(0, Math.ceil(words.length / 2))
    .toSorted()
  return Array.from(kept, (place) => words[place]).join(' ')
}
