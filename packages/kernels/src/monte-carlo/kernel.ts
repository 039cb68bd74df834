import { findDifference } from '../find-difference.js'
import type { FlatKernel } from '../kernel.js'
import { chunkCost, monteCarloLayout } from './layout.js'
import { monteCarloOpenings } from './openings.js'
import { decodeMonteCarloParams, MONTE_CARLO_KERNEL_ID, type MonteCarloParams } from './params.js'
import { monteCarloReferenceRows } from './reference-rows.js'
import { monteCarloTrials } from './trials.js'
import { openMonteCarloWasm } from './wasm-rows.js'
import { monteCarloProgram } from './wgsl.js'

/** Multiply-adds of Matmul8 that take as long as a step. */
const STEP_COST = 64

/** Options on an average price by simulation; shards are blocks of chunks of paths. */
export const monteCarloKernel: FlatKernel<MonteCarloParams> = {
  kind: 'flat',
  id: MONTE_CARLO_KERNEL_ID,
  name: 'MonteCarlo',
  decode: decodeMonteCarloParams,
  layout: monteCarloLayout,
  rowCost: ({ params }) => STEP_COST * chunkCost(params),
  unitHashes: 2 ** 16,
  // Whatever drew a path, it is drawn again on the processor before its chunk is sealed.
  unitMs: { webgpu: 40, wasm: 80, reference: 1500 },
  trials: monteCarloTrials,
  reference: monteCarloReferenceRows,
  openWasm: openMonteCarloWasm,
  wgsl: monteCarloProgram,
  openings: monteCarloOpenings,
  findWrong: findDifference,
}
