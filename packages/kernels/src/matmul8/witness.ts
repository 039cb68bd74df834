import { KernelElementError } from '../errors.js'
import type { Hex } from '../hex.js'
import { assertStorage, joinOpenings } from '../proofs.js'
import type { Opening, OpeningRequest } from '../tensors/commitment.js'
import { merkleTree, type MerkleTree } from '../tensors/merkle-tree.js'
import type { TensorShape } from '../tensors/shape.js'
import { assertLength } from './inputs.js'
import { matmul8Layout, type Matmul8Layout } from './layout.js'
import { matmul8Openings } from './openings.js'
import type { Matmul8Params } from './params.js'

/** What a witness builder needs. Trees may stand in for arrays, so that shards of one job share those of A and B. */
export interface WitnessInput {
  readonly params: Matmul8Params
  readonly shards: number
  readonly shard: number
  /** The whole A, int8 [m, k], or its tree. */
  readonly a: Int8Array | MerkleTree
  /** B transposed, int8 [n, k], or its tree. */
  readonly b: Int8Array | MerkleTree
  /** The shard's output, int32 [rows of the shard, n], or its tree. */
  readonly c: Int32Array | MerkleTree
}

/** The three trees of a shard, ready to prove any element. */
export interface WitnessBuilder {
  /** The root of the output: what a worker seals and reveals. */
  readonly root: Hex
  readonly inputRoots: readonly [Hex, Hex]
  /** The proof of an id: rowA ‖ rowB ‖ leafC ‖ pathA ‖ pathB ‖ pathC for an element, a padding proof for ids from `elements` on. Throws `KERNEL_ELEMENT`. */
  proof(element: bigint): Hex
  /** leafC ‖ pathC of a leaf of the output that holds no element. Throws `KERNEL_ELEMENT`. */
  paddingProof(leaf: bigint): Hex
}

/** The tree of the whole A. Throws `TENSOR_DATA`. */
export function matmul8TreeA(layout: Matmul8Layout, a: Int8Array): MerkleTree {
  assertLength('a', a, layout.params.m * layout.params.k)
  return merkleTree(layout.a, bytesOf(a))
}

/** The tree of B, given transposed in natural order of lanes. Throws `TENSOR_DATA`. */
export function matmul8TreeB(layout: Matmul8Layout, b: Int8Array): MerkleTree {
  assertLength('b', b, layout.params.n * layout.params.k)
  return merkleTree(layout.b, bytesOf(b))
}

/** The tree of a shard's output. Throws `KERNEL_SHARD`, `TENSOR_DATA`. */
export function matmul8TreeC(layout: Matmul8Layout, shard: number, c: Int32Array): MerkleTree {
  const shape = layout.c(shard)
  assertLength('c', c, shape.rows * shape.cols)
  return merkleTree(shape, bytesOf(c))
}

/**
 * Commits to a shard's inputs and output and proves elements of it. Typed arrays are read in the host's byte order,
 * which is little-endian on every platform that JavaScript engines ship for.
 * Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `TENSOR_DATA`, and `TENSOR_SHAPE` for a tree of another shape.
 *
 * @example
 * const params = { m: 1, n: 1, k: 2 }
 * const a = Int8Array.of(3, 4)
 * const builder = createWitnessBuilder({ params, shards: 1, shard: 0, a, b: a, c: Int32Array.of(25) })
 * console.log(builder.root, builder.proof(0n).length) // 0x… 770
 */
export function createWitnessBuilder({ params, shards, shard, a, b, c }: WitnessInput): WitnessBuilder {
  const layout = matmul8Layout(params, shards)
  const shape = layout.c(shard)
  const treeA = a instanceof Int8Array ? matmul8TreeA(layout, a) : sameStorage('a', a, layout.a)
  const treeB = b instanceof Int8Array ? matmul8TreeB(layout, b) : sameStorage('b', b, layout.b)
  const treeC = c instanceof Int32Array ? matmul8TreeC(layout, shard, c) : sameStorage('c', c, shape)
  const elements = layout.elements(shard)
  const trees = [treeA, treeB, treeC]
  const proof = (element: bigint): Hex => {
    const job = { params, layout, shard }
    return joinOpenings(
      matmul8Openings(job, element).map(({ of, part }) => openNow(trees[of === 'output' ? 2 : of] as MerkleTree, part)),
    )
  }
  const paddingProof = (leaf: bigint): Hex => {
    const leaves = 2n ** BigInt(shape.depth)
    if (leaf < 0n) throw new KernelElementError({ element: elements + leaf, elements, leaves })
    return proof(elements + leaf)
  }
  return { root: treeC.root, inputRoots: [treeA.root, treeB.root], proof, paddingProof }
}

/** The proof of one id; `createWitnessBuilder` keeps the trees for more than one. Throws what that throws. */
export function matmul8Witness(input: WitnessInput & { readonly element: bigint }): Hex {
  return createWitnessBuilder(input).proof(input.element)
}

function bytesOf(array: Int8Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function openNow(tree: MerkleTree, part: OpeningRequest): Opening {
  if ('row' in part) return { bytes: tree.row(part.row), path: tree.pathOfRow(part.row) }
  return { bytes: tree.leaf(part.leaf), path: tree.pathOfLeaf(part.leaf) }
}

/** `tree`, if its rows are stored as those of `shape`. */
function sameStorage(tensor: string, tree: MerkleTree, shape: TensorShape): MerkleTree {
  assertStorage(tensor, tree.shape, shape)
  return tree
}
