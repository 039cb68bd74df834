import { randomInt } from 'node:crypto'
import type { ComputeBackend, Hex, RunOptions, ShardSearch } from '@quern/kernels'
import { TaskError } from './task-error.js'

/** Random numbers are below this. */
const mostRandom = 2 ** 47

/**
 * What a device finds, compared with the reference. Where it finds nothing it has to find an answer that is known, among the
 * same candidates. Rejects with `SELF_CHECK`, and with what the search rejects with.
 */
export async function checkedSearch(
  backend: ComputeBackend,
  search: ShardSearch,
  options?: RunOptions,
): Promise<Hex | undefined> {
  const answer = await backend.search(search, options)
  const { kernel, from } = search
  const left = kernel.candidates(search) - from
  const count = left < search.count ? Number(left) : search.count
  if (answer !== undefined) {
    const number = kernel.numberOf(search, answer)
    const isInSlice = number >= from && number < from + BigInt(count)
    if (isInSlice && kernel.reference.search({ ...search, from: number, count: 1 }) === answer) return answer
    throw wrong(backend, `${answer} is no answer`)
  }
  const probe = kernel.probe(search, from + BigInt(randomInt(Math.min(count, mostRandom))))
  const found = await backend.search({ ...probe.slice, kernel }, options)
  if (found !== probe.answer) throw wrong(backend, `${found ?? 'nothing'} was found, not ${probe.answer}`)
  return undefined
}

function wrong({ name }: ComputeBackend, what: string): TaskError {
  return new TaskError('SELF_CHECK', `${name}: ${what}`)
}
