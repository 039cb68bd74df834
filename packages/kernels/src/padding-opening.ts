import { KernelElementError } from './errors.js'
import type { FlatKernel, ShardJob } from './kernel.js'
import { isPaddingLeaf } from './tensors/leaves.js'

/** What proves an id beyond the elements: its leaf of the output, which is pure padding. Throws `KERNEL_ELEMENT`. */
export function paddingOpening(
  { layout, shard }: Pick<ShardJob, 'layout' | 'shard'>,
  element: bigint,
): ReturnType<FlatKernel['openings']> {
  const shape = layout.output(shard)
  const elements = layout.elements(shard)
  const leaf = element - elements
  const leaves = 2n ** BigInt(shape.depth)
  if (!isPaddingLeaf(shape, leaf)) throw new KernelElementError({ element, elements, leaves })
  return [{ of: 'output', part: { leaf: Number(leaf) } }]
}
