import {
  malformedClaims,
  oneShard,
  outputTree,
  withWord,
  writtenCheck,
  writtenLayout,
  writtenRefusals,
  wrongLengths,
  wrongShards,
  type KernelVectorCheck,
  type KernelVectorLayout,
  type KernelVectors,
  type LeafClaim,
  type RefusedJob,
} from '../conformance/kernel-vectors.test.support.js'
import {
  checkMonteCarlo,
  encodeMonteCarloParams,
  monteCarloChunk,
  monteCarloFault,
  monteCarloLayout,
  type Hex,
  type MerkleTree,
  type MonteCarloParams,
} from '../index.js'
import { YEARLY } from './options.test.support.js'
import { chunkBytes } from './reference-rows.js'

const ABOUT =
  'chunks: the sums of payoffs and of their squares of the chunks start, start + stride, … of a job, counted around. checks: a call of check with these input roots; verdict 0 invalid, 1 correct, 2 wrong. layouts: what validate and elements return. refusals: the arguments of ShapeOutOfBounds that elements reverts with.'

/** Chunks of a job. */
export interface MonteCarloVectorChunks {
  readonly name: string
  readonly params: Hex
  readonly start: number
  readonly stride: number
  readonly chunks: readonly (readonly [sum: string, squares: string])[]
}

/** The whole file. */
export interface MonteCarloVectors extends KernelVectors {
  readonly format: 'quern-monte-carlo-vectors/1'
  readonly chunks: readonly MonteCarloVectorChunks[]
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

/** Shard 1 of 2 has the chunks 6 … 10: five leaves of a tree of eight. */
const SMALL: MonteCarloParams = { ...YEARLY, steps: 6, paths: 5, chunks: 11 }
const JOB = { params: encodeMonteCarloParams(SMALL), shards: 2, shard: 1 }

function smallTree(change?: (bytes: Uint8Array) => void): MerkleTree {
  const layout = monteCarloLayout(SMALL, JOB.shards)
  const { start } = layout.chunksOf(JOB.shard)
  return outputTree(layout.output(JOB.shard), (row) => chunkBytes(monteCarloChunk(SMALL, start + row)), change)
}

function checks(): KernelVectorCheck[] {
  const honest = smallTree()
  const dirty = (at: number) => smallTree((bytes) => bytes.fill((bytes[at] as number) ^ 1, at, at + 1))
  const right = { tree: honest, leaf: 2, element: 2 }
  const chunk = 2 * 128
  const claims: readonly LeafClaim[] = [
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
    ...malformedClaims(right),
  ]
  return claims.map((claim) => writtenCheck(checkMonteCarlo, JOB, claim))
}

function layouts(): KernelVectorLayout[] {
  const jobs: readonly (readonly [MonteCarloParams, shards: number, shard: number])[] = [
    [{ ...YEARLY, steps: 1, paths: 1, chunks: 1 }, 1, 0],
    [YEARLY, 3, 2],
    [{ ...YEARLY, steps: 1, paths: 1, chunks: MOST_CHUNKS }, 1, 0],
    [{ ...YEARLY, chunks: MOST_CHUNKS }, 4096, 4095],
    [{ ...YEARLY, steps: 240, paths: 8, volatility: 1, drift: 0, chunks: MOST_CHUNKS }, 5, 4],
    [{ ...YEARLY, steps: 2032, paths: 1, volatility: 1, drift: 0, chunks: 1 }, 1, 0],
  ]
  return jobs.map(([params, shards, shard]) =>
    writtenLayout({ params: encodeMonteCarloParams(params), shards, shard }, monteCarloLayout(params, shards)),
  )
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
function refused(): RefusedJob[] {
  const yearly = encodeMonteCarloParams(YEARLY)
  const whole = encodeMonteCarloParams({ ...YEARLY, chunks: 36 })
  const words = WORDS.flatMap(([name, index, refusedWords]) =>
    refusedWords.map((word): RefusedJob => [name, oneShard(withWord(yearly, index, word))]),
  )
  return [...wrongLengths(whole), ...words, ...wrongShards(whole)]
}

/** The vectors of `MonteCarlo`: the same on every run. */
export function makeVectors(): MonteCarloVectors {
  return {
    format: 'quern-monte-carlo-vectors/1',
    about: ABOUT,
    chunks: chunks(),
    checks: checks(),
    layouts: layouts(),
    refusals: writtenRefusals(refused(), monteCarloFault),
  }
}
