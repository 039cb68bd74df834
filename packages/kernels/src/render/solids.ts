import { ONE, sqrt } from './fixed.js'
import { unit, type Vec3 } from './vec3.js'

/** What stands in scene 1, by its id. */
export type Solid = 1 | 2 | 3 | 4

/** A sphere, or a box without its edges' radius; Q12. */
interface Body {
  readonly centre: Vec3
  readonly half: number
  readonly radius: number
}

const FLOOR = 1
const BALL = 2
const BODIES: Readonly<Record<2 | 3 | 4, Body>> = {
  2: { centre: { x: -4506, y: 4096, z: 819 }, half: 0, radius: 4096 },
  3: { centre: { x: 4915, y: 2867, z: -410 }, half: 2048, radius: 819 },
  4: { centre: { x: 410, y: 1638, z: -4506 }, half: 0, radius: 1638 },
}
/** 0xBBGGRR. */
const TILES = [0xdce1e1, 0x463a32] as const
const COLOURS = { 3: 0x2878eb, 4: 0xd7cdc8 } as const
const REFLECTS = { 1: 1200, 2: 1600, 3: 800, 4: 9000 } as const

/** The least distance of a point to a solid, and which it is; of equals the first. */
export function nearest(point: Vec3): { readonly h: number; readonly solid: Solid } {
  let h = point.y
  let solid: Solid = FLOOR
  for (const id of [2, 3, 4] as const) {
    const distance = distanceTo(BODIES[id], point)
    if (distance < h) [h, solid] = [distance, id]
  }
  return { h, solid }
}

function distanceTo(body: Body, point: Vec3): number {
  const { x, y, z } = beyond(point, body)
  // Rounded down on this side of the middle as on that: only a ball's offsets are signed.
  const part = body.half > 0 ? (m: number) => Math.abs(m) >> 1 : (q: number) => q >> 1
  const [a, b, c] = [part(x), part(y), part(z)]
  return sqrt(a * a + b * b + c * c) * 2 - body.radius
}

/** Which way the surface of a solid faces at a point of it. */
export function normalOf(solid: Solid, at: Vec3): Vec3 {
  return solid === FLOOR ? { x: 0, y: ONE, z: 0 } : unit(beyond(at, BODIES[solid]))
}

/** Its colour there, 0xBBGGRR; the ball has the one of the params. */
export function colourOf(solid: Solid, at: Vec3, ballColour: number): number {
  if (solid === FLOOR) return TILES[(((at.x >> 12) + (at.z >> 12)) & 1) as 0 | 1]
  return solid === BALL ? ballColour : COLOURS[solid]
}

/** How much of what meets it straight on it reflects, Q14. */
export function reflectsOf(solid: Solid): number {
  return REFLECTS[solid]
}

/** How far a point lies off a body's centre or, of a box, outside of it; 0 where it does not. */
function beyond({ x, y, z }: Vec3, { centre, half }: Body): Vec3 {
  const part = (q: number) => (q < 0 ? -Math.max(-q - half, 0) : Math.max(q - half, 0))
  return { x: part(x - centre.x), y: part(y - centre.y), z: part(z - centre.z) }
}
