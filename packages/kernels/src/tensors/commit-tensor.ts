import type { Commitment, Opening, OpeningRequest } from './commitment.js'
import { keptNodes } from './kept-nodes.js'
import type { RowRange, TensorSource } from './source.js'
import { treeOf, type Tree } from './tree.js'

const YIELD_AFTER_MS = 50

/** Called between blocks and before every read; throws to end the work. */
export type Check = () => void

/**
 * Commits to a tensor in memory that its size hardly moves: blocks of rows are read and hashed one after another (512
 * KiB, or one row), and only a node for each 64 leaves or more is kept. What is opened is read and hashed again.
 * Rejects with what the source and `check` throw.
 *
 * @example
 * const shape = tensorShape({ rows: 3, cols: 5, elementBytes: 1, role: 'input' })
 * const { root, open } = await commitTensor(bytesSource(shape, new Uint8Array(15).fill(7)))
 * const [row] = await open([{ row: 2 }])
 * console.log(root, row?.path.length) // 0x… 64
 */
export async function commitTensor(source: TensorSource, check?: Check): Promise<Commitment> {
  const { shape } = source
  return commitmentOf(source, await hashRows(source, { first: 0, count: shape.rows }, check))
}

/** The kept nodes above some rows: see `keptNodes`. */
export async function hashRows(source: TensorSource, rows: RowRange, check?: Check): Promise<Uint8Array> {
  const kept = keptNodes(source.shape, rows)
  let yielded = performance.now()
  for (const read of kept.reads) {
    check?.()
    kept.add(read, await source.read(read))
    if (performance.now() - yielded > YIELD_AFTER_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0))
      yielded = performance.now()
    }
  }
  return kept.nodes
}

/** The commitment to a tensor whose kept nodes are known. */
export function commitmentOf(source: TensorSource, nodes: Uint8Array): Commitment {
  const tree = treeOf(source.shape, nodes)
  return {
    root: tree.root,
    shape: source.shape,
    async open(requests) {
      const openings: Opening[] = []
      for (const request of requests) openings.push(await open(source, tree, request))
      return openings
    },
  }
}

async function open(source: TensorSource, tree: Tree, request: OpeningRequest): Promise<Opening> {
  const plan = tree.plan(request)
  const bytes = plan.bytes(plan.bytesRows && (await source.read(plan.bytesRows)))
  return { bytes, path: plan.path(plan.pathRows && (await source.read(plan.pathRows))) }
}
