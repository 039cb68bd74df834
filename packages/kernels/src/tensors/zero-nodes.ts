import { sharedHasher } from './hasher.js'
import type { TensorShape } from './shape.js'

const HASH_BYTES = 32

/** The roots of padding: number i is that of a subtree of 2^i leaves of zeros, up to the whole depth. */
export function zeroNodes({ ll, depth }: TensorShape): Uint8Array[] {
  const hasher = sharedHasher()
  hasher.input.fill(0, 0, 2 ** ll)
  const zeros = [hasher.leaves(1, ll).slice()]
  for (let level = 0; level < depth; level++) {
    const zero = zeros[level] as Uint8Array
    hasher.input.set(zero, 0)
    hasher.input.set(zero, HASH_BYTES)
    zeros.push(hasher.nodes(1).slice())
  }
  return zeros
}
