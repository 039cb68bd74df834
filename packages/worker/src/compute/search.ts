import { randomBytes } from 'node:crypto'
import { setImmediate as events } from 'node:timers/promises'
import {
  CREATE2_SEARCH_KERNEL_ID,
  checkCreate2SearchOutput,
  create2SearchLayout,
  create2SearchRoot,
  decodeCreate2SearchParams,
  searchCreate2Salts,
} from '@quern/kernels'
import { bytesToBigInt, hexToBytes, type Hex } from 'viem'
import type { SearchResult, SearchTask } from './messages.js'
import { objectFile, writeObject } from './object.js'
import { TaskError } from './task-error.js'

/** Salts tried before the clock is looked at: some hundredths of a second. */
const sliceSalts = 2 ** 17
const unitHashes = 2 ** 20

/**
 * Tries salts until one is right, the time is used up or `signal` aborts. Salts are alike: where a search starts makes
 * it no longer.
 */
export async function searchAnswer(task: SearchTask, signal?: AbortSignal): Promise<SearchResult> {
  if (task.kernelId !== CREATE2_SEARCH_KERNEL_ID)
    throw new TaskError('KERNEL_UNKNOWN', `kernel ${task.kernelId} is not searched here`)
  const { shards, shard } = task
  const params = decodeCreate2SearchParams(task.params)
  const salts = create2SearchLayout(params, shards).saltsOf(shard).count
  const startedAt = performance.now()
  let from = (task.from === undefined ? bytesToBigInt(randomBytes(32)) : BigInt(task.from)) % salts
  let tried = 0
  let salt: Hex | undefined
  while (salt === undefined && performance.now() - startedAt < task.budgetMs) {
    salt = searchCreate2Salts({ params, shards, shard, from, count: sliceSalts })
    const last = salts - from < sliceSalts ? Number(salts - from) : sliceSalts
    tried += salt === undefined ? last : Number((BigInt(salt) % salts) - from) + 1
    // Behind the last salt comes the first.
    from = (from + BigInt(last)) % salts
    await events()
    if (signal?.aborted) throw new TaskError('KERNEL_CANCELLED', 'the search was stopped')
  }
  const ms = Math.round(performance.now() - startedAt)
  const root = salt === undefined ? undefined : await keepAnswer(task, salt)
  return { root, next: String(from), units: tried / unitHashes, ms }
}

/** Writes an answer that the reference finds right, too. */
async function keepAnswer({ params, shards, shard, folder }: SearchTask, salt: Hex): Promise<Hex> {
  const verdict = checkCreate2SearchOutput({ params, shards, shard, output: salt })
  if (verdict !== 'correct') throw new TaskError('SELF_CHECK', `the reference calls the salt ${salt} ${verdict}`)
  const root = create2SearchRoot(salt)
  await writeObject(objectFile(folder, root), (handle) => handle.writeFile(hexToBytes(salt)))
  return root
}
