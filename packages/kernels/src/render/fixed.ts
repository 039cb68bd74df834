/** 1 of a logarithm or of iterations, Q16. */
export const Q16 = 65536
/** 1 as a direction's length or a share, Q14. */
export const ONE = 16384

const LIMB = 65536
// How much of t · (1 − t) the logarithm lies above its chord, Q16.
const BULGE = 22544

/**
 * ⌊a · b / 2^shift⌋ of 32-bit integers, from 16-bit limbs; `shift` is 1 to 32 and the result fits 32 bits. The 64-bit
 * product is a high word, signed, and a low one.
 */
export function mul(a: number, b: number, shift: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >> 16, a & 0xffff, b >> 16, b & 0xffff]
  const low = Math.imul(aLow, bLow)
  const middle = aHigh * bLow + aLow * bHigh + (low >>> 16)
  const high = (Math.imul(aHigh, bHigh) + Math.floor(middle / LIMB)) | 0
  if (shift === 32) return high
  const word = (middle << 16) | (low & 0xffff)
  return (high << (32 - shift)) | (word >>> shift)
}

/** ⌊√n⌋ of 0 <= n < 2^32: a double holds n exactly, and its root is rounded to no more than the next double. */
export function sqrt(n: number): number {
  return Math.floor(Math.sqrt(n))
}

/** log2 of v >= 1 in Q16, nearly: exact at powers of two, smooth between them. */
export function lg(v: number): number {
  const exponent = 31 - Math.clz32(v)
  const t = ((v << (31 - exponent)) >>> 15) - Q16
  return (exponent << 16) + t + ((((t * (Q16 - t)) >> 16) * BULGE) >> 16)
}

/** min(max(value, 0), most). */
export function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most)
}
