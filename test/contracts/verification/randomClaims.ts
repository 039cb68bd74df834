import {
  create2SearchRoot,
  encodeCreate2SearchParams,
  searchCreate2Salts,
  type Create2SearchCheck,
  type Create2SearchParams,
  type Hex,
} from '@quern/kernels'
import * as fc from 'fast-check'

/** A call of `check` that a worker, or a cheat, might cause. */
export type Claim = Create2SearchCheck

/** So many random bytes. */
export const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((array): Hex => `0x${Buffer.from(array).toString('hex')}`)

/** Queries with few wanted bits, so that one salt in some tens has them; now and then one that is refused. */
const queries: fc.Arbitrary<Create2SearchParams> = fc
  .record({
    deployer: hex(20),
    initCodeHash: hex(32),
    places: fc.uniqueArray(fc.integer({ min: 0, max: 159 }), { minLength: 1, maxLength: 6 }),
    wanted: fc.bigInt(0n, 2n ** 160n - 1n),
    r: fc.integer({ min: 13, max: 250 }),
  })
  .chain(({ places, wanted, ...target }) => {
    const mask = places.reduce((sum, place) => sum | (1n << BigInt(place)), 0n)
    const bases = fc.bigInt(0n, 2n ** BigInt(256 - target.r) - 4n)
    return bases.map((base) => ({ ...target, mask, value: wanted & mask, base }))
  })

/** What is done to an honest answer. */
const changes: readonly ((claim: Claim, dirt: Hex) => Partial<Claim>)[] = [
  () => ({}),
  () => ({}),
  ({ shard }) => ({ shard: (shard + 1) % 3 }),
  (_, dirt) => ({ proof: dirt, outputRoot: create2SearchRoot(dirt) }),
  (_, dirt) => ({ proof: dirt }),
  ({ params }, dirt) => ({ params: withWord(params, dirt) }),
  ({ params }, dirt) => ({ params: withWord(params, `0x${dirt.slice(-4).padStart(64, '0')}`) }),
  ({ params }) => ({ params: params.slice(0, -64) as Hex }),
  () => ({ shards: 2 }),
  () => ({ shards: 0 }),
]

/** `params` with one of the six words replaced. */
function withWord(params: Hex, word: Hex): Hex {
  const at = 2 + 64 * Number(BigInt(word) % 6n)
  return `0x${params.slice(2, at)}${word.slice(2)}${params.slice(at + 64)}`
}

function claimOf(query: Create2SearchParams, shard: number): Claim {
  const proof = searchCreate2Salts({ params: query, shards: 3, shard, from: 0n, count: 4096 })
  if (proof === undefined) throw new Error('4096 salts hold none of one in 64')
  const params = encodeCreate2SearchParams(query)
  return { params, shards: 3, shard, inputRoots: [], outputRoot: create2SearchRoot(proof), element: 0n, proof }
}

/** `count` claims from one seed: right ones, and ones whose salt, params or shards were changed. */
export function randomClaims(count: number, seed: number): Claim[] {
  const change = fc.constantFrom(...changes)
  const claims = fc
    .tuple(queries, fc.integer({ min: 0, max: 2 }), change, hex(32))
    .map(([query, shard, changed, dirt]) => {
      const honest = claimOf(query, shard)
      return { ...honest, ...changed(honest, dirt) }
    })
  return fc.sample(claims, { numRuns: count, seed })
}
