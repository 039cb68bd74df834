import { HASH_BYTES, sharedHasher } from './hasher.js'
import type { TensorShape } from './shape.js'

const known = new Map<number, Uint8Array[]>()

/** The roots of padding: number i is that of a subtree of 2^i leaves of zeros, at least up to the whole depth. */
export function zeroNodes({ ll, depth }: Pick<TensorShape, 'll' | 'depth'>): readonly Uint8Array[] {
  const zeros = known.get(ll) ?? [zeroLeaf(ll)]
  known.set(ll, zeros)
  const hasher = sharedHasher()
  while (zeros.length <= depth) {
    const below = zeros.at(-1) as Uint8Array
    hasher.nodes.set(below, 0)
    hasher.nodes.set(below, HASH_BYTES)
    hasher.climb(1)
    zeros.push(hasher.nodes.slice(0, HASH_BYTES))
  }
  return zeros
}

function zeroLeaf(ll: number): Uint8Array {
  const hasher = sharedHasher()
  hasher.load(new Uint8Array(2 ** ll), 2 ** ll, 2 ** ll)
  hasher.leaves(1, ll)
  return hasher.nodes.slice(0, HASH_BYTES)
}
