import type { RowRange, TensorSource } from '../tensors/source.js'
import { blockRows, keptBytes } from '../tensors/kept-nodes.js'
import type { ShardRun } from './cpu-work.js'
import { rowBlocks, type Pace } from './row-blocks.js'
import type { HashTask, RowsTask, SharedTensor } from './thread-messages.js'
import type { ThreadPool } from './thread-pool.js'

/** Blocks of rows that a thread hashes at once: some milliseconds. */
const HASH_BLOCKS = 2

export type SharedSource = TensorSource & SharedTensor

/** Whether threads can read a source as it is. */
export function isShared(source: TensorSource): source is SharedSource {
  return source.origin !== undefined
}

/** A shard whose tensors all threads can get at. */
export interface SharedRun extends Omit<ShardRun, 'sources' | 'output'> {
  readonly sources: readonly SharedSource[]
  /** The rows that are computed; all of them when left out. */
  readonly rows?: RowRange
  /** Of these rows. */
  readonly output: SharedArrayBuffer
}

/** Computes rows on the pool's threads. */
export async function computeOnThreads(pool: ThreadPool, run: SharedRun, pace: Pace): Promise<void> {
  const { job, sources, rows: of, output, check } = run
  const { kernel, params, layout, shard } = job
  const inputs = sources.map(({ shape, origin }): SharedTensor => ({ shape, origin }))
  const place = { output, firstRow: of?.first ?? 0 }
  const shared = { kernelId: kernel.id, params, shards: layout.shards, shard, inputs, ...place, work: pool.nextWork() }
  const blocks = rowBlocks(job, pace, { threads: pool.count, of })
  await stoppable(check, (stop) =>
    pool.share(
      (): RowsTask | undefined => {
        check()
        const rows = blocks.next()
        return rows && { type: 'rows', ...shared, stop, rows }
      },
      ({ rows }, ms) => blocks.took(rows, ms),
    ),
  )
}

/** The kept nodes of a tensor, hashed on the pool's threads. */
export async function hashOnThreads(pool: ThreadPool, source: SharedSource, check: () => void): Promise<Uint8Array> {
  const { shape, origin } = source
  const nodes = new SharedArrayBuffer(keptBytes(shape, { first: 0, count: shape.rows }))
  const shared = { tensor: { shape, origin }, nodes, work: pool.nextWork() }
  const most = blockRows(shape) * HASH_BLOCKS
  let first = 0
  await stoppable(check, (stop) =>
    pool.share(
      (): HashTask | undefined => {
        check()
        if (first >= shape.rows) return undefined
        const rows = { first, count: Math.min(most, shape.rows - first) }
        first += rows.count
        return { type: 'hash', ...shared, stop, rows, nodesAt: keptBytes(shape, { first: 0, count: rows.first }) }
      },
      () => undefined,
    ),
  )
  return new Uint8Array(nodes)
}

const CHECK_MS = 20

/** Tells threads at work soon after the check fails; rejects with what it throws. */
export async function stoppable(check: () => void, work: (stop: SharedArrayBuffer) => Promise<void>): Promise<void> {
  const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const timer = setInterval(() => {
    try {
      check()
    } catch {
      Atomics.store(new Int32Array(stop), 0, 1)
    }
  }, CHECK_MS)
  try {
    await work(stop)
  } catch (error) {
    check()
    throw error
  } finally {
    clearInterval(timer)
  }
}
