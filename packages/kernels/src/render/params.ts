import { KernelParameterError, type KernelFacts } from '../errors.js'
import type { Hex } from '../hex.js'
import type { ShapeFault } from '../shape-fault.js'
import { faultOfRender, readRenderWords, renderFault, type RenderWords } from './faults.js'

/** The kernel's number in the registry. */
export const RENDER_KERNEL_ID = 2

/** 0: the Mandelbrot set; 1: a scene of distances. */
export type RenderScene = 0 | 1

/** What is to be drawn: all whole numbers; docs/specs/render.md says what each is and may be. */
export interface RenderParams {
  readonly scene: RenderScene
  /** Pixels of a row. */
  readonly width: number
  /** Rows of all shards. */
  readonly height: number
  /** Most iterations of a pixel, or steps of a ray. */
  readonly steps: number
  /** The image's centre, Q28; or where the camera stands, Q12, y up. */
  readonly x: number
  readonly y: number
  /** 0 of a Mandelbrot image. */
  readonly z: number
  /** Half the distance of two pixels, Q28; or that at a distance of 1 from the camera, Q24. */
  readonly pitch: number
  /** Turns of the palette for an iteration, or of the light about the scene, Q16. */
  readonly cycle: number
  /** 0xBBGGRR: where in its wave each channel begins, Q8; or the ball's colour. */
  readonly palette: number
}

const HINT =
  'Render takes images of 1 to 16384 pixels a side, 1 to 8192 iterations or 1 to 256 steps of a ray, a centre within 2 or a camera within 4, a pitch that keeps the edges in fixed point, and shards that each have a row.'
const WORD_DIGITS = 64
const WORD_BITS = 256
const ONE_SHARD = { shards: 1, shard: 0 }

/**
 * The kernel's parameters as the contracts read them: ten words, 320 bytes.
 * Throws `KERNEL_PARAMETERS` with the contract's facts: name, have, least, most.
 *
 * @example
 * const view = { x: -(2 ** 27), y: 0, z: 0, pitch: 2 ** 19 } as const
 * const params = encodeRenderParams({ scene: 0, width: 640, height: 360, steps: 500, ...view, cycle: 2048, palette: 0 })
 */
export function encodeRenderParams(params: RenderParams): Hex {
  assertRenderParams(params)
  const { scene, width, height, steps, x, y, z, pitch, cycle, palette } = wordsOf(params)
  const words = [scene, width, height, steps, x, y, z, pitch, cycle, palette]
  const digits = (word: bigint) => BigInt.asUintN(WORD_BITS, word).toString(16).padStart(WORD_DIGITS, '0')
  return `0x${words.map(digits).join('')}`
}

/** The inverse of `encodeRenderParams`; throws `KERNEL_PARAMETERS` for whatever the contract refuses. */
export function decodeRenderParams(encoded: Hex): RenderParams {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(encoded)) {
    throw refusal('The parameters are not bytes in hexadecimal.', { characters: encoded.length })
  }
  const fault = renderFault(encoded, ONE_SHARD)
  if (fault !== undefined) throw outOfBounds(fault)
  const words = Object.entries(readRenderWords(encoded)).map(([name, word]) => [name, Number(word)])
  return Object.fromEntries(words) as RenderParams
}

/** Throws `KERNEL_PARAMETERS` unless the contract takes the params for `shards` shards. */
export function assertRenderParams(params: RenderParams, shards = 1): void {
  if (!Number.isInteger(shards)) throw refusal('A count is not a whole number.', { name: 'shards', have: shards })
  const fault = faultOfRender(wordsOf(params), { shards, shard: 0 })
  if (fault !== undefined) throw outOfBounds(fault)
}

function wordsOf(params: RenderParams): RenderWords {
  const word = (name: keyof RenderParams): bigint => {
    if (Number.isInteger(params[name])) return BigInt(params[name])
    throw refusal('A parameter is not a whole number.', { name, have: params[name] })
  }
  const [scene, width, height, steps] = [word('scene'), word('width'), word('height'), word('steps')]
  const [x, y, z] = [word('x'), word('y'), word('z')]
  return { scene, width, height, steps, x, y, z, pitch: word('pitch'), cycle: word('cycle'), palette: word('palette') }
}

function outOfBounds({ name, have, least, most }: ShapeFault): KernelParameterError {
  return refusal('A parameter is out of bounds.', { name, have, least, most })
}

function refusal(summary: string, facts: KernelFacts): KernelParameterError {
  return new KernelParameterError(summary, facts, HINT)
}
