/** A seeded source of choices: the same seed makes the same sequence. */
export type Random = {
  /** A whole number from 0 to `below` − 1. */
  int(below: number): number
  /** An amount from 0 to `most`. */
  amount(most: bigint): bigint
  /** True with a probability of `percent`. */
  chance(percent: number): boolean
  pick<T>(from: readonly T[]): T
}

/** The generator mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const int = (below: number) => next() % below
  return {
    int,
    amount: (most) => (((BigInt(next()) << 32n) + BigInt(next())) * (most / 2n ** 64n + 1n)) % (most + 1n),
    chance: (percent) => int(100) < percent,
    pick: (from) => {
      if (from.length === 0) throw new RangeError('there is nothing to choose from')
      return from[int(from.length)] as (typeof from)[number]
    },
  }
}
