import { concatBytes } from '@noble/hashes/utils.js'
import { toHex } from '../hex.js'
import {
  checkMonteCarlo,
  encodeMonteCarloParams,
  merkleTree,
  monteCarloChunk,
  monteCarloFault,
  monteCarloLayout,
  tensorShape,
  type Hex,
  type MerkleTree,
  type MonteCarloParams,
} from '../index.js'
import { YEARLY } from '../monte-carlo/options.test.support.js'
import { chunkBytes } from '../monte-carlo/reference-rows.js'
import { VERDICT_CODES } from './vectors.test.support.js'

const ABOUT =
  'chunks: the sums of payoffs and of their squares of the chunks start, start + stride, … of a job, counted around. checks: a call of check with these input roots; verdict 0 invalid, 1 correct, 2 wrong. layouts: what validate and elements return. refusals: the arguments of ShapeOutOfBounds that elements reverts with.'

interface ShardJob {
  readonly params: Hex
  readonly shards: number
  readonly shard: number
}

/** Chunks of a job. */
export interface MonteCarloVectorChunks {
  readonly name: string
  readonly params: Hex
  readonly start: number
  readonly stride: number
  readonly chunks: readonly (readonly [sum: string, squares: string])[]
}

/** One call of the contract's `check` and what it returns. */
export interface MonteCarloVectorCheck extends ShardJob {
  readonly name: string
  readonly inputRoots: readonly Hex[]
  readonly outputRoot: Hex
  readonly element: number
  readonly proof: Hex
  readonly verdict: number
}

/** What `validate` and `elements` return for a job. */
export interface MonteCarloVectorLayout extends ShardJob {
  readonly elements: string
  readonly units: string
  readonly maxSamples: number
  readonly proofBytes: number
}

/** What `elements` refuses, and `validate` too unless the shard is at fault. */
export interface MonteCarloVectorRefusal extends ShardJob {
  readonly name: string
  readonly have: string
  readonly least: string
  readonly most: string
}

/** The whole file. */
export interface MonteCarloVectors {
  readonly format: 'quern-monte-carlo-vectors/1'
  readonly about: string
  readonly chunks: readonly MonteCarloVectorChunks[]
  readonly checks: readonly MonteCarloVectorCheck[]
  readonly layouts: readonly MonteCarloVectorLayout[]
  readonly refusals: readonly MonteCarloVectorRefusal[]
}

const CHUNKS = 4
const MOST_CHUNKS = 2 ** 24

/** Ordinary options, and the ends of every bound. */
const drawn: readonly (readonly [name: string, MonteCarloParams])[] = [
  ['a year of months, a call', YEARLY],
  ['a year of months, a put', { ...YEARLY, option: 1 }],
  ['a year of trading days', { ...YEARLY, steps: 252, paths: 7, drift: 122943, volatility: 14637448 }],
  ['one step', { ...YEARLY, steps: 1, paths: 120 }],
  ['four steps', { ...YEARLY, steps: 4, paths: 102 }],
  ['sixteen steps', { ...YEARLY, steps: 16, paths: 64 }],
  ['seventeen steps', { ...YEARLY, steps: 17, paths: 62 }],
  ['the longest path', { ...YEARLY, option: 1, steps: 2032, paths: 1, drift: -8454660, volatility: 23819794 }],
  ['one path', { ...YEARLY, paths: 1, chunks: MOST_CHUNKS, strike: 2 ** 21 }],
  ['the widest step', { ...YEARLY, steps: 1, paths: 120, volatility: 2 ** 30 }],
  ['the widest market', { ...YEARLY, option: 1, volatility: 309962565 }],
  ['the steepest rise', { ...YEARLY, drift: 1431655765, strike: 1 }],
  ['the steepest fall', { ...YEARLY, option: 1, drift: -1431655765, strike: 2 ** 28 - 1 }],
  ['a rise beyond all prices', { ...YEARLY, steps: 1, paths: 9, drift: 2 ** 34, volatility: 2 ** 30, strike: 1 }],
  ['the calmest market', { ...YEARLY, volatility: 1, drift: 0, strike: 2 ** 22 - 1 }],
  ['the first seed', { ...YEARLY, seed: 0n }],
  ['the last seed and chunk', { ...YEARLY, seed: 2n ** 64n - 1n, chunks: MOST_CHUNKS, paths: 73 }],
]

