import type { FlatKernel } from '../kernel.js'
import { findWrongMatmul8 } from './find-wrong.js'
import { matmul8Layout } from './layout.js'
import { matmul8Openings } from './openings.js'
import { decodeMatmul8Params, MATMUL8_KERNEL_ID, type Matmul8Params } from './params.js'
import { matmul8ReferenceRows } from './reference-rows.js'
import { matmul8Trials } from './trials.js'
import { openMatmul8Wasm } from './wasm-rows.js'
import { matmul8Program } from './wgsl.js'

/** C[m, n] = A[m, k] · B[k, n]: int8 times int8, summed in int32; shards are blocks of rows. */
export const matmul8Kernel: FlatKernel<Matmul8Params> = {
  kind: 'flat',
  id: MATMUL8_KERNEL_ID,
  name: 'Matmul8',
  decode: decodeMatmul8Params,
  layout: matmul8Layout,
  rowCost: ({ params }) => params.n * params.k,
  unitHashes: 2 ** 8,
  unitMs: { webgpu: 0.25, wasm: 0.25, reference: 5 },
  trials: matmul8Trials,
  reference: matmul8ReferenceRows,
  openWasm: openMatmul8Wasm,
  wgsl: matmul8Program,
  openings: matmul8Openings,
  findWrong: findWrongMatmul8,
}
