import {
  oneShard,
  withWord,
  writtenLayout,
  writtenRefusals,
  wrongLengths,
  type KernelVectorCheck,
  type KernelVectorLayout,
  type KernelVectors,
  type RefusedJob,
  type VectorJob,
} from '../conformance/kernel-vectors.test.support.js'
import {
  create2Address,
  create2SearchFault,
  create2SearchLayout,
  create2SearchRoot,
  encodeCreate2SearchParams,
  referenceCreate2Search,
  type Create2SearchParams,
  type Hex,
} from '../index.js'
import { SPEC_EXAMPLE } from './queries.test.support.js'

const ABOUT =
  'searches: the first wanted salt among `count` of the shard from number `from` on, or null. checks: a call of check with these input roots; verdict 0 invalid, 1 correct, 2 wrong. layouts: what validate and elements return. refusals: the arguments of ShapeOutOfBounds that elements reverts with.'

/** A search and what the reference finds. */
export interface Create2VectorSearch extends VectorJob {
  readonly from: string
  readonly count: number
  readonly salt: Hex | null
}

/** The whole file. */
export interface Create2Vectors extends KernelVectors {
  readonly format: 'quern-create2-search-vectors/1'
  readonly searches: readonly Create2VectorSearch[]
}

const [INVALID, CORRECT, WRONG] = [0, 1, 2]
const { params: EXAMPLE, salt: SALT } = SPEC_EXAMPLE
const SMALL = { ...EXAMPLE, mask: (0xfn << 156n) | 0xffn, value: (0x7n << 156n) | 0x55n, base: 77n, r: 19 }
const MAX_SHARDS = 2 ** 32 - 1

const searched: readonly (readonly [
  Create2SearchParams,
  shards: number,
  shard: number,
  from: bigint,
  count: number,
])[] = [
  [EXAMPLE, 1, 0, BigInt(SALT) - 300n, 400],
  [EXAMPLE, 1, 0, 0n, 300],
  [SMALL, 3, 0, 0n, 2 ** 16],
  [SMALL, 3, 1, 0n, 2 ** 16],
  [SMALL, 3, 2, 2n ** 19n - 5n, 1000],
  [{ ...SMALL, base: 2n ** 237n - 1n }, 1, 0, 0n, 2 ** 16],
  [{ ...EXAMPLE, mask: 0x3fffn, value: 0xc0n, r: 32 }, 1, 0, 2n ** 31n, 2 ** 17],
  [{ ...EXAMPLE, mask: 0xffn, value: 0xeen, base: 0xdeadbeefn, r: 96 }, 1, 0, 2n ** 40n - 100n, 2000],
]

function searches(): Create2VectorSearch[] {
  return searched.map(([params, shards, shard, from, count]) => {
    const salt = referenceCreate2Search({ params, shards, shard, from, count }) ?? null
    return { params: encodeCreate2SearchParams(params), shards, shard, from: from.toString(), count, salt }
  })
}

/** What the contract is asked of `output` as the salt of the example, and what it has to say. */
function claim(name: string, verdict: number, changed: Partial<KernelVectorCheck> = {}): KernelVectorCheck {
  const proof = changed.proof ?? SALT
  const job = { params: encodeCreate2SearchParams(EXAMPLE), shards: 1, shard: 0 }
  const outputRoot = create2SearchRoot(proof)
  return { name, ...job, inputRoots: [], outputRoot, element: 0, proof, ...changed, verdict }
}

function checks(): KernelVectorCheck[] {
  const params = encodeCreate2SearchParams(EXAMPLE)
  const neighbour: Hex = `0x${(BigInt(SALT) + 1n).toString(16).padStart(64, '0')}`
  return [
    claim('the example', CORRECT),
    claim('the example as one of many shards', CORRECT, { shards: MAX_SHARDS }),
    ...lastSalts(),
    claim('the salt behind it', WRONG, { proof: neighbour }),
    claim('another base', WRONG, { params: encodeCreate2SearchParams({ ...EXAMPLE, base: 1n }) }),
    claim('another shard', WRONG, { shards: 2, shard: 1 }),
    claim('another deployer', WRONG, { params: swapped(params, 0, 1n) }),
    claim('another code', WRONG, { params: swapped(params, 1, 1n) }),
    claim('a root that is not opened', INVALID, { outputRoot: SALT }),
    claim('an input', INVALID, { inputRoots: [SALT] }),
    claim('element 1', INVALID, { element: 1 }),
    claim('nothing', INVALID, { proof: '0x' }),
    claim('31 bytes', INVALID, { proof: SALT.slice(0, -2) as Hex }),
    claim('33 bytes', INVALID, { proof: `${SALT}00` }),
    claim('no shards', INVALID, { shards: 0 }),
    claim('a shard beyond the shards', INVALID, { shard: 1 }),
    claim('params of 193 bytes', INVALID, { params: `${params}00` }),
    ...refused().map(([name, job]) => claim(`a refused ${name}`, INVALID, job)),
  ]
}