function chunks(): MonteCarloVectorChunks[] {
  return drawn.map(([name, params]) => {
    const [start, stride] = [params.chunks - 1, 3]
    const sums = Array.from({ length: CHUNKS }, (_, i) => monteCarloChunk(params, (start + i * stride) % params.chunks))
    const texts = sums.map(({ sum, squares }) => [sum.toString(), squares.toString()] as const)
    return { name, params: encodeMonteCarloParams(params), start, stride, chunks: texts }
  })
}

/** A shard's output with its padding spelled out, so that any byte of it can be changed. */
function outputTree(
  params: MonteCarloParams,
  { shards, shard }: Omit<ShardJob, 'params'>,
  change: (bytes: Uint8Array) => void = () => undefined,
): MerkleTree {
  const layout = monteCarloLayout(params, shards)
  const shape = layout.output(shard)
  const rows = 2 ** shape.hl
  const bytes = new Uint8Array(rows * shape.paddedRowBytes)
  for (let row = 0; row < shape.rows; row++) {
    bytes.set(chunkBytes(monteCarloChunk(params, layout.chunksOf(shard).start + row)), row * shape.paddedRowBytes)
  }
  change(bytes)
  return merkleTree(tensorShape({ rows, cols: shape.paddedRowBytes / 4, elementBytes: 4, role: 'output' }), bytes)
}

function proofOf(tree: MerkleTree, leaf: number): Hex {
  return toHex(concatBytes(tree.leaf(leaf), tree.pathOfLeaf(leaf)))
}

/** Shard 1 of 2 has the chunks 6 … 10: five leaves of a tree of eight. */
const SMALL: MonteCarloParams = { ...YEARLY, steps: 6, paths: 5, chunks: 11 }
const PLACE = { shards: 2, shard: 1 }

interface Claim {
  readonly name: string
  readonly tree: MerkleTree
  readonly leaf: number
  readonly element: number
  readonly changed?: Partial<MonteCarloVectorCheck>
}

function written({ name, tree, leaf, element, changed }: Claim): MonteCarloVectorCheck {
  const job = { params: encodeMonteCarloParams(SMALL), ...PLACE }
  const call = { ...job, inputRoots: [], outputRoot: tree.root, element, proof: proofOf(tree, leaf), ...changed }
  return { name, ...call, verdict: VERDICT_CODES[checkMonteCarlo({ ...call, element: BigInt(element) })] }
}

function checks(): MonteCarloVectorCheck[] {
  const honest = outputTree(SMALL, PLACE)
  const dirty = (at: number) => outputTree(SMALL, PLACE, (bytes) => bytes.fill((bytes[at] as number) ^ 1, at, at + 1))
  const right = { tree: honest, leaf: 2, element: 2 }
  const proof = proofOf(honest, 2)
  const chunk = 2 * 128
  const claims: readonly Claim[] = [
    { name: 'right', ...right },
    { name: 'the last chunk', tree: honest, leaf: 4, element: 4 },
    { name: 'a wrong sum', tree: dirty(chunk), leaf: 2, element: 2 },
    { name: 'a wrong upper byte of the sum', tree: dirty(chunk + 7), leaf: 2, element: 2 },
    { name: 'wrong squares', tree: dirty(chunk + 8), leaf: 2, element: 2 },
    { name: 'a wrong upper byte of the squares', tree: dirty(chunk + 15), leaf: 2, element: 2 },
    { name: 'beside a wrong chunk', tree: dirty(chunk), leaf: 3, element: 3 },
    { name: 'padding behind the chunk', tree: dirty(chunk + 16), leaf: 2, element: 2 },
    { name: 'padding at the end of the leaf', tree: dirty(chunk + 127), leaf: 2, element: 2 },
    { name: 'a leaf of zero padding', tree: honest, leaf: 6, element: 5 + 6 },
    { name: 'a leaf of padding that is not zero', tree: dirty(7 * 128 + 9), leaf: 7, element: 5 + 7 },
    { name: 'a leaf with a chunk named as padding', tree: honest, leaf: 2, element: 5 + 2 },
    { name: 'a leaf beyond the tree', tree: honest, leaf: 7, element: 5 + 8 },
    { name: 'the proof of another leaf', ...right, changed: { proof: proofOf(honest, 3) } },
    { name: 'one byte of the path changed', ...right, changed: { proof: `${proof.slice(0, -2)}00` as Hex } },
    { name: 'one word short', ...right, changed: { proof: proof.slice(0, -64) as Hex } },
    { name: 'one word too long', ...right, changed: { proof: `${proof}${'00'.repeat(32)}` } },
    { name: 'an input', ...right, changed: { inputRoots: [honest.root] } },
    { name: 'no shards', ...right, changed: { shards: 0 } },
    { name: 'too many shards', ...right, changed: { shards: 7, shard: 1 } },
    { name: 'a shard beyond the shards', ...right, changed: { shard: 2 } },
    { name: 'the other shard', ...right, changed: { shard: 0 } },
  ]
  return claims.map(written)
}

