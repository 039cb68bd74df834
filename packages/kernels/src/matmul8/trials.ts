import type { Trial, Trials } from '../kernel-base.js'
import { encodeMatmul8Params } from './params.js'

/** Odd sides for the edges, and sizes at which the device is busy. */
export const matmul8Trials: Trials = [trialOf(67, 65, 33), trialOf(256, 256, 256), trialOf(512, 512, 512)]

function trialOf(m: number, n: number, k: number): Trial {
  return { params: encodeMatmul8Params({ m, n, k }), size: `${m} × ${n} × ${k}` }
}
