import type { Hex } from '../hex.js'
import { outside, shardFault, type ShapeFault, type ShardOf } from '../shape-fault.js'

/** Most pixels of a row, and most rows of all shards. */
export const RENDER_MAX_SIDE = 16384
/** Most iterations of a pixel of the Mandelbrot set. */
export const RENDER_MAX_ITERATIONS = 8192
/** Most steps of a ray. */
export const RENDER_MAX_RAY_STEPS = 256

const PARAMS_BYTES = 320n
const WORD_DIGITS = 64
const WORD_BITS = 256
const MAX_SIDE = BigInt(RENDER_MAX_SIDE)
// Points of scene 0 stay below 4 in Q28, and their centre within 2.
const MAX_REACH = 2n ** 30n - 1n
const MAX_CENTRE = 2n ** 29n
// The camera stays within 4 in Q12, and sees no further to a side than 2 at a distance of 1, Q24.
const MAX_CAMERA = 2n ** 14n
const MAX_VIEW = 2n ** 25n
const MAX_CYCLE = 65535n
const MAX_PALETTE = 0xffffffn

/** The ten words of the params as they stand, dirty upper bits included; x, y and z are signed. */
export interface RenderWords {
  readonly scene: bigint
  readonly width: bigint
  readonly height: bigint
  readonly steps: bigint
  readonly x: bigint
  readonly y: bigint
  readonly z: bigint
  readonly pitch: bigint
  readonly cycle: bigint
  readonly palette: bigint
}

/**
 * What the contract would refuse by `ShapeOutOfBounds`, or undefined when it would refuse nothing. `params` are bytes in
 * hexadecimal; `shards` and `shard` are whole numbers.
 *
 * @example
 * console.log(renderFault('0x', { shards: 1, shard: 0 })) // { name: 'paramsLength', have: 0n, … }
 */
export function renderFault(params: Hex, of: ShardOf): ShapeFault | undefined {
  const bytes = BigInt(params.length - 2) / 2n
  return outside('paramsLength', bytes, [PARAMS_BYTES, PARAMS_BYTES]) ?? faultOfRender(readRenderWords(params), of)
}

/** The words of params that have 320 bytes. */
export function readRenderWords(params: Hex): RenderWords {
  const word = (index: number) => BigInt(`0x${params.slice(2 + index * WORD_DIGITS, 2 + (index + 1) * WORD_DIGITS)}`)
  const signed = (index: number) => BigInt.asIntN(WORD_BITS, word(index))
  const [scene, width, height, steps] = [word(0), word(1), word(2), word(3)]
  const [x, y, z] = [signed(4), signed(5), signed(6)]
  return { scene, width, height, steps, x, y, z, pitch: word(7), cycle: word(8), palette: word(9) }
}

/** The first fault of the words, in the contract's order. */
export function faultOfRender(words: RenderWords, of: ShardOf): ShapeFault | undefined {
  return sizeFault(words) ?? viewFault(words) ?? shardFault(words.height, of)
}

function sizeFault({ scene, width, height, steps }: RenderWords): ShapeFault | undefined {
  const mostSteps = scene === 0n ? RENDER_MAX_ITERATIONS : RENDER_MAX_RAY_STEPS
  return (
    outside('scene', scene, [0n, 1n]) ??
    outside('width', width, [1n, MAX_SIDE]) ??
    outside('height', height, [1n, MAX_SIDE]) ??
    outside('steps', steps, [1n, BigInt(mostSteps)])
  )
}

function viewFault(words: RenderWords): ShapeFault | undefined {
  const isFlat = words.scene === 0n
  const most = isFlat ? MAX_CENTRE : MAX_CAMERA
  return (
    outside('|x|', size(words.x), [0n, most]) ??
    outside('|y|', size(words.y), [0n, most]) ??
    outside('|z|', size(words.z), [0n, isFlat ? 0n : most]) ??
    outside('pitch', words.pitch, [1n, mostPitch(words)]) ??
    outside('cycle', words.cycle, [0n, MAX_CYCLE]) ??
    outside('palette', words.palette, [0n, MAX_PALETTE])
  )
}

/** What keeps the image's edges within what 32 bits of fixed point hold; at least 1. */
function mostPitch({ scene, width, height, x, y }: RenderWords): bigint {
  if (scene !== 0n) return MAX_VIEW / (width > height ? width : height)
  const [across, down] = [(MAX_REACH - size(x)) / width, (MAX_REACH - size(y)) / height]
  return across < down ? across : down
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value
}
