import { KernelClosedError } from '../errors.js'

/** Work that is done one after another, until it is closed. */
export interface WorkQueue {
  /** Rejects with what `work` rejects with, or with `KERNEL_CLOSED`. */
  add<Result>(work: () => Promise<Result> | Result): Promise<Result>
  /** Frees once added work is done; a second call waits for the first. */
  close(): Promise<void>
}

/** The queue of the backend with a name; `free` is called once, at the end. */
export function workQueue(backend: string, free: () => Promise<void> | void): WorkQueue {
  let last: Promise<unknown> = Promise.resolve()
  let closed: Promise<void> | undefined
  return {
    async add(work) {
      if (closed !== undefined) throw new KernelClosedError({ backend })
      const result = last.then(work)
      last = result.catch(() => undefined)
      return result
    },
    close() {
      closed ??= last.then(free)
      return closed
    },
  }
}
