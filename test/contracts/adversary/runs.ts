import type { Outcome, Strategy } from './strategy.js'

/** What the seeds 1 to `seeds` of one strategy came to. */
export type Runs<O extends Outcome> = {
  readonly outcomes: readonly O[]
  /** Every broken rule, with the seed that broke it. */
  readonly broken: readonly string[]
}

/** Runs a strategy with the seeds 1 to `seeds`, one after another. */
export async function runsOf<O extends Outcome>({ name, run }: Strategy<O>, seeds: number): Promise<Runs<O>> {
  const outcomes: O[] = []
  const broken: string[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = await run(seed)
    outcomes.push(outcome)
    broken.push(...outcome.broken.map((rule) => `${name}, seed ${seed}: ${rule}`))
  }
  return { outcomes, broken }
}

/** The larger of two amounts. */
export function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
