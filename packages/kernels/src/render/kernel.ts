import type { FlatKernel } from '../kernel.js'
import { findDifference } from '../find-difference.js'
import { pixelCost, renderLayout } from './layout.js'
import { renderOpenings } from './openings.js'
import { decodeRenderParams, RENDER_KERNEL_ID, type RenderParams } from './params.js'
import { renderReferenceRows } from './reference-rows.js'
import { renderTrials } from './trials.js'
import { openRenderWasm } from './wasm-rows.js'
import { renderProgram } from './wgsl.js'

/** An image in fixed point, the Mandelbrot set or a scene of distances; shards are bands of rows. */
export const renderKernel: FlatKernel<RenderParams> = {
  kind: 'flat',
  id: RENDER_KERNEL_ID,
  name: 'Render',
  decode: decodeRenderParams,
  layout: renderLayout,
  rowCost: ({ params }) => params.width * pixelCost(params),
  unitHashes: 2 ** 15,
  // Whatever drew a band, it is drawn again on the processor before it is sealed.
  unitMs: { webgpu: 8, wasm: 12, reference: 150 },
  trials: renderTrials,
  reference: renderReferenceRows,
  openWasm: openRenderWasm,
  wgsl: renderProgram,
  openings: renderOpenings,
  findWrong: findDifference,
}
