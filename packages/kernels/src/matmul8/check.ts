import { fromHex, type Hex } from '../hex.js'
import { HASH_BYTES } from '../tensors/hasher.js'
import { checkPadding, isZero, paddingOf } from '../tensors/leaf-proof.js'
import { elementLeaf } from '../tensors/leaves.js'
import { openingRoot } from '../tensors/verify-opening.js'
import type { Verdict } from '../verdict.js'
import { dataProofBytes, matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'
import { dotProduct } from './reference.js'

/** What a proof is checked against. */
export interface Matmul8Check {
  readonly params: Matmul8Params
  readonly shards: number
  readonly shard: number
  /** Roots of A and of B. */
  readonly inputRoots: readonly [Hex, Hex]
  readonly outputRoot: Hex
  /** An element, or `elements` + the index of a leaf of pure padding. */
  readonly element: bigint
  readonly proof: Hex
}

/**
 * The on-chain check in TypeScript: re-executes one element from its proof. The verdict is about the whole leaf of the
 * output: 'correct' iff the value equals and the leaf's padding is zero. Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`.
 */
export function checkMatmul8(check: Matmul8Check): Verdict {
  const layout = matmul8Layout(check.params, check.shards)
  const shape = layout.c(check.shard)
  const { start } = layout.rowsOf(check.shard)
  const proof = fromHex(check.proof)
  const elements = layout.elements(check.shard)
  if (check.element >= elements)
    return checkPadding({ shape, leaf: check.element - elements, proof, root: check.outputRoot })
  if (check.element < 0n || proof.length !== dataProofBytes(layout.a, layout.b, shape)) return 'invalid'

  const row = Number(check.element / BigInt(check.params.n))
  const col = Number(check.element % BigInt(check.params.n))
  const leaf = elementLeaf(shape, row, col)
  const take = reader(proof)
  const rowA = take(layout.a.paddedRowBytes)
  const rowB = take(layout.b.paddedRowBytes)
  const leafC = take(2 ** shape.ll)
  const rootA = openingRoot(layout.a, { row: start + row }, { bytes: rowA, path: take(layout.a.hl * HASH_BYTES) })
  const rootB = openingRoot(layout.b, { row: col }, { bytes: rowB, path: take(layout.b.hl * HASH_BYTES) })
  const rootC = openingRoot(shape, { leaf }, { bytes: leafC, path: take(shape.depth * HASH_BYTES) })
  if (rootA !== check.inputRoots[0] || rootB !== check.inputRoots[1] || rootC !== check.outputRoot) return 'invalid'

  const value = dotProduct({ a: signed(rowA), aStart: 0, b: signed(naturalLanes(rowB)), bStart: 0, k: check.params.k })
  const offset = (col * 4) % 2 ** shape.ll
  const claimed = new DataView(leafC.buffer, leafC.byteOffset).getInt32(offset, true)
  return claimed === value && isZero(paddingOf(shape, leaf, leafC)) ? 'correct' : 'wrong'
}

function reader(bytes: Uint8Array): (length: number) => Uint8Array {
  let offset = 0
  return (length) => bytes.subarray(offset, (offset += length))
}

function naturalLanes(row: Uint8Array): Uint8Array {
  const natural = new Uint8Array(row.length)
  for (let word = 0; word < row.length / 4; word++) {
    natural.set(row.subarray(word * 4, word * 4 + 4), (word ^ 7) * 4)
  }
  return natural
}

function signed(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}
