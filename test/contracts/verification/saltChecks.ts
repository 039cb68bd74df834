// Salts of random queries, each shown to the contract: reference, backends and Solidity have to agree on every one.
import {
  checkCreate2SearchOutput,
  create2SearchKernel as kernel,
  create2SearchRoot,
  encodeCreate2SearchParams,
  type ComputeBackend,
  type Create2SearchParams,
  type Create2SearchSlice,
  type Hex,
} from '@quern/kernels'
import * as fc from 'fast-check'
import type { CheckContract } from './elementChecks.js'
import { CORRECT, WRONG } from './randomChecks.js'
import { hex } from './randomClaims.js'

const WORD_DIGITS = 64
/** Where `outputRoot` stands behind the selector: the second word of the head. The proof is the last word of all. */
const ROOT_AT = 2 + 8 + WORD_DIGITS
const VERDICTS = { correct: CORRECT, wrong: WRONG, invalid: 0 } as const
/** Salts of one query. */
const WINDOW = 250
const SHARDS = 2

export interface SaltRun {
  readonly contract: CheckContract
  /** Each searches every query, too. */
  readonly backends: readonly ComputeBackend[]
  readonly seed: number
  /** At least so many salts are checked; the last query is finished. */
  readonly count: number
}

/** Two to eight wanted bits anywhere, and a window of salts that lies in one shard or at the edge of two. */
const searches: fc.Arbitrary<Create2SearchSlice> = fc
  .record({
    deployer: hex(20),
    initCodeHash: hex(32),
    places: fc.uniqueArray(fc.integer({ min: 0, max: 159 }), { minLength: 2, maxLength: 8 }),
    wanted: fc.bigInt(0n, 2n ** 160n - 1n),
    r: fc.integer({ min: 16, max: 254 }),
  })
  .chain(({ places, wanted, ...target }) => {
    const mask = places.reduce((sum, place) => sum | (1n << BigInt(place)), 0n)
    const [bases, salts] = [2n ** BigInt(256 - target.r), 2n ** BigInt(target.r)]
    const from = fc.oneof(fc.bigInt(0n, salts - BigInt(WINDOW)), fc.constant(salts - BigInt(WINDOW / 2)))
    return fc.record({ base: fc.bigInt(0n, bases - BigInt(SHARDS)), from }).map(({ base, from: at }) => {
      const params: Create2SearchParams = { ...target, mask, value: wanted & mask, base }
      return { params, shards: SHARDS, shard: 0, from: at, count: WINDOW }
    })
  })

/**
 * Checks consecutive salts of random queries. Returns how many there were and how many of them were wrong; throws at a
 * disagreement.
 */
export async function checkSalts({ contract, backends, seed, count }: SaltRun) {
  const queries = Math.ceil(count / WINDOW)
  let right = 0
  for (const [index, slice] of fc.sample(searches, { numRuns: queries, seed }).entries()) {
    const where = `seed ${seed}, query ${index}`
    const answers = await rightSalts(contract, slice, where)
    right += answers.length
    for (const backend of backends) await assertFound(backend, { slice, answers, where })
  }
  const checked = queries * WINDOW
  return { checked, wrong: checked - right }
}

/** The salts that contract and reference both call right. */
async function rightSalts(contract: CheckContract, slice: Create2SearchSlice, where: string): Promise<Hex[]> {
  const { shards, shard } = slice
  const params = encodeCreate2SearchParams(slice.params)
  const salts = Array.from({ length: WINDOW }, (_, i) => kernel.output(slice, slice.from + BigInt(i)))
  const first = contract.encode([[], `0x${'00'.repeat(32)}`, params, shards, shard, 0n, salts[0]])
  const calls = salts.map(async (output) => {
    const answer = Number(await contract.call({ to: contract.address, data: withSalt(first, output) }))
    const verdict = VERDICTS[checkCreate2SearchOutput({ params, shards, shard, output })]
    if (answer !== verdict) throw new Error(`${where}: salt ${output} has verdict ${answer}, not ${verdict}`)
    return verdict === CORRECT ? [output] : []
  })
  return (await Promise.all(calls)).flat()
}

/** The same call about another salt. */
function withSalt(data: string, salt: Hex): string {
  const [root, proof] = [create2SearchRoot(salt).slice(2), salt.slice(2)]
  return `${data.slice(0, ROOT_AT)}${root}${data.slice(ROOT_AT + WORD_DIGITS, -WORD_DIGITS)}${proof}`
}

interface Found {
  readonly slice: Create2SearchSlice
  readonly answers: readonly Hex[]
  readonly where: string
}

/** One search after another has to find every answer, in order, and nothing behind the last; the shard's end ends it. */
async function assertFound(backend: ComputeBackend, { slice, answers, where }: Found): Promise<void> {
  let from = slice.from
  const end = [slice.from + BigInt(slice.count), kernel.candidates(slice)].reduce((one, other) =>
    one < other ? one : other,
  )
  for (const answer of [...answers, undefined]) {
    if (from === end) return
    const found = await backend.search({ kernel, ...slice, from, count: Number(end - from) })
    if (found !== answer) throw new Error(`${where}: ${backend.name} finds ${found}, not ${answer}`)
    if (found !== undefined) from = kernel.numberOf(slice, found) + 1n
  }
}
