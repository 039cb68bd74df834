import type { FlatKernel, ShardJob } from '../kernel.js'
import { paddingOpening } from '../padding-opening.js'
import { elementLeaf } from '../tensors/leaves.js'
import { matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'

/** What proves an id: its row of A, its column of B and its leaf of C, or a leaf of C that is pure padding. Throws `KERNEL_ELEMENT`. */
export function matmul8Openings(
  { params, layout, shard }: Pick<ShardJob<Matmul8Params>, 'params' | 'layout' | 'shard'>,
  element: bigint,
): ReturnType<FlatKernel['openings']> {
  const shape = layout.output(shard)
  if (element < 0n || element >= layout.elements(shard)) return paddingOpening({ layout, shard }, element)
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
