import { KernelElementError } from '../errors.js'
import type { FlatKernel, ShardJob } from '../kernel.js'
import { elementLeaf, isPaddingLeaf } from '../tensors/leaves.js'
import type { RenderParams } from './params.js'

/** What proves an id: its leaf of the output, or one that is pure padding. Throws `KERNEL_ELEMENT`. */
export function renderOpenings(
  { params, layout, shard }: Pick<ShardJob<RenderParams>, 'params' | 'layout' | 'shard'>,
  element: bigint,
): ReturnType<FlatKernel['openings']> {
  const shape = layout.output(shard)
  const elements = layout.elements(shard)
  if (element < 0n || element >= elements) {
    const leaf = element - elements
    const leaves = 2n ** BigInt(shape.depth)
    if (!isPaddingLeaf(shape, leaf)) throw new KernelElementError({ element, elements, leaves })
    return [{ of: 'output', part: { leaf: Number(leaf) } }]
  }
  const width = BigInt(params.width)
  const leaf = elementLeaf(shape, Number(element / width), Number(element % width))
  return [{ of: 'output', part: { leaf } }]
}
