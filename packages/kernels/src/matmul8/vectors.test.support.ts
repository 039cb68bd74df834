import { concatBytes } from '@noble/hashes/utils.js'
import {
  oneShard,
  VERDICT_CODES,
  withWord,
  writtenLayout,
  writtenRefusals,
  wrongLengths,
  wrongShards,
  type KernelVectorCheck,
  type KernelVectorLayout,
  type KernelVectors,
  type RefusedJob,
} from '../conformance/kernel-vectors.test.support.js'
import { operand } from '../conformance/operands.test.support.js'
import { toHex } from '../hex.js'
import {
  checkMatmul8,
  createWitnessBuilder,
  encodeMatmul8Params,
  matmul8Layout,
  matmul8ShardProduct,
  merkleTree,
  referenceMatmul8,
  tensorShape,
  type Hex,
  type Matmul8Params,
  type MerkleTree,
  type WitnessBuilder,
} from '../index.js'
import { matmul8Fault } from './twin.test.support.js'

const ABOUT =
  'a is int8 [m, k], b int8 [n, k], row-major: all `fill`, or xorshift32 from `seed` (s ^= s << 13, s ^= s >>> 17, s ^= s << 5, value = top byte of s, signed). checks: a call of check with these input roots; verdict 0 invalid, 1 correct, 2 wrong. layouts: what validate and elements return. refusals: the arguments of ShapeOutOfBounds that elements reverts with.'

/** How an operand is made: see `about` in the file. */
export type VectorOperand = { readonly seed: number } | { readonly fill: number }

/** One job whose inputs, output root and sizes are written down. */
export interface Matmul8VectorCase {
  readonly name: string
  readonly m: number
  readonly n: number
  readonly k: number
  readonly shards: number
  readonly shard: number
  readonly a: VectorOperand
  readonly b: VectorOperand
  readonly inputRoots: readonly [Hex, Hex]
  readonly outputRoot: Hex
}

/** The check of an element of a case; `value` is the right value of the element, 0 for padding. */
export interface Matmul8VectorCheck extends KernelVectorCheck {
  readonly case: number
  readonly value: number
}

/** The whole file. */
export interface Matmul8Vectors extends KernelVectors {
  readonly format: 'quern-matmul8-vectors/2'
  readonly cases: readonly Matmul8VectorCase[]
  readonly checks: readonly Matmul8VectorCheck[]
}

/** One job in memory. */
interface Job {
  readonly index: number
  readonly case: Matmul8VectorCase
  readonly params: Matmul8Params
  readonly a: Int8Array
  readonly b: Int8Array
  readonly c: Int32Array
}

interface JobSize extends Pick<Matmul8VectorCase, 'm' | 'n' | 'k' | 'shards' | 'shard'> {
  readonly fills?: readonly [a: number, b: number]
}

const EXTREMES: readonly (readonly [number, number])[] = [
  [-128, -128],
  [127, -128],
  [127, 127],
]

/** The longest rows, whose sums reach ±2^28, the longest odd one, and many rows or columns: for these, roots say enough. */
const LARGE: readonly JobSize[] = [
  { m: 2, n: 3, k: 16384, shards: 1, shard: 0, fills: [-128, -128] },
  { m: 3, n: 2, k: 16384, shards: 2, shard: 1, fills: [127, -128] },
  { m: 2, n: 2, k: 16383, shards: 1, shard: 0 },
  { m: 1, n: 16_411, k: 3, shards: 1, shard: 0 },
  { m: 16_411, n: 1, k: 2, shards: 3, shard: 2 },
]

/** Every remainder of k modulo 32, single rows and columns, several shards, then sizes with padding leaves and long rows. */
function jobSizes(): JobSize[] {
  const sizes = Array.from({ length: 32 }, (_, i): JobSize => {
    const m = 1 + ((i * 7) % 6)
    const n = 1 + ((i * 5) % 9)
    const shards = m === 4 || m === 6 ? 2 : i % 2 === 0 ? m : 1
    const size = { m, n, k: i === 0 ? 64 : 32 * (i % 3) + i, shards, shard: (i * 3) % shards }
    return i % 4 === 3 ? { ...size, fills: EXTREMES[i % 3] as readonly [number, number] } : size
  })
  sizes.push(
    { m: 5, n: 33, k: 40, shards: 1, shard: 0 },
    { m: 7, n: 65, k: 130, shards: 2, shard: 1 },
    { m: 3, n: 32, k: 256, shards: 1, shard: 0 },
    { m: 2, n: 96, k: 9, shards: 1, shard: 0 },
    { m: 2, n: 3, k: 1024, shards: 1, shard: 0, fills: [-128, -128] },
    { m: 1, n: 1, k: 1100, shards: 1, shard: 0 },
  )
  return sizes
}

/** The operand that `made` describes. */
export function vectorOperand(length: number, made: VectorOperand): Int8Array {
  return 'fill' in made ? operand(length, 0, made.fill) : operand(length, made.seed)
}

