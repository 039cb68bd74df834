import type { Commitment, DeviceTensor, TensorShape } from '@quern/kernels'
import type { Hex } from 'viem'

/** A tensor whose root was checked, with what opens it. */
export interface KeptTensor {
  readonly tensor: DeviceTensor
  readonly commitment: Commitment
  /** Memory that it holds. */
  readonly bytes: number
  /** Gives it up. */
  free(): void
  /** Tells that the file it is read from has another name now. */
  moved?(file: string): void
}

/** Tensors of recent tasks by root and shape; the longest unused go first when there are too many bytes. */
export interface KeptTensors {
  /** Begins a task: what it finds or adds stays until the next one begins. */
  begin(): void
  find(root: Hex, shape: TensorShape): KeptTensor | undefined
  add(kept: KeptTensor): void
  /** Gives up all that this task does not use; returns whether there was anything. */
  makeRoom(): boolean
  /** Gives up all that this task uses. */
  forget(): void
}

export function createKeptTensors(mostBytes: number): KeptTensors {
  // In the order of their last use.
  const kept = new Map<string, KeptTensor>()
  const used = new Set<string>()
  const use = (key: string, one: KeptTensor): KeptTensor => {
    kept.delete(key)
    kept.set(key, one)
    used.add(key)
    return one
  }
  return {
    begin: () => {
      used.clear()
      trim(kept, used, mostBytes)
    },
    find: (root, shape) => {
      const key = keyOf(root, shape)
      const one = kept.get(key)
      return one && use(key, one)
    },
    add: (one) => {
      const key = keyOf(one.commitment.root, one.commitment.shape)
      const before = kept.get(key)
      if (before !== one) before?.free()
      use(key, one)
      trim(kept, used, mostBytes)
    },
    makeRoom: () => trim(kept, used, 0),
    forget: () => {
      for (const key of used) {
        kept.get(key)?.free()
        kept.delete(key)
      }
      used.clear()
    },
  }
}

/** Gives up what is not used until at most so many bytes are held; returns whether there was anything. */
function trim(kept: Map<string, KeptTensor>, used: ReadonlySet<string>, most: number): boolean {
  const idle = [...kept].filter(([key]) => !used.has(key))
  let bytes = [...kept.values()].reduce((sum, one) => sum + one.bytes, 0)
  for (const [key, one] of idle) {
    if (bytes <= most) break
    bytes -= one.bytes
    one.free()
    kept.delete(key)
  }
  return idle.length > 0
}

/** The same bytes may be tensors of several shapes under one root. */
function keyOf(root: Hex, { rows, cols, elementBytes, ll, laneReversed }: TensorShape): string {
  return [root, rows, cols, elementBytes, ll, laneReversed].join(' ')
}
