// Matrix products to sell, and what proves one of their elements right or wrong.
import { KERNELS } from '@quern/deploy'
import {
  createWitnessBuilder,
  encodeMatmul8Params,
  encodeMonteCarloParams,
  matmul8Layout,
  matmul8TreeA,
  matmul8TreeB,
  MATMUL8_KERNEL_ID,
  merkleTree,
  MONTE_CARLO_KERNEL_ID,
  monteCarloLayout,
  multiply8,
  NO_INPUTS_ROOT,
  openBackend,
  RENDER_KERNEL_ID,
  renderKernel,
  renderLayout,
} from '@quern/kernels'
import { bytesToHex, concat, encodeAbiParameters, keccak256 } from 'viem'

const INPUT_URI = 'https://data.example/inputs/'

/** What work must burn to earn emission. */
export function burnOf(kernelId, { units }) {
  const { unitBurn } = KERNELS.find(({ id }) => id === kernelId)
  return units * unitBurn
}

/**
 * One product with inputs of fixed pseudo-random bytes.
 * @returns {{ params, shards, layout, a, b, work, burn }} `work` and `burn` as a request states them
 */
export function productOf({ params, shards = 1 }) {
  const layout = matmul8Layout(params, shards)
  const a = fixedBytes(params.m * params.k, 1)
  const b = fixedBytes(params.n * params.k, 2)
  const trees = { a: matmul8TreeA(layout, a), b: matmul8TreeB(layout, b) }
  const inputRoot = keccak256(encodeAbiParameters([{ type: 'bytes32[]' }], [[trees.a.root, trees.b.root]]))
  const work = { shards, inputRoot, params: encodeMatmul8Params(params), inputUri: INPUT_URI }
  return { params, shards, layout, a, b, trees, work, burn: burnOf(MATMUL8_KERNEL_ID, layout) }
}

/** The product itself, as a worker computes it. */
export async function computed({ params, a, b }) {
  const backend = await openBackend({ prefer: 'wasm' })
  try {
    return await multiply8(backend, { ...params, a, bt: b })
  } finally {
    await backend.close()
  }
}

/** An output that nobody computed: only the row that a proof opens holds anything, and all of it is wrong. */
export function forged({ params }, row) {
  const c = new Int32Array(params.m * params.n)
  const bytes = fixedBytes(params.n * 4, 3)
  c.set(new Int32Array(bytes.buffer), row * params.n)
  return c
}

/** Root and proofs of the only shard's output `c`. */
export function witnessOf({ params, shards, trees }, c) {
  return createWitnessBuilder({ params, shards, shard: 0, a: trees.a, b: trees.b, c })
}

/** An image as a product to sell, and a first band that nobody drew. */
export function blankImage({ work, image: params }) {
  const layout = renderLayout(params, work.shards)
  const leafOf = (element) => renderKernel.openings({ params, layout, shard: 0 }, element)[0].part.leaf
  return blank({ params, layout, work, leafOf, kernelId: RENDER_KERNEL_ID })
}

/** An option as a product to sell, and chunks that nobody drew: each is a leaf. */
export function blankChunks(params) {
  const work = { shards: 1, inputRoot: NO_INPUTS_ROOT, params: encodeMonteCarloParams(params), inputUri: '' }
  return blank({ params, layout: monteCarloLayout(params, 1), work, leafOf: Number, kernelId: MONTE_CARLO_KERNEL_ID })
}

/** A product, and root and proofs of a first shard of it that is all zero. */
function blank({ params, layout, work, leafOf, kernelId }) {
  const shape = layout.output(0)
  const tree = merkleTree(shape, new Uint8Array(shape.rows * shape.rowBytes))
  const proof = (element) => {
    const leaf = leafOf(element)
    return bytesToHex(concat([tree.leaf(leaf), tree.pathOfLeaf(leaf)]))
  }
  const product = { params, shards: work.shards, layout, work, burn: burnOf(kernelId, layout) }
  return { product, witness: { root: tree.root, inputRoots: [], proof } }
}

/** int8 numbers of all sizes, the same on every machine. */
function fixedBytes(count, seed) {
  const bytes = new Int8Array(count)
  let state = seed
  for (let index = 0; index < count; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[index] = state >>> 24
  }
  return bytes
}
