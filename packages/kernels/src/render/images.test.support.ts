import * as fc from 'fast-check'
import type { RenderParams } from '../index.js'

/** The Mandelbrot set as a whole; the example of docs/specs/render.md. */
export const WHOLE_SET: RenderParams = {
  scene: 0,
  width: 64,
  height: 36,
  steps: 500,
  x: -187904819,
  y: 0,
  z: 0,
  pitch: 8808038,
  cycle: 2048,
  palette: 0x804020,
}

/** Ball, box and mirror on their floor, from the front. */
export const SOLIDS: RenderParams = {
  scene: 1,
  width: 64,
  height: 36,
  steps: 128,
  x: 4915,
  y: 7373,
  z: -15000,
  pitch: 188744,
  cycle: 40000,
  palette: 0x3c28c8,
}

/** Sizes, views and colours that the contract takes, the extremes often among them. */
export function images(limits: { readonly side: number; readonly steps: number }): fc.Arbitrary<RenderParams> {
  const size = fc.integer({ min: 1, max: limits.side })
  const shape = fc.record({ scene: fc.constantFrom(0, 1), width: size, height: size })
  const tones = fc.record({ cycle: fc.integer({ min: 0, max: 65535 }), palette: fc.integer({ min: 0, max: 0xffffff }) })
  return fc.tuple(shape, tones, fc.integer({ min: 1, max: limits.steps })).chain(([place, tone, steps]) => {
    const isFlat = place.scene === 0
    const far = isFlat ? 2 ** 29 : 2 ** 14
    const coordinate = fc.oneof(
      fc.constantFrom(-far, 0, far),
      fc.integer({ min: -far, max: far }),
      fc.integer({ min: -far >> 2, max: far >> 2 }),
    )
    return fc.tuple(coordinate, coordinate, isFlat ? fc.constant(0) : coordinate).chain(([x, y, z]) => {
      const rest = { x, y, z, ...tone, steps: isFlat ? steps : Math.min(steps, 256) }
      const most = isFlat
        ? Math.min(
            Math.floor((2 ** 30 - 1 - Math.abs(x)) / place.width),
            Math.floor((2 ** 30 - 1 - Math.abs(y)) / place.height),
          )
        : Math.floor(2 ** 25 / Math.max(place.width, place.height))
      const pitches = fc.oneof(
        fc.constantFrom(1, most),
        fc.integer({ min: 1, max: most }),
        fc.integer({ min: 1, max: Math.ceil(most / 4) }),
      )
      return pitches.map((pitch) => ({ ...place, ...rest, pitch }) as RenderParams)
    })
  })
}
