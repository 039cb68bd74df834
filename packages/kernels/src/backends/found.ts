/** No candidate has so high a number. */
const NONE = 2n ** 62n

/** Memory for the least number that threads find. */
export function openFound(): SharedArrayBuffer {
  const found = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)
  Atomics.store(new BigInt64Array(found), 0, NONE)
  return found
}

/** Keeps a number if it is the least so far. */
export function foundFirst(found: SharedArrayBuffer, number: number): void {
  const word = new BigInt64Array(found)
  for (let least = Atomics.load(word, 0); BigInt(number) < least;) {
    const before = Atomics.compareExchange(word, 0, least, BigInt(number))
    if (before === least) return
    least = before
  }
}

/** The least number that was found, if any was. */
export function leastFound(found: SharedArrayBuffer): number | undefined {
  const least = Atomics.load(new BigInt64Array(found), 0)
  return least === NONE ? undefined : Number(least)
}
