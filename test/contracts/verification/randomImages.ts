// Random images of both scenes and pixels of them, from a fixed seed.
import type { RenderParams } from '@quern/kernels'
import * as fc from 'fast-check'

/** Some pixels of an image: `start`, and each `stride` further on, counted row by row. */
export interface DrawnPixels {
  readonly params: RenderParams
  readonly start: number
  readonly stride: number
  readonly count: number
}

/** Pixels of one call: what fits its gas. */
const MOST_AT_ONCE = { 0: 500, 1: 60 } as const

const coordinate = (far: number) =>
  fc.oneof(
    fc.constantFrom(-far, far),
    fc.integer({ min: -far, max: far }),
    fc.integer({ min: -far >> 2, max: far >> 2 }),
  )

const tones = { cycle: fc.integer({ min: 0, max: 65535 }), palette: fc.integer({ min: 0, max: 0xffffff }) }
const sides = { width: fc.integer({ min: 1, max: 16384 }), height: fc.integer({ min: 1, max: 16384 }) }

/** The widest view as often as any narrower one. */
function withPitch<Image extends { width: number; height: number }>(image: Image, most: number) {
  return fc.oneof(fc.constant(most), fc.integer({ min: 1, max: most })).map((pitch) => ({ ...image, pitch }))
}

const sets = fc
  .record({
    ...sides,
    ...tones,
    steps: fc.integer({ min: 1, max: 120 }),
    x: coordinate(2 ** 29),
    y: coordinate(2 ** 29),
  })
  .chain((image) => {
    const room = (centre: number, side: number) => Math.floor((2 ** 30 - 1 - Math.abs(centre)) / side)
    return withPitch(image, Math.min(room(image.x, image.width), room(image.y, image.height)))
  })
  .map((image): RenderParams => ({ ...image, scene: 0, z: 0 }))

const far = 2 ** 14
const solids = fc
  .record({
    ...sides,
    ...tones,
    steps: fc.integer({ min: 1, max: 60 }),
    x: coordinate(far),
    y: coordinate(far),
    z: coordinate(far),
  })
  .chain((image) => withPitch(image, Math.floor(2 ** 25 / Math.max(image.width, image.height))))
  .map((image): RenderParams => ({ ...image, scene: 1 }))

const places = fc.record({ start: fc.nat(2 ** 28), stride: fc.integer({ min: 1, max: 2 ** 20 }) })

/** `count` pixels in all, eight of nine of the Mandelbrot set. */
export function randomImages(count: number, seed: number): DrawnPixels[] {
  const image = fc.oneof({ weight: 1, arbitrary: sets }, { weight: 1, arbitrary: solids })
  const calls: DrawnPixels[] = []
  let left = count
  for (const [params, place] of fc.sample(fc.tuple(image, places), { numRuns: count / 100, seed })) {
    const most = Math.min(left, MOST_AT_ONCE[params.scene])
    if (most > 0) calls.push({ params, ...place, count: most })
    left -= most
  }
  return calls
}