function layouts(): MonteCarloVectorLayout[] {
  const jobs: readonly (readonly [MonteCarloParams, shards: number, shard: number])[] = [
    [{ ...YEARLY, steps: 1, paths: 1, chunks: 1 }, 1, 0],
    [YEARLY, 3, 2],
    [{ ...YEARLY, steps: 1, paths: 1, chunks: MOST_CHUNKS }, 1, 0],
    [{ ...YEARLY, chunks: MOST_CHUNKS }, 4096, 4095],
    [{ ...YEARLY, steps: 240, paths: 8, volatility: 1, drift: 0, chunks: MOST_CHUNKS }, 5, 4],
    [{ ...YEARLY, steps: 2032, paths: 1, volatility: 1, drift: 0, chunks: 1 }, 1, 0],
  ]
  return jobs.map(([params, shards, shard]) => {
    const layout = monteCarloLayout(params, shards)
    const { units, maxSamples, proofBytes } = layout
    const elements = layout.elements(shard).toString()
    const sizes = { elements, units: units.toString(), maxSamples, proofBytes }
    return { params: encodeMonteCarloParams(params), shards, shard, ...sizes }
  })
}

/** The params with one word replaced. */
function withWord(params: MonteCarloParams, index: number, word: bigint): Hex {
  const hex = encodeMonteCarloParams(params)
  const at = 2 + 64 * index
  return `0x${hex.slice(2, at)}${BigInt.asUintN(256, word).toString(16).padStart(64, '0')}${hex.slice(at + 64)}`
}

const WORDS: readonly (readonly [name: string, index: number, refused: readonly bigint[]])[] = [
  ['option', 0, [2n, 1n << 32n, 1n << 255n]],
  ['steps', 1, [0n, 2033n, 1n << 32n]],
  ['paths', 2, [0n, 74n, 1n << 32n]],
  ['chunks', 3, [0n, 2n ** 24n + 1n, 1n << 32n]],
  ['|drift|', 4, [1431655766n, -1431655766n, 1n << 64n, 2n ** 255n]],
  ['volatility', 5, [0n, 2n ** 30n + 1n, 1n << 32n, 1n << 255n]],
  ['variance', 5, [309962566n, 2n ** 30n]],
  ['strike', 6, [0n, 2n ** 28n, 1n << 32n]],
  ['seed', 7, [1n << 64n, 1n << 255n]],
]

/** Every bound, overstepped by one where that can be, and by dirty upper bits. */
function refused(): (readonly [string, ShardJob])[] {
  const one = (params: Hex): ShardJob => ({ params, shards: 1, shard: 0 })
  const whole = encodeMonteCarloParams({ ...YEARLY, chunks: 36 })
  return [
    ['paramsLength', one('0x')],
    ['paramsLength', one(whole.slice(0, -2) as Hex)],
    ['paramsLength', one(`${whole}${'00'.repeat(32)}`)],
    ...WORDS.flatMap(([name, index, words]) =>
      words.map((word) => [name, one(withWord(YEARLY, index, word))] as const),
    ),
    ['shards', { params: whole, shards: 0, shard: 0 }],
    ['shards', { params: whole, shards: 37, shard: 0 }],
    ['shards', { params: whole, shards: 13, shard: 0 }],
    ['shard', { params: whole, shards: 12, shard: 12 }],
    ['shard', { params: whole, shards: 1, shard: 2 ** 32 - 1 }],
  ]
}

function refusals(): MonteCarloVectorRefusal[] {
  return refused().map(([name, job]) => {
    const fault = monteCarloFault(job.params, job)
    if (fault?.name !== name) throw new Error(`${name}: the fault is ${String(fault?.name)}`)
    const [have, least, most] = [fault.have, fault.least, fault.most].map(String) as [string, string, string]
    return { name, ...job, have, least, most }
  })
}

/** The vectors of `MonteCarlo`: the same on every run. */
export function monteCarloVectors(): MonteCarloVectors {
  return {
    format: 'quern-monte-carlo-vectors/1',
    about: ABOUT,
    chunks: chunks(),
    checks: checks(),
    layouts: layouts(),
    refusals: refusals(),
  }
}
