import { KernelMemoryError } from '../errors.js'
import { bytesSource, type TensorSource } from '../tensors/source.js'
import { isShared, type SharedSource } from './cpu-threads.js'
import type { Check } from '../tensors/commit-tensor.js'
import type { MemoryBudget } from './memory.js'
import type { HeldTensor } from './tensor-table.js'

/** Bytes that are copied between two looks at the check. */
const COPY_BYTES = 2 ** 22

/** The tensor's source, or a copy that threads can read and that lives as long as the tensor; undefined without room. */
export async function sharedCopy(
  held: HeldTensor,
  budget: MemoryBudget,
  check: Check,
): Promise<SharedSource | undefined> {
  const source = held.shared ?? held.source
  if (isShared(source)) return source
  const { shape } = source
  const bytes = shape.rows * shape.rowBytes
  let release: () => void
  try {
    release = budget.take('copy for threads', bytes)
  } catch (error) {
    if (error instanceof KernelMemoryError) return undefined
    throw error
  }
  try {
    const shared = bytesSource(shape, await copyOf(source, check))
    held.releases.push(release)
    held.shared = shared
    return isShared(shared) ? shared : undefined
  } catch (error) {
    release()
    throw error
  }
}

async function copyOf(source: TensorSource, check: Check): Promise<Uint8Array> {
  const { shape } = source
  const copy = new Uint8Array(new SharedArrayBuffer(shape.rows * shape.rowBytes))
  const most = Math.max(1, Math.floor(COPY_BYTES / shape.rowBytes))
  for (let first = 0; first < shape.rows; first += most) {
    check()
    copy.set(await source.read({ first, count: Math.min(most, shape.rows - first) }), first * shape.rowBytes)
  }
  return copy
}