function createJob(size: JobSize, index: number): Job {
  const { fills, ...shape } = size
  const { m, n, k, shards, shard } = shape
  const params = { m, n, k }
  const madeA = fills ? { fill: fills[0] } : { seed: 1000 + index }
  const madeB = fills ? { fill: fills[1] } : { seed: 2000 + index }
  const a = vectorOperand(m * k, madeA)
  const b = vectorOperand(n * k, madeB)
  const c = referenceMatmul8(matmul8ShardProduct({ params, shards, shard, a, b }))
  const { root, inputRoots } = createWitnessBuilder({ params, shards, shard, a, b, c })
  const name = `${m}x${n}x${k}, shard ${shard} of ${shards}`
  const roots = { inputRoots, outputRoot: root }
  return { index, params, a, b, c, case: { name, ...shape, a: madeA, b: madeB, ...roots } }
}

/** The tensor with its padding spelled out, so that a test can change padding: the same storage, no padding left. */
export function paddedTree(tree: MerkleTree, change: (bytes: Uint8Array) => void): MerkleTree {
  const { shape } = tree
  const rows = 2 ** shape.hl
  const bytes = new Uint8Array(rows * shape.paddedRowBytes)
  for (let row = 0; row < shape.rows; row++) bytes.set(tree.row(row), row * shape.paddedRowBytes)
  change(bytes)
  const role = shape.elementBytes === 4 ? 'output' : 'input'
  const cols = shape.paddedRowBytes / shape.elementBytes
  return merkleTree(tensorShape({ rows, cols, elementBytes: shape.elementBytes, role }), bytes)
}

interface Claim {
  readonly what: string
  readonly element: bigint
  readonly proof: Hex
  readonly builder: WitnessBuilder
}

function writeCheck(job: Job, { what, element, proof, builder }: Claim): Matmul8VectorCheck {
  const { shards, shard } = job.case
  const layout = matmul8Layout(job.params, shards)
  const { inputRoots, root: outputRoot } = builder
  const checked = { params: job.params, shards, shard, inputRoots, outputRoot, element, proof }
  return {
    name: `${what}: ${job.case.name}`,
    case: job.index,
    params: encodeMatmul8Params(job.params),
    shards,
    shard,
    inputRoots,
    outputRoot,
    element: Number(element),
    value: element < layout.elements(shard) ? (job.c[Number(element)] as number) : 0,
    verdict: VERDICT_CODES[checkMatmul8(checked)],
    proof,
  }
}

function flip(hex: Hex, byte: number): Hex {
  const at = 2 + byte * 2
  const changed = (Number.parseInt(hex.slice(at, at + 2), 16) ^ 1).toString(16).padStart(2, '0')
  return `0x${hex.slice(2, at)}${changed}${hex.slice(at + 2)}`
}

/** Ways to be wrong, malformed, or right in spite of appearances; one of them is written for each job. */
const variants: readonly ((job: Job, element: bigint) => Claim)[] = [
  (job, element) => {
    const c = job.c.slice()
    c[Number(element)] = (c[Number(element)] as number) + 1
    const builder = builderOf(job, { c })
    return { what: 'value one too high', element, proof: builder.proof(element), builder }
  },
  (job, element) => {
    const builder = builderOf(job)
    const proof = builder.proof(element)
    return { what: 'last byte changed', element, proof: flip(proof, proof.length / 2 - 2), builder }
  },
  (job) => {
    const builder = builderOf(job, { c: paddedTree(treesOf(job).c, (bytes) => bytes.fill(1, lastBytes(job))) })
    return {
      what: 'padding after the last element',
      element: lastElement(job),
      proof: builder.proof(lastElement(job)),
      builder,
    }
  },
  (job, element) => {
    const builder = builderOf(job)
    return { what: 'one word short', element, proof: builder.proof(element).slice(0, -64) as Hex, builder }
  },
  (job) => {
    const { k } = job.params
    const tree = paddedTree(treesOf(job).a, (bytes) => {
      const rowBytes = matmul8Layout(job.params, job.case.shards).a.paddedRowBytes
      for (let at = 0; at < bytes.length; at++) if (at % rowBytes >= k) bytes[at] = 0xff
    })
    const builder = builderOf(job, { a: tree })
    return { what: 'input bytes beyond k are masked', element: 0n, proof: builder.proof(0n), builder }
  },
  (job, element) => {
    const builder = builderOf(job)
    const proof = builder.proof(element)
    return { what: 'first byte of A changed', element, proof: flip(proof, 0), builder }
  },
  (job) => {
    const builder = builderOf(job)
    const { c } = treesOf(job)
    const proof = toHex(concatBytes(c.leaf(0), c.pathOfLeaf(0)))
    return { what: 'a leaf with elements named as padding', element: sizesOf(job).elements, proof, builder }
  },
  (job, element) => {
    const builder = builderOf(job)
    return { what: 'one word too long', element, proof: `${builder.proof(element)}${'00'.repeat(32)}`, builder }
  },
]

