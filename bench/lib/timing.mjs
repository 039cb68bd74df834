// Times of contenders that take turns, so that a slow moment of the machine hits all of them alike.

/** What every contender runs at least once, and what it may take in all. */
const MOST_ROUNDS = 7
const BUDGET_MS = 1500

/** The middle of some numbers. */
export function median(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)]
}

/**
 * Runs every contender in turn, round after round. A contender that has used up its budget sits the later rounds out.
 * The first round warms up and counts only for contenders that get no second one.
 * @param {{ name: string, run: () => Promise<unknown> | unknown }[]} contenders
 * @returns {Promise<Map<string, { ms: number, medianMs: number, rounds: number[] }>>} the shortest time, the middle one, all
 */
export async function takeTurns(contenders, { rounds = MOST_ROUNDS, budgetMs = BUDGET_MS } = {}) {
  const times = new Map(contenders.map(({ name }) => [name, []]))
  const spent = new Map(contenders.map(({ name }) => [name, 0]))
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of contenders) {
      if (round > 0 && spent.get(name) >= budgetMs) continue
      const started = performance.now()
      await run()
      const ms = performance.now() - started
      spent.set(name, spent.get(name) + ms)
      times.get(name).push(ms)
    }
  }
  return new Map([...times].map(([name, all]) => [name, summary(all)]))
}

function summary(rounds) {
  const counted = withoutWarmUp(rounds)
  return { ms: Math.min(...counted), medianMs: median(counted), rounds }
}

const withoutWarmUp = (rounds) => (rounds.length > 1 ? rounds.slice(1) : rounds)

/**
 * How many times as fast `one` was as `other`: the middle of the rounds that both ran, so that a moment in which the
 * machine was busy with something else does not count. `work` is what one did in a run, for each thing that other did.
 */
export function timesAsFast(one, other, work = 1) {
  const ratios = Array.from(
    { length: Math.min(one.rounds.length, other.rounds.length) },
    (_, round) => (work * other.rounds[round]) / one.rounds[round],
  )
  return median(withoutWarmUp(ratios))
}

/** How long one call takes, in milliseconds, and what it returned. */
export async function timed(run) {
  const started = performance.now()
  const result = await run()
  return { ms: performance.now() - started, result }
}
