/** Sequences of one test. */
const BATCH = 50

/**
 * The random sequences to run, in batches of a test each. The long profile takes more by `MODEL_SEQUENCES`, and goes on
 * where another run ended by `MODEL_FIRST`; a sequence is the same whenever it runs.
 */
export function profile(): { first: number; last: number }[] {
  const begin = setting('MODEL_FIRST', 0)
  const batches = Math.ceil(setting('MODEL_SEQUENCES', 200) / BATCH)
  return Array.from({ length: batches }, (_, batch) => begin + batch * BATCH).map((first) => ({
    first,
    last: first + BATCH - 1,
  }))
}

function setting(name: string, usual: number): number {
  const text = process.env[name]
  if (text === undefined) return usual
  if (!/^\d+$/.test(text)) throw new RangeError(`${name} is "${text}"; it must be a whole number`)
  return Number(text)
}
