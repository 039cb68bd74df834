/** A number with 200 binary places: far finer than the base units that the contracts round to. */
export type Exact = bigint

const PLACES = 200n
/** One base unit. */
export const ONE: Exact = 1n << PLACES

/** Whole base units. */
export function exact(units: bigint): Exact {
  return units << PLACES
}

/** `amount * part / whole`. */
export function partOf(amount: Exact, part: Exact, whole: Exact): Exact {
  return (amount * part) / whole
}

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}

/** `value` in base units, for messages. */
export function shown(value: Exact): string {
  const thousandths = (value * 1000n) >> PLACES
  return `${thousandths / 1000n}.${String(((thousandths % 1000n) + 1000n) % 1000n).padStart(3, '0')}`
}
