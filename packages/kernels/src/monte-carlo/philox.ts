/** Four 32-bit words. */
export type Words4 = readonly [number, number, number, number]

const LIMB = 2 ** 16
const ROUNDS = 10
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const
const WEYL = [0x9e3779b9, 0xbb67ae85] as const

/** ⌊a · b / 2^32⌋ of unsigned 32-bit integers, from 16-bit limbs. */
export function mulHigh(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff]
  const middle = aHigh * bLow + Math.floor((aLow * bLow) / LIMB)
  const other = aLow * bHigh + (middle % LIMB)
  return aHigh * bHigh + Math.floor(middle / LIMB) + Math.floor(other / LIMB)
}

/**
 * Philox4x32-10 of Salmon et al. (2011): four random words that depend on a counter and a key alone.
 *
 * @example
 * console.log(philox4x32([0, 0, 0, 0], [0, 0])[0].toString(16)) // 6627e8d5
 */
export function philox4x32(counter: Words4, key: readonly [number, number]): Words4 {
  let [a, b, c, d] = counter
  let [k, l] = key
  for (let round = 0; round < ROUNDS; round++) {
    const [p, q] = [mulHigh(MULTIPLIERS[0], a), mulHigh(MULTIPLIERS[1], c)]
    const [low, lower] = [Math.imul(MULTIPLIERS[0], a) >>> 0, Math.imul(MULTIPLIERS[1], c) >>> 0]
    ;[a, b, c, d] = [(q ^ b ^ k) >>> 0, lower, (p ^ d ^ l) >>> 0, low]
    ;[k, l] = [(k + WEYL[0]) >>> 0, (l + WEYL[1]) >>> 0]
  }
  return [a, b, c, d]
}
