import type { FlatKernel, ShardJob } from '../kernel.js'
import { paddingOpening } from '../padding-opening.js'
import { elementLeaf } from '../tensors/leaves.js'
import type { MonteCarloParams } from './params.js'

/** What proves an id: its leaf of the output, or one that is pure padding. Throws `KERNEL_ELEMENT`. */
export function monteCarloOpenings(
  { layout, shard }: Pick<ShardJob<MonteCarloParams>, 'layout' | 'shard'>,
  element: bigint,
): ReturnType<FlatKernel['openings']> {
  if (element < 0n || element >= layout.elements(shard)) return paddingOpening({ layout, shard }, element)
  return [{ of: 'output', part: { leaf: elementLeaf(layout.output(shard), Number(element), 0) } }]
}
