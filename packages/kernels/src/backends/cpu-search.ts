import type { Hex } from '../hex.js'
import { sliceCount } from '../search-slice.js'
import type { Check } from '../tensors/commit-tensor.js'
import type { Searcher, ShardSearch } from '../witness-kernel.js'
import { stoppable } from './cpu-threads.js'
import { leastFound, openFound } from './found.js'
import type { Pace } from './row-blocks.js'
import type { SearchTask } from './thread-messages.js'
import type { ThreadPool } from './thread-pool.js'

const MAX_GROWTH = 4
/** Blocks that each thread has still to come at least, until they are this short. */
const LEAST_BLOCK = 2 ** 10

/** One search, and what ends it. */
export interface SearchRun {
  readonly search: ShardSearch
  readonly check: Check
}

interface Block {
  /** Candidates of the search before it. */
  readonly before: number
  readonly count: number
}

/** Tries the candidates on this thread, with a turn of the event loop between blocks. */
export async function searchHere({ search, check }: SearchRun, searcher: Searcher, pace: Pace) {
  const blocks = candidateBlocks(search, pace, 1)
  for (let block = blocks.next(); block !== undefined; block = blocks.next()) {
    await new Promise((resolve) => setTimeout(resolve, 0))
    check()
    const started = performance.now()
    const answer = searcher.search(sliceOf(search, block))
    if (answer !== undefined) return answer
    blocks.took(block, performance.now() - started)
  }
  return undefined
}

/**
 * Tries the candidates on the pool's threads. Blocks are handed out in order, and none after an answer: once all threads rest,
 * every candidate before the least answer was tried.
 */
export async function searchOnThreads(pool: ThreadPool, run: SearchRun, pace: Pace): Promise<Hex | undefined> {
  const { search, check } = run
  const { kernel } = search
  const blocks = candidateBlocks(search, pace, pool.count)
  const found = openFound()
  const shared = { type: 'search', kernelId: kernel.id, found } as const
  await stoppable(check, (stop) =>
    pool.share(
      (): SearchTask | undefined => {
        check()
        const block = leastFound(found) === undefined ? blocks.next() : undefined
        return block && { ...shared, stop, slice: sliceOf(search, block), before: block.before }
      },
      ({ before, slice: { count } }, ms) => blocks.took({ before, count }, ms),
    ),
  )
  const least = leastFound(found)
  return least === undefined ? undefined : kernel.output(search, search.from + BigInt(least))
}

/** What threads are told: they know the kernel by its number. */
function sliceOf({ params, shards, shard, from }: ShardSearch, { before, count }: Block) {
  return { params, shards, shard, from: from + BigInt(before), count }
}

/** Cuts a search into blocks by the speed seen so far; for several threads they get shorter towards the end. */
function candidateBlocks(search: ShardSearch, pace: Pace, threads: number) {
  const { kernel } = search
  const candidates = sliceCount(search, kernel.candidates(search))
  let before = 0
  return {
    next(): Block | undefined {
      const left = candidates - before
      if (left === 0) return undefined
      const target = Math.max(1, Math.floor(pace.blockCost / kernel.candidateCost))
      const fair = threads === 1 ? left : Math.max(Math.ceil(left / (2 * threads)), LEAST_BLOCK)
      const block = { before, count: Math.min(left, target, fair) }
      before += block.count
      return block
    },
    took({ count }: Block, ms: number): void {
      const growth = Math.min(MAX_GROWTH, pace.targetMs / Math.max(1, ms))
      pace.blockCost = Math.max(kernel.candidateCost, count * kernel.candidateCost * growth)
    },
  }
}
