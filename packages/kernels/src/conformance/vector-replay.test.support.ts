import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Hex } from '../index.js'
import type { CheckTwin, FaultFinder, KernelVectors, LayoutSizes } from './kernel-vectors.test.support.js'
import { formatVectors, VERDICT_CODES } from './vectors.test.support.js'

/** A vector file, and what it is replayed against. */
export interface VectorReplay<Vectors extends KernelVectors> {
  /** What the tests' names begin with. */
  readonly prefix: string
  /** In `vectors/`. */
  readonly file: string
  written(): Vectors
  /** Names of faults in the order of checking. */
  readonly faults: readonly string[]
  readonly check: CheckTwin
  readonly faultOf: FaultFinder
  layoutOf(params: Hex, shards: number): LayoutSizes
}

/** Tests what every file holds: freshness, coverage, checks and layouts. Returns the file's content. */
export function replayVectors<Vectors extends KernelVectors>(replay: VectorReplay<Vectors>): Vectors {
  const { prefix, written, faults, check, faultOf, layoutOf } = replay
  const text = readFileSync(new URL(`../../vectors/${replay.file}`, import.meta.url), 'utf8')
  const vectors = JSON.parse(text) as Vectors

  test(`${prefix}_file_isWhatTheReferenceWritesToday`, () => {
    assert.equal(text, formatVectors(written()), 'run node packages/kernels/scripts/write-vectors.mjs')
  })

  test(`${prefix}_file_holdsEveryVerdictAndEveryFault`, () => {
    assert.deepEqual([...new Set(vectors.checks.map(({ verdict }) => verdict))].toSorted(), [0, 1, 2])
    assert.deepEqual([...new Set(vectors.refusals.map(({ name }) => name))], faults)
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
  return vectors
}
