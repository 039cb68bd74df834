import { HASH_BYTES, HASHER_PAIRS, sharedHasher } from './hasher.js'
import type { TensorShape } from './shape.js'
import { zeroNodes } from './zero-nodes.js'

/** The levels of a tree from the kept one up. */
export interface UpperTree {
  readonly root: Uint8Array
  /** The siblings above a node at or above the kept level, from the node up, 32 bytes each. */
  path(level: number, index: number): Uint8Array
}

/** Hashes the nodes of the kept level up to the root; padding is left out of them. */
export function upperTree(shape: TensorShape, kept: { readonly level: number; readonly nodes: Uint8Array }): UpperTree {
  const zeros = zeroNodes(shape)
  const levels = [kept.nodes]
  for (let level = kept.level; level < shape.depth; level++) {
    levels.push(nodesAbove(levels.at(-1) as Uint8Array, zeros[level] as Uint8Array))
  }
  const node = (level: number, index: number): Uint8Array => {
    const nodes = levels[level - kept.level] as Uint8Array
    const start = index * HASH_BYTES
    return start < nodes.length ? nodes.subarray(start, start + HASH_BYTES) : (zeros[level] as Uint8Array)
  }
  return {
    root: node(shape.depth, 0),
    path(level, index) {
      const path = new Uint8Array((shape.depth - level) * HASH_BYTES)
      for (let at = level, i = index; at < shape.depth; at++, i = Math.floor(i / 2)) {
        path.set(node(at, i % 2 === 0 ? i + 1 : i - 1), (at - level) * HASH_BYTES)
      }
      return path
    },
  }
}

function nodesAbove(below: Uint8Array, zero: Uint8Array): Uint8Array {
  const hasher = sharedHasher()
  const count = Math.ceil(below.length / (2 * HASH_BYTES))
  const above = new Uint8Array(count * HASH_BYTES)
  for (let first = 0; first < count; first += HASHER_PAIRS) {
    const some = Math.min(HASHER_PAIRS, count - first)
    const pairs = below.subarray(first * 2 * HASH_BYTES, (first + some) * 2 * HASH_BYTES)
    hasher.nodes.set(pairs)
    if (pairs.length < some * 2 * HASH_BYTES) hasher.nodes.set(zero, pairs.length)
    hasher.climb(some)
    above.set(hasher.nodes.subarray(0, some * HASH_BYTES), first * HASH_BYTES)
  }
  return above
}
