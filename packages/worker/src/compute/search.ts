import { randomBytes } from 'node:crypto'
import { witnessKernel } from '@quern/kernels'
import { bytesToBigInt, hexToBytes, type Hex } from 'viem'
import type { SearchResult, SearchTask } from './messages.js'
import { objectFile, writeObject } from './object.js'
import { TaskError } from './task-error.js'
import type { Workbench } from './workbench.js'

/** Candidates of the first slice: some hundredths of a second on one processor. */
const firstSlice = 2 ** 17
const leastSlice = 2 ** 15
const mostSlice = 2 ** 40
/** What later slices are to take; the clock is looked at between them. */
const sliceMs = 100
const mostGrowth = 8

/**
 * Tries candidates on the device until one is right, the time is used up or `signal` aborts. They are alike: where a search
 * starts makes it no longer.
 */
export async function searchAnswer(
  task: SearchTask,
  { backend }: Pick<Workbench, 'backend'>,
  signal: AbortSignal,
): Promise<SearchResult> {
  const kernel = witnessKernel(task.kernelId)
  const { shards, shard } = task
  const of = { kernel, params: kernel.decode(task.params), shards, shard }
  const candidates = kernel.candidates(of)
  const startedAt = performance.now()
  let from = (task.from === undefined ? bytesToBigInt(randomBytes(32)) : BigInt(task.from)) % candidates
  let [tried, size] = [0, firstSlice]
  let answer: Hex | undefined
  do {
    const count = candidates - from < size ? Number(candidates - from) : size
    const sliceAt = performance.now()
    answer = await backend.search({ ...of, from, count }, { signal })
    const next = answer === undefined ? from + BigInt(count) : kernel.numberOf(of, answer) + 1n
    tried += Number(next - from)
    // Behind the last candidate comes the first.
    from = next % candidates
    size = nextSize(count, performance.now() - sliceAt)
  } while (answer === undefined && performance.now() - startedAt < task.budgetMs)
  const ms = Math.round(performance.now() - startedAt)
  const root = answer === undefined ? undefined : await keepAnswer(task, answer)
  return { root, kind: backend.kind, next: String(from), units: tried / kernel.unitCandidates, ms }
}

/** As many as fit the time of a slice, by the one that was tried last. */
function nextSize(count: number, ms: number): number {
  const growth = Math.min(mostGrowth, sliceMs / Math.max(1, ms))
  return Math.min(mostSlice, Math.max(leastSlice, Math.floor(count * growth)))
}

/** Writes an answer that the reference finds right, too. */
async function keepAnswer({ kernelId, params, shards, shard, folder }: SearchTask, answer: Hex): Promise<Hex> {
  const kernel = witnessKernel(kernelId)
  const verdict = kernel.verdict({ params, shards, shard }, answer)
  if (verdict !== 'correct') throw new TaskError('SELF_CHECK', `the reference calls the answer ${answer} ${verdict}`)
  const root = kernel.root(answer)
  await writeObject(objectFile(folder, root), (handle) => handle.writeFile(hexToBytes(answer)))
  return root
}
