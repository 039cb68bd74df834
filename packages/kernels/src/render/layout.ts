import { KernelShardError } from '../errors.js'
import type { FlatLayout } from '../kernel.js'
import { samplesOf } from '../reveal-limits.js'
import { tensorShape } from '../tensors/shape.js'
import { assertRenderParams, type RenderParams } from './params.js'

const UNIT_COST = 2n ** 20n
const HASH_BYTES = 32
// A sample of scene 0: so much, and so much an iteration.
const POINT_GAS = 80_000
const ITERATION_GAS = 170
// A sample of scene 1: so much, and so much for each distance that its rays and their shadows take.
const RAYS_GAS = 120_000
const DISTANCE_GAS = 2_080
const RAYS = 2
const SHADOW_STEPS = 32
// A step of a ray and of its shadow, of two rays each, beside an iteration.
const RAY_COST = 16

/** Rows of one shard: start … start + count − 1 of the image. */
export interface RenderBand {
  readonly start: number
  readonly count: number
}

/** Everything about an image that follows from its parameters and its number of shards. */
export interface RenderLayout extends FlatLayout {
  readonly params: RenderParams
  /** The rows that a shard draws. Throws `KERNEL_SHARD`. */
  bandOf(shard: number): RenderBand
}

/** The most steps that a pixel takes, measured in iterations. */
export function pixelCost({ scene, steps }: Pick<RenderParams, 'scene' | 'steps'>): number {
  return scene === 0 ? steps : RAY_COST * (steps + SHADOW_STEPS)
}

/** The most gas that a sample takes, its part of the call included. */
function gasOfSample({ scene, steps }: RenderParams): number {
  return scene === 0 ? POINT_GAS + ITERATION_GAS * steps : RAYS_GAS + DISTANCE_GAS * RAYS * (steps + SHADOW_STEPS)
}

/**
 * Shapes, bounds and price units of a job. Throws `KERNEL_PARAMETERS` with the contract's facts.
 *
 * @example
 * const view = { x: 0, y: 4096, z: -12288, pitch: 6000, cycle: 0, palette: 0x3c28c8 }
 * const layout = renderLayout({ scene: 1, width: 1920, height: 1080, steps: 128, ...view }, 9)
 * console.log(layout.bandOf(8), layout.elements(8)) // { start: 960, count: 120 } 230400n
 */
export function renderLayout(params: RenderParams, shards: number): RenderLayout {
  assertRenderParams(params, shards)
  const { width, height } = params
  const block = Math.ceil(height / shards)
  const bandOf = (shard: number): RenderBand => {
    if (!Number.isInteger(shard) || shard < 0 || shard >= shards) throw new KernelShardError({ shard, shards })
    return { start: shard * block, count: Math.min(block, height - shard * block) }
  }
  const output = (shard: number) =>
    tensorShape({ rows: bandOf(shard).count, cols: width, elementBytes: 4, role: 'output' })
  const { ll, depth } = output(0)
  const proofBytes = 2 ** ll + HASH_BYTES * depth
  const sampleGas = gasOfSample(params)
  const cost = BigInt(block) * BigInt(width) * BigInt(pixelCost(params))
  return {
    params,
    shards,
    inputs: [],
    output,
    bandOf,
    elements: (shard) => BigInt(bandOf(shard).count) * BigInt(width),
    units: (cost + UNIT_COST - 1n) / UNIT_COST,
    maxSamples: samplesOf({ proofBytes, sampleGas }),
    proofBytes,
    sampleGas,
  }
}
