import { KernelElementError } from '../errors.js'
import { renderLayout } from './layout.js'
import { mandelbrotPixel } from './mandelbrot.js'
import type { RenderParams } from './params.js'
import { rayPixel } from './ray-march.js'

/** One pixel of the whole image: row 0 is the top one. */
export interface PixelPlace {
  readonly row: number
  readonly column: number
}

/** The colour of a pixel, 0xAABBGGRR: the definition that every backend must equal. The params are not checked. */
export function renderPixel(params: RenderParams, { row, column }: PixelPlace): number {
  const { scene, width, height, steps, x, y, z, pitch, cycle, palette } = params
  const right = (2 * column + 1 - width) * pitch
  const up = (height - 1 - 2 * row) * pitch
  if (scene === 0) return mandelbrotPixel({ x: x + right, y: y + up, steps, cycle, palette })
  return rayPixel({ camera: { x, y, z }, right, up, steps, cycle, palette })
}

/**
 * The right value of one element of a shard's output; element = row in the shard · width + column.
 * Throws `KERNEL_ELEMENT` for ids at or beyond the number of elements, `KERNEL_PARAMETERS`, `KERNEL_SHARD`.
 *
 * @example
 * const view = { x: 0, y: 0, z: 0, pitch: 2 ** 20, cycle: 0, palette: 0 } as const
 * const params = { scene: 0, width: 8, height: 8, steps: 9, ...view } as const
 * console.log(referencePixel({ params, shards: 2, shard: 0, element: 28n }).toString(16)) // ff000000
 */
export function referencePixel(input: {
  readonly params: RenderParams
  readonly shards: number
  readonly shard: number
  readonly element: bigint
}): number {
  const { params, shards, shard, element } = input
  const layout = renderLayout(params, shards)
  const elements = layout.elements(shard)
  if (element < 0n || element >= elements) throw new KernelElementError({ element, elements, leaves: 0n })
  const [row, column] = [element / BigInt(params.width), element % BigInt(params.width)]
  return renderPixel(params, { row: layout.bandOf(shard).start + Number(row), column: Number(column) })
}
