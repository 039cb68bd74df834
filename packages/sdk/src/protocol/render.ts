import { encodeRenderParams, NO_INPUTS_ROOT, renderLayout, RENDER_KERNEL_ID, type RenderParams } from '@quern/kernels'
import type { Hex } from 'viem'
import type { Work } from '../types.js'

/** The Mandelbrot set, seen from above. */
export type DescribeMandelbrotParameters = {
  /** Pixels: 1 to 16384 each. */
  width: number
  height: number
  /** The point in the middle; each part between −2 and 2. */
  centre: { re: number; im: number }
  /** How much of the plane a row shows. */
  across: number
  /** Most iterations of a pixel: 1 to 8192. */
  iterations: number
  /** Turns of the palette for an iteration, 0 to 1; by default one in 32 iterations. */
  cycle?: number | undefined
  /** 0xBBGGRR: where in its wave each channel begins; by default blue, white, orange. */
  palette?: number | undefined
  /** How many bands the image is cut into; by default one. */
  shards?: number | undefined
}

/** Ball, mirror ball and box on a floor, by ray marching. */
export type DescribeSolidsParameters = {
  /** Pixels: 1 to 16384 each. */
  width: number
  height: number
  /** Where the camera stands, each within 4 of the middle; the floor is y = 0. It looks at (0, 0.75, 0). */
  camera: { x: number; y: number; z: number }
  /** How much a row shows at a distance of 1: up to 4; by default 1.4. */
  across?: number | undefined
  /** Most steps of a ray: 1 to 256; by default 128. */
  steps?: number | undefined
  /** Where the light stands around the scene, 0 to 1; by default 0.61. */
  light?: number | undefined
  /** 0xBBGGRR: the ball's colour; by default red. */
  colour?: number | undefined
  /** How many bands the image is cut into; by default one. */
  shards?: number | undefined
}

/** Work for `prepareRequest`, and what its results are checked against. */
export type RenderWork = { kernelId: number; work: Work; image: RenderParams; inputRoots: readonly Hex[] }

const blueWhiteOrange = 0x804020
const red = 0x3c28c8

/**
 * Describes an image of the Mandelbrot set as work to be requested. It has no inputs. Numbers are rounded to the fixed
 * point of docs/specs/render.md.
 *
 * Throws `KERNEL_PARAMETERS` with the facts that the contract would refuse by.
 *
 * @example
 * ```ts
 * const centre = { re: -0.7, im: 0 }
 * const set = describeMandelbrot({ width: 1920, height: 1080, centre, across: 4.2, iterations: 1000, shards: 9 })
 * const prepared = await prepareRequest(client, { ...set, maxPrice: parseUnits('0.001', 18) })
 * ```
 */
export function describeMandelbrot(parameters: DescribeMandelbrotParameters): RenderWork {
  const { width, height, centre, across, iterations, cycle = 1 / 32, palette = blueWhiteOrange, shards } = parameters
  const view = {
    x: fixed(centre.re, 28),
    y: fixed(centre.im, 28),
    z: 0,
    pitch: fixed(across / Math.max(width, 1) / 2, 28),
  }
  return describeImage({ scene: 0, width, height, steps: iterations, ...view, cycle: turns(cycle), palette }, shards)
}

/**
 * Describes an image of solids as work to be requested. It has no inputs. Numbers are rounded to the fixed point of
 * docs/specs/render.md.
 *
 * Throws `KERNEL_PARAMETERS` with the facts that the contract would refuse by.
 *
 * @example
 * ```ts
 * const camera = { x: 1.2, y: 1.8, z: -3.7 }
 * const solids = describeSolids({ width: 1920, height: 1080, camera, shards: 9 })
 * const prepared = await prepareRequest(client, { ...solids, maxPrice: parseUnits('0.001', 18) })
 * ```
 */
export function describeSolids(parameters: DescribeSolidsParameters): RenderWork {
  const { width, height, camera, across = 1.4, steps = 128, light = 0.61, colour = red, shards } = parameters
  const place = { x: fixed(camera.x, 12), y: fixed(camera.y, 12), z: fixed(camera.z, 12) }
  const pitch = fixed(across / Math.max(width, 1) / 2, 24)
  return describeImage(
    { scene: 1, width, height, steps, ...place, pitch, cycle: turns(light), palette: colour },
    shards,
  )
}

function describeImage(image: RenderParams, shards = 1): RenderWork {
  const { params } = renderLayout(image, shards)
  const work = { shards, inputRoot: NO_INPUTS_ROOT, params: encodeRenderParams(params), inputUri: '' }
  return { kernelId: RENDER_KERNEL_ID, work, image, inputRoots: [] }
}

function fixed(value: number, bits: number): number {
  return Math.round(value * 2 ** bits)
}

/** A part of a turn, Q16: whole turns count for nothing, and what is no number stays none. */
function turns(value: number): number {
  const rounded = Math.round(value * 65536)
  return rounded - 65536 * Math.floor(rounded / 65536)
}
