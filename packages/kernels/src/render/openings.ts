import type { FlatKernel, ShardJob } from '../kernel.js'
import { paddingOpening } from '../padding-opening.js'
import { elementLeaf } from '../tensors/leaves.js'
import type { RenderParams } from './params.js'

/** What proves an id: its leaf of the output, or one that is pure padding. Throws `KERNEL_ELEMENT`. */
export function renderOpenings(
  { params, layout, shard }: Pick<ShardJob<RenderParams>, 'params' | 'layout' | 'shard'>,
  element: bigint,
): ReturnType<FlatKernel['openings']> {
  const shape = layout.output(shard)
  if (element < 0n || element >= layout.elements(shard)) return paddingOpening({ layout, shard }, element)
  const width = BigInt(params.width)
  const leaf = elementLeaf(shape, Number(element / width), Number(element % width))
  return [{ of: 'output', part: { leaf } }]
}
