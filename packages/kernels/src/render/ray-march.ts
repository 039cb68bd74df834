import { clamp, ONE } from './fixed.js'
import { colourOf, nearest, normalOf, reflectsOf, type Solid } from './solids.js'
import { along, dot, unit, type Vec3 } from './vec3.js'

/** Where the camera of scene 1 stands, and what one pixel of it looks at. */
export interface RayView {
  readonly camera: Vec3
  /** How far off the middle the pixel lies at a distance of 1, Q24. */
  readonly right: number
  readonly up: number
  /** Most steps of a ray. */
  readonly steps: number
  /** Turns of the light, Q16. */
  readonly cycle: number
  /** The ball's colour, 0xBBGGRR. */
  readonly palette: number
}

type Channels = readonly [number, number, number]

interface Ray {
  readonly origin: Vec3
  readonly direction: Vec3
}

interface Hit extends Ray {
  readonly solid: Solid
  readonly at: Vec3
  readonly normal: Vec3
  readonly bounce: Vec3
  /** Where what it reflects comes from. */
  readonly next: Vec3
}

const TOUCH = 8
/** The length of a ray and its reflection together, Q12. */
const FAR = 73728
const TARGET_Y = 3072
const LIGHT_Y = 14746
const SHADOW = { steps: 32, first: 64, stride: 1024, far: 16384 } as const
const HORIZON = 0xf0dccd
const ZENITH = 0xd27846

/** The colour of a pixel, 0xAABBGGRR: scene 1 of docs/specs/render.md. */
export function rayPixel(view: RayView): number {
  const light = unit({ x: sine(view.cycle + ONE), y: LIGHT_Y, z: sine(view.cycle) })
  let ray: Ray = { origin: view.camera, direction: rayOf(view) }
  let sum: Channels = [0, 0, 0]
  let weight = ONE
  let far = 0
  for (const mayReflect of [true, false]) {
    const found = cast(ray, view.steps, FAR - far)
    if (found === undefined) return packed(added(sum, skyOf(ray.direction), weight))
    far += found.t
    const hit = hitOf(ray, found)
    const fog = clamp(((far >> 2) * (far >> 2)) >> 14, ONE)
    const seen = shade(hit, light, colourOf(hit.solid, hit.at, view.palette))
    const sky = skyOf(ray.direction)
    const shown = mapped(seen, (value, i) => value + (((sky[i] - value) * fog) >> 14))
    const passed = mayReflect ? (weight * reflected(hit, fog)) >> 14 : 0
    sum = added(sum, shown, weight - passed)
    weight = passed
    ray = { origin: hit.next, direction: hit.bounce }
  }
  return packed(sum)
}

/** Which way a pixel looks: the camera's three axes, weighed. */
function rayOf({ camera, right, up }: RayView): Vec3 {
  const ahead = unit({ x: -camera.x, y: TARGET_Y - camera.y, z: -camera.z })
  const side = unit({ x: ahead.z, y: 0, z: -ahead.x })
  const topX = (ahead.y * side.z) >> 14
  const topY = (ahead.z * side.x - ahead.x * side.z) >> 14
  const topZ = -((ahead.y * side.x) >> 14)
  const u = right >> 10
  const v = up >> 10
  return unit({
    x: (side.x * u + topX * v + ahead.x * ONE) >> 14,
    y: (topY * v + ahead.y * ONE) >> 14,
    z: (side.z * u + topZ * v + ahead.z * ONE) >> 14,
  })
}

/** The sine of an angle in 2^16 parts of a turn, by a parabola; Q14. */
function sine(angle: number): number {
  const b = angle & 32767
  const height = (b * (32768 - b)) >> 14
  return (angle & 32768) === 0 ? height : -height
}

/** Walks on by the distance to the nearest solid, until it touches one or has gone `most`. */
function cast({ origin, direction }: Ray, steps: number, most: number): { solid: Solid; t: number } | undefined {
  let t = 0
  for (let step = 0; step < steps; step++) {
    const { h, solid } = nearest(along(origin, direction, t))
    if (h < TOUCH) return { solid, t }
    t += h
    if (t > most) return undefined
  }
  return undefined
}

function hitOf({ origin, direction }: Ray, { solid, t }: { solid: Solid; t: number }): Hit {
  const at = along(origin, direction, t)
  const normal = normalOf(solid, at)
  const e = dot(direction, normal)
  const bounce = {
    x: direction.x - ((normal.x * e) >> 13),
    y: direction.y - ((normal.y * e) >> 13),
    z: direction.z - ((normal.z * e) >> 13),
  }
  const next = { x: at.x + (normal.x >> 8), y: at.y + (normal.y >> 8), z: at.z + (normal.z >> 8) }
  return { origin, direction, solid, at, normal, bounce, next }
}

/** What is seen there: its colour in the light and the shadow, and the light's own reflection. */
function shade({ normal, bounce, next }: Hit, light: Vec3, colour: number): Channels {
  const facing = dot(normal, light)
  const shadow = facing > 0 ? shadowOf(next, light) : 0
  const lit = (Math.max(facing, 0) * shadow) >> 14
  const gloss = (((gleam(clamp(dot(bounce, light), ONE)) * shadow) >> 14) * 180) >> 14
  const glow = 3072 + ((normal.y + ONE) >> 3) + ((3 * lit) >> 2)
  return mapped(channels(colour), (value) => ((value * glow) >> 14) + gloss)
}

/** How much of the light arrives at a place, Q14: less, the closer a solid is to its way. */
function shadowOf(origin: Vec3, light: Vec3): number {
  let passes = ONE
  let t: number = SHADOW.first
  for (let step = 0; step < SHADOW.steps && t <= SHADOW.far; step++) {
    const { h } = nearest(along(origin, light, t))
    if (h < TOUCH) return 0
    passes = Math.min(passes, Math.floor((Math.min(h, t >> 3) << 17) / t))
    t += clamp(Math.max(h, SHADOW.first), SHADOW.stride)
  }
  return passes
}

/** A cosine to the 32nd power, Q14. */
function gleam(cosine: number): number {
  let power = cosine
  for (let i = 0; i < 5; i++) power = (power * power) >> 14
  return power
}

/** How much of a pixel is reflection, Q14: more where it is seen along the surface, none in the fog. */
function reflected({ solid, direction, normal }: Hit, fog: number): number {
  const w = ONE - clamp(-dot(direction, normal), ONE)
  return (Math.min(ONE, reflectsOf(solid) + (((w * w) >> 14) >> 1)) * (ONE - fog)) >> 14
}

function skyOf({ y }: Vec3): Channels {
  const zenith = channels(ZENITH)
  return mapped(channels(HORIZON), (value, i) => value + (((zenith[i] - value) * clamp(y, ONE)) >> 14))
}

function channels(colour: number): Channels {
  return [colour & 0xff, (colour >> 8) & 0xff, (colour >> 16) & 0xff]
}

function mapped(values: Channels, change: (value: number, i: 0 | 1 | 2) => number): Channels {
  return [change(values[0], 0), change(values[1], 1), change(values[2], 2)]
}

function added(sum: Channels, shown: Channels, weight: number): Channels {
  return mapped(sum, (value, i) => value + ((shown[i] * weight) >> 14))
}

function packed(sum: Channels): number {
  const [r, g, b] = mapped(sum, (value) => Math.min(value, 255))
  return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
}
