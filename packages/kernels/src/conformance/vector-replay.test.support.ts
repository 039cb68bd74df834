import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Hex } from '../index.js'
import {
  claimsOfRefused,
  formatVectors,
  VERDICT_CODES,
  type CheckTwin,
  type FaultFinder,
  type KernelVectors,
  type LayoutSizes,
} from './kernel-vectors.test.support.js'

const MOST_CHARACTERS = 300 * 1024

/** A vector file, and what it is replayed against. */
export interface VectorReplay<Vectors extends KernelVectors> {
  /** The kernel's, which its file is named after. */
  readonly folder: string
  makeVectors(): Vectors
  /** How many the file has to hold: so that none gets lost. */
  readonly counts: Readonly<Record<'checks' | 'layouts' | 'refusals', number>>
  /** Names of faults in the order of checking. */
  readonly faults: readonly string[]
  readonly check: CheckTwin
  readonly faultOf: FaultFinder
  layoutOf(params: Hex, shards: number): LayoutSizes
}

/** Tests what every file holds: freshness, coverage, checks, layouts and refusals. Returns the file's content. */
export function replayVectors<Vectors extends KernelVectors>(replay: VectorReplay<Vectors>): Vectors {
  const { folder, makeVectors, counts, faults, check, faultOf, layoutOf } = replay
  const prefix = `${folder.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Vectors`
  const text = readFileSync(new URL(`../../vectors/${folder}.json`, import.meta.url), 'utf8')
  const vectors = JSON.parse(text) as Vectors

  test(`${prefix}_file_isWhatTheReferenceWritesToday`, () => {
    assert.equal(text, formatVectors(makeVectors()), 'run node packages/kernels/scripts/write-vectors.mjs')
  })

  test(`${prefix}_file_holdsEveryVerdictAndEveryFault`, () => {
    const { checks, layouts, refusals } = vectors
    assert.deepEqual({ checks: checks.length, layouts: layouts.length, refusals: refusals.length }, counts)
    assert.deepEqual([...new Set(checks.map(({ verdict }) => verdict))].toSorted(), [0, 1, 2])
    assert.deepEqual([...new Set(refusals.map(({ name }) => name))], faults)
    assert.ok(text.length < MOST_CHARACTERS)
  })

  test(`${prefix}_checks_haveTheVerdictTheyState`, () => {
    for (const { name, verdict, element, ...rest } of vectors.checks) {
      assert.equal(VERDICT_CODES[check({ ...rest, element: BigInt(element) })], verdict, name)
    }
  })

  test(`${prefix}_layouts_haveTheSizesTheyState`, () => {
    for (const { params, shards, shard, elements, units, maxSamples, proofBytes } of vectors.layouts) {
      const layout = layoutOf(params, shards)
      assert.deepEqual([layout.elements(shard), layout.units], [BigInt(elements), BigInt(units)])
      assert.deepEqual([layout.maxSamples, layout.proofBytes], [maxSamples, proofBytes])
      assert.equal(faultOf(params, { shards, shard }), undefined)
    }
  })

  test(`${prefix}_refusals_areInvalidWhateverIsClaimed`, () => {
    for (const { name, params, shards, shard } of vectors.refusals) {
      assert.notEqual(faultOf(params, { shards, shard }), undefined, name)
      for (const claim of claimsOfRefused(vectors, { params, shards, shard }))
        assert.equal(check(claim), 'invalid', name)
    }
  })
  return vectors
}
