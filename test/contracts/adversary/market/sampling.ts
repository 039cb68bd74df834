import type { Chance } from './strategyOf.js'
import { ELEMENTS } from './prices.js'

/** How a job is sampled. */
export type Sampling = { readonly sampleBps: number; readonly samples: number }

/** What every flat kernel asks for at least. */
export const LEAST_SAMPLING: Sampling = { sampleBps: 2500, samples: 4 }

/** The most that a requester can ask for, with as few samples. */
export const ALWAYS_SAMPLED: Sampling = { sampleBps: 10_000, samples: 4 }

/** How likely a job is drawn at one of its `wrong` elements: drawn elements come with replacement. */
export function caughtChance({ sampleBps, samples }: Sampling, wrong: number): number {
  return (sampleBps / 10_000) * (1 - (1 - wrong / ELEMENTS) ** samples)
}

/** What a job comes to that is lost if it is caught by the draw, and paid or lost otherwise. */
export function byDraw(sampling: Sampling, wrong: number, profit: { caught: bigint; missed: bigint }): Chance[] {
  const chance = caughtChance(sampling, wrong)
  return [
    { chance, profit: profit.caught },
    { chance: 1 - chance, profit: profit.missed },
  ]
}