/** The last salt of all belongs to the last shard only. */
function lastSalts(): KernelVectorCheck[] {
  const proof: Hex = `0x${'ff'.repeat(32)}`
  const value = BigInt(create2Address(EXAMPLE, proof)) & EXAMPLE.mask
  const params = encodeCreate2SearchParams({ ...EXAMPLE, value, r: 255 })
  return [
    claim('the last salt of all', CORRECT, { params, shards: 2, shard: 1, proof }),
    claim('the last salt of all, asked of the first half', WRONG, { params, shards: 2, shard: 0, proof }),
  ]
}

/** `params` with some bits of one word turned over. */
function swapped(params: Hex, index: number, bits: bigint): Hex {
  const at = 2 + 64 * index
  const word = (BigInt(`0x${params.slice(at, at + 64)}`) ^ bits).toString(16).padStart(64, '0')
  return `0x${params.slice(2, at)}${word}${params.slice(at + 64)}`
}

function layouts(): KernelVectorLayout[] {
  const bits = [1, 19, 20, 21, 32, 63, 64].map((count) => ({ ...EXAMPLE, mask: 2n ** BigInt(count) - 1n, value: 0n }))
  const jobs: readonly (readonly [Create2SearchParams, shards: number, shard: number])[] = [
    ...bits.map((params) => [params, 1, 0] as const),
    [EXAMPLE, MAX_SHARDS, MAX_SHARDS - 1],
    [SMALL, 5, 4],
    [{ ...EXAMPLE, r: 255 }, 2, 1],
    [{ ...EXAMPLE, base: 1n, r: 255 }, 1, 0],
    [{ ...EXAMPLE, base: 2n ** 185n - 7n }, 7, 6],
    [{ ...EXAMPLE, mask: 1n << 159n, value: 0n, r: 8 }, 1, 0],
  ]
  return jobs.map(([params, shards, shard]) =>
    writtenLayout({ params: encodeCreate2SearchParams(params), shards, shard }, create2SearchLayout(params, shards)),
  )
}

/** Every bound, overstepped by one where that can be, and by a dirty upper bit. */
function refused(): RefusedJob[] {
  const params = encodeCreate2SearchParams(EXAMPLE)
  const top = 1n << 255n
  const lastHalf = swapped(swapped(params, 5, 71n ^ 255n), 4, 1n)
  return [
    ...wrongLengths(params),
    ['deployer', oneShard(withWord(params, 0, 0n))],
    ['deployer', oneShard(swapped(params, 0, 1n << 160n))],
    ['initCodeHash', oneShard(withWord(params, 1, 0n))],
    ['mask', oneShard(withWord(params, 2, 0n))],
    ['mask', oneShard(swapped(params, 2, 1n << 160n))],
    ['maskBits', oneShard(swapped(params, 2, 1n << 64n))],
    ['maskBits', oneShard(swapped(params, 2, 2n ** 160n - 2n ** 64n))],
    ['value & ~mask', oneShard(swapped(params, 3, 1n << 64n))],
    ['value & ~mask', oneShard(swapped(params, 3, top))],
    ['r', oneShard(swapped(params, 5, 1n))],
    ['r', oneShard(swapped(params, 5, 71n ^ 256n))],
    ['r', oneShard(swapped(params, 5, top))],
    ['base', oneShard(swapped(params, 4, 1n << 185n))],
    ['base', oneShard(swapped(lastHalf, 4, 3n))],
    ['shards', { params: lastHalf, shards: 2, shard: 0 }],
    ['shards', { params: swapped(params, 4, 2n ** 185n - 1n), shards: 2, shard: 0 }],
    ['shards', { params, shards: 0, shard: 0 }],
    ['shard', { params, shards: 3, shard: 3 }],
    ['shard', { params, shards: 1, shard: MAX_SHARDS }],
  ]
}

/** The vectors of `Create2Search`: the same on every run. */
export function makeVectors(): Create2Vectors {
  return {
    format: 'quern-create2-search-vectors/1',
    about: ABOUT,
    searches: searches(),
    checks: checks(),
    layouts: layouts(),
    refusals: writtenRefusals(refused(), create2SearchFault),
  }
}
