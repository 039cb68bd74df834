/** Mutants in an order that only `seed` decides (Fisher and Yates; splitmix32). */
export function shuffled(mutants, seed) {
  const next = generator(seed)
  const order = [...mutants]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1))
    const moved = order[last]
    order[last] = order[other]
    order[other] = moved
  }
  return order
}

function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

/** A mutant's name in the journal. */
export function keyOf({ file, start, end, to }) {
  return `${file}:${start}:${end}:${to}`
}
