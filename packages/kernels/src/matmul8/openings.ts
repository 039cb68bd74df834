import { KernelElementError } from '../errors.js'
import type { FlatKernel, ShardJob } from '../kernel.js'
import { elementLeaf, isPaddingLeaf } from '../tensors/leaves.js'
import { matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'

/** What proves an id: its row of A, its column of B and its leaf of C, or a leaf of C that is pure padding. Throws `KERNEL_ELEMENT`. */
export function matmul8Openings(
  { params, layout, shard }: Pick<ShardJob<Matmul8Params>, 'params' | 'layout' | 'shard'>,
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
  const n = BigInt(params.n)
  const row = Number(element / n)
  const col = Number(element % n)
  const { start } = matmul8Layout(params, layout.shards).rowsOf(shard)
  return [
    { of: 0, part: { row: start + row } },
    { of: 1, part: { row: col } },
    { of: 'output', part: { leaf: elementLeaf(shape, row, col) } },
  ]
}