/** Claims about a leaf that holds no element. */
const paddingVariants: readonly ((job: Job) => Claim)[] = [
  (job) => {
    const builder = builderOf(job)
    const id = lastPaddingId(job)
    return { what: 'leaf of zero padding', element: id, proof: builder.proof(id), builder }
  },
  (job) => {
    const builder = builderOf(job, { c: paddedTree(treesOf(job).c, (bytes) => bytes.fill(7, bytes.length - 1)) })
    const id = lastPaddingId(job)
    return { what: 'leaf of padding that is not zero', element: id, proof: builder.proof(id), builder }
  },
  (job) => {
    const builder = builderOf(job)
    const id = lastPaddingId(job)
    const { depth } = sizesOf(job).shape
    return { what: 'an id beyond the last leaf', element: id + 2n ** BigInt(depth), proof: builder.proof(id), builder }
  },
]

function builderOf(
  job: Job,
  instead: Partial<Record<'a' | 'c', MerkleTree | Int8Array | Int32Array>> = {},
): WitnessBuilder {
  const { params, a, b, c } = job
  const { shards, shard } = job.case
  return createWitnessBuilder({ params, shards, shard, a, b, c, ...instead } as Parameters<
    typeof createWitnessBuilder
  >[0])
}

function treesOf(job: Job): { a: MerkleTree; c: MerkleTree } {
  const layout = matmul8Layout(job.params, job.case.shards)
  const bytes = (array: Int8Array | Int32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  return { a: merkleTree(layout.a, bytes(job.a)), c: merkleTree(layout.c(job.case.shard), bytes(job.c)) }
}

function sizesOf(job: Job) {
  const layout = matmul8Layout(job.params, job.case.shards)
  return { shape: layout.c(job.case.shard), elements: layout.elements(job.case.shard) }
}

function lastElement(job: Job): bigint {
  return sizesOf(job).elements - 1n
}

/** Where the bytes after the last element begin, counted in the padded output. */
function lastBytes(job: Job): number {
  const { shape } = sizesOf(job)
  return (shape.rows - 1) * shape.paddedRowBytes + shape.rowBytes
}

/** The id of the very last leaf; it is padding unless rows and columns fill the tensor. */
function lastPaddingId(job: Job): bigint {
  const { shape, elements } = sizesOf(job)
  return elements + 2n ** BigInt(shape.depth) - 1n
}

function hasPaddingLeaf(job: Job): boolean {
  const { shape } = sizesOf(job)
  return shape.rows < 2 ** shape.hl || shape.rowBytes <= shape.paddedRowBytes - 2 ** shape.ll
}

function layouts(): KernelVectorLayout[] {
  const jobs: readonly (readonly [m: number, n: number, k: number, shards: number, shard: number])[] = [
    [1, 1, 1, 1, 0],
    [2000, 10, 784, 4, 3],
    [1024, 1024, 1024, 1, 0],
    [4096, 4096, 4096, 16, 15],
    [4096, 4096, 16384, 5, 4],
    [2 ** 24, 2 ** 24, 16384, 1, 0],
  ]
  return jobs.map(([m, n, k, shards, shard]) => {
    const params = { m, n, k }
    return writtenLayout({ params: encodeMatmul8Params(params), shards, shard }, matmul8Layout(params, shards))
  })
}

const WORDS: readonly (readonly [name: string, index: number, refused: readonly bigint[]])[] = [
  ['m', 0, [0n, 2n ** 24n + 1n, 1n << 32n, 1n << 255n]],
  ['n', 1, [0n, 2n ** 24n + 1n, 1n << 32n]],
  ['k', 2, [0n, 16385n, 1n << 32n]],
]

/** Every bound, overstepped by one and by dirty upper bits. */
function refused(): RefusedJob[] {
  const whole = encodeMatmul8Params({ m: 36, n: 2, k: 5 })
  const words = WORDS.flatMap(([name, index, refusedWords]) =>
    refusedWords.map((word): RefusedJob => [name, oneShard(withWord(whole, index, word))]),
  )
  return [...wrongLengths(whole), ...words, ...wrongShards(whole)]
}

/** The vectors of `Matmul8`, from fixed seeds: the same on every run. */
export function makeVectors(): Matmul8Vectors {
  const jobs = [...jobSizes(), ...LARGE].map(createJob)
  const checks = jobs.slice(0, -LARGE.length).flatMap((job) => {
    const element = BigInt(job.index * 37) % sizesOf(job).elements
    const honest = builderOf(job)
    const variant = variants[job.index % variants.length] as (typeof variants)[number]
    const claims = [{ what: 'right', element, proof: honest.proof(element), builder: honest }, variant(job, element)]
    if (hasPaddingLeaf(job)) claims.push(...paddingVariants.map((padding) => padding(job)))
    return claims.map((claim) => writeCheck(job, claim))
  })
  return {
    format: 'quern-matmul8-vectors/2',
    about: ABOUT,
    cases: jobs.map((job) => job.case),
    checks,
    layouts: layouts(),
    refusals: writtenRefusals(refused(), matmul8Fault),
  }
}
