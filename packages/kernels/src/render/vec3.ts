import { ONE, sqrt } from './fixed.js'

/** A place in Q12 or a direction in Q14. */
export interface Vec3 {
  readonly x: number
  readonly y: number
  readonly z: number
}

const SHORTEST = 256

/** The direction of `v`; zero when `v` is too short to have one. The sum of squares is below 2^32. */
export function unit({ x, y, z }: Vec3): Vec3 {
  const length = sqrt(x * x + y * y + z * z)
  if (length < SHORTEST) return { x: 0, y: 0, z: 0 }
  const part = (value: number) => Math.trunc((value * ONE) / length)
  return { x: part(x), y: part(y), z: part(z) }
}

/** The cosine of two directions, Q14. */
export function dot(a: Vec3, b: Vec3): number {
  return (a.x * b.x + a.y * b.y + a.z * b.z) >> 14
}

/** The point at distance `t`, Q12. */
export function along(origin: Vec3, direction: Vec3, t: number): Vec3 {
  return {
    x: origin.x + ((direction.x * t) >> 14),
    y: origin.y + ((direction.y * t) >> 14),
    z: origin.z + ((direction.z * t) >> 14),
  }
}
