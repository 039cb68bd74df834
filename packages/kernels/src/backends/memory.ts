import { KernelMemoryError } from '../errors.js'

/** What a backend may still allocate. */
export interface MemoryBudget {
  readonly limitBytes: number
  /** Bytes that are taken. */
  usedBytes(): number
  /** Takes bytes for something before it is allocated; returns how to give them back, once. Throws `KERNEL_MEMORY`. */
  take(what: string, bytes: number): () => void
}

export function memoryBudget(limitBytes: number): MemoryBudget {
  let used = 0
  return {
    limitBytes,
    usedBytes: () => used,
    take(what, bytes) {
      if (used + bytes > limitBytes)
        throw new KernelMemoryError({ what, needBytes: bytes, usedBytes: used, limitBytes })
      used += bytes
      let taken = bytes
      return () => {
        used -= taken
        taken = 0
      }
    },
  }
}
