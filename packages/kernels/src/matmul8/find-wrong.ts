import type { ShardJob, WholeCheck, WholeOutput } from '../kernel.js'
import { pauses } from '../pauses.js'
import type { TensorSource } from '../tensors/source.js'
import { FREIVALDS_ERROR_PROBABILITY } from './freivalds-machine.js'
import { createPrivateMachine } from './freivalds-private.js'
import { wrongElement } from './freivalds-steps.js'
import { matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'

/**
 * Freivalds' check over tensors that are read some rows at a time: B once, then the rows of A and C; a wrong row's parts
 * again. Takes 2.2 MiB and 8 bytes a column. Yields to the event loop every 50 ms. Rejects with `TENSOR_DATA` for a source
 * that reads too much or too little, `KERNEL_DEVICE` when the processor contradicts itself.
 */
export async function findWrongMatmul8(
  { params, layout, shard }: ShardJob<Matmul8Params>,
  { inputs, output }: Pick<WholeOutput, 'inputs' | 'output'>,
): Promise<WholeCheck> {
  const [a, b] = inputs as readonly [TensorSource, TensorSource]
  const sources = { a, b, c: output }
  const checked = { n: params.n, k: params.k, ...matmul8Layout(params, layout.shards).rowsOf(shard) }
  const steps = wrongElement(createPrivateMachine(checked), checked)
  const pause = pauses()
  let step = steps.next()
  while (step.done !== true) {
    const { tensor, rows } = step.value
    const bytes = await sources[tensor].read(rows)
    step = steps.next(bytes)
    await pause()
  }
  return { wrongElement: step.value, errorProbability: step.value === undefined ? FREIVALDS_ERROR_PROBABILITY : 0 }
}
