import { lg, mul, Q16 } from './fixed.js'

/** What scene 0 shows of one pixel, and in which colours. */
export interface MandelbrotPoint {
  /** Q28, each between −4 and 4. */
  readonly x: number
  readonly y: number
  /** Most iterations. */
  readonly steps: number
  /** Turns of the palette for an iteration, Q16. */
  readonly cycle: number
  /** 0xBBGGRR: where in its wave each channel begins, Q8. */
  readonly palette: number
}

const OPAQUE = 0xff000000
/** |z|² of 4 in Q24. */
const ESCAPED = 2 ** 26
const TURN = 65536

/** The colour of a point, 0xAABBGGRR: scene 0 of docs/specs/render.md. */
export function mandelbrotPixel(point: MandelbrotPoint): number {
  let x = 0
  let y = 0
  for (let n = 0; n < point.steps; n++) {
    const nextX = mul(x + y, x - y, 28) + point.x
    y = mul(x, y, 27) + point.y
    x = nextX
    if (mul(x, x, 32) + mul(y, y, 32) >= ESCAPED) return colour(point, iterations(point, n, { x, y }))
  }
  return OPAQUE
}

/** How many iterations it took, Q16: one more, in Q20, tells how far z was beyond the circle. */
function iterations(point: MandelbrotPoint, n: number, z: { readonly x: number; readonly y: number }): number {
  const x = z.x >> 8
  const y = z.y >> 8
  const u = mul(x + y, x - y, 20) + (point.x >> 8)
  const v = mul(x, y, 19) + (point.y >> 8)
  const norm = mul(u, u, 24) + mul(v, v, 24)
  return (n << 16) + 4 * Q16 - (lg(lg(norm) - 16 * Q16) - 16 * Q16)
}

function colour({ cycle, palette }: MandelbrotPoint, count: number): number {
  const phase = mul(count, cycle, 16)
  const channel = (shift: number) => wave(phase + (((palette >>> shift) & 0xff) << 8)) << shift
  return (OPAQUE | channel(16) | channel(8) | channel(0)) >>> 0
}

/** A smooth wave from 0 over 255 back to 0 in one turn. */
function wave(phase: number): number {
  const a = phase % TURN
  const t = a <= TURN / 2 ? a : TURN - a
  return (((((t * t) >> 15) * (98304 - 2 * t)) >> 15) * 255) >> 15
}
