import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesToHex } from '@noble/hashes/utils.js'
import * as fc from 'fast-check'
import { operand } from '../conformance/operands.test.support.js'
import {
  bytesSource,
  commitTensor,
  merkleTree,
  TensorIndexError,
  tensorShape,
  verifyOpening,
  type OpeningRequest,
  type RowRange,
  type TensorShape,
  type TensorSource,
} from '../index.js'
import { definedBytes, definedLevels, definedPath } from './defined-tree.test.support.js'
import { HASHER_INPUT_BYTES } from './hasher.js'
import { keptLevel } from './subtrees.js'

const shapes = fc
  .record({
    rows: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 60, max: 400 })),
    cols: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(128, 255, 257, 512, 1030)),
    elementBytes: fc.constantFrom(1, 4),
    role: fc.constantFrom('input' as const, 'output' as const),
    laneReversed: fc.boolean(),
  })
  .map(tensorShape)
  .filter(({ depth }) => depth <= 12)

const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 6 })

/** A source that hands out copies and forgets them: whoever looks at an earlier one sees rubbish. */
function forgetfulSource(shape: TensorShape, bytes: Uint8Array): TensorSource & { readonly reads: RowRange[] } {
  const source = bytesSource(shape, bytes)
  const reads: RowRange[] = []
  let last = new Uint8Array(0)
  return {
    shape,
    reads,
    read: async (rows) => {
      reads.push(rows)
      last.fill(0xee)
      last = new Uint8Array(await source.read(rows))
      return last
    },
  }
}

const bytesFor = (shape: TensorShape, seed = 1) => new Uint8Array(operand(shape.rows * shape.rowBytes, seed).buffer)

test('commitTensor_anyTensor_hasTheRootAndOpeningsOfTheDefinition', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, picks, async (shape, indexes) => {
      const data = bytesFor(shape, indexes[0])
      const levels = definedLevels(shape, data)
      const stored = definedBytes(shape, data)
      const { root, open } = await commitTensor(forgetfulSource(shape, data))
      assert.equal(root, `0x${bytesToHex(levels[shape.depth]?.[0] as Uint8Array)}`)
      assert.equal(root, merkleTree(shape, data).root)
      const requests = indexes.map((pick, i): OpeningRequest =>
        i % 2 === 0 ? { row: pick % 2 ** shape.hl } : { leaf: pick % 2 ** shape.depth },
      )
      const openings = await open(requests)
      for (const [i, request] of requests.entries()) {
        const [from, index] = 'row' in request ? [shape.rl, request.row] : [0, request.leaf]
        const length = 2 ** (shape.ll + from)
        const need = {
          bytes: stored.slice(index * length, (index + 1) * length),
          path: definedPath(levels, from, index),
        }
        assert.deepEqual(openings[i], need)
      }
    }),
    { numRuns: 60 },
  )
})

test('commitTensor_severalBlocksAndLongRows_agreeWithTheDefinition', async () => {
  const block = HASHER_INPUT_BYTES
  const parameters = [
    { rows: block / 128 + 3, cols: 30, elementBytes: 4, role: 'output' },
    { rows: 3, cols: block + 5, elementBytes: 1, role: 'input' },
    { rows: 3, cols: block / 4 + 40, elementBytes: 4, role: 'output', laneReversed: true },
    { rows: block / 1024 + 70, cols: 1000, elementBytes: 1, role: 'input', laneReversed: true },
  ] as const
  for (const [seed, shape] of parameters.map(tensorShape).entries()) {
    const data = bytesFor(shape, seed + 1)
    const levels = definedLevels(shape, data)
    const { root, open } = await commitTensor(forgetfulSource(shape, data))
    assert.equal(root, `0x${bytesToHex(levels[shape.depth]?.[0] as Uint8Array)}`)
    for (const leaf of [0, 65, 2 ** shape.depth - 1, shape.rows * 2 ** shape.rl - 1]) {
      const [opening] = await open([{ leaf }])
      assert.deepEqual(opening?.path, definedPath(levels, 0, leaf))
    }
    const [opening] = await open([{ row: shape.rows - 1 }])
    assert.deepEqual(opening?.path, definedPath(levels, shape.rl, shape.rows - 1))
  }
})

test('commitTensor_opening_readsOnlyItsSubtree', async () => {
  const shape = tensorShape({ rows: 4000, cols: 64, elementBytes: 1, role: 'input' })
  const source = forgetfulSource(shape, bytesFor(shape))
  const { open } = await commitTensor(source)
  assert.equal(keptLevel(shape), 6)
  assert.deepEqual(source.reads.splice(0), [{ first: 0, count: 4000 }])
  await open([{ leaf: 3999 }])
  assert.deepEqual(source.reads, [
    { first: 3999, count: 1 },
    { first: 3968, count: 32 },
  ])
})

test('commitTensor_rows_areReadOnceInBlocksOfAtMostHalfAMebibyte', async () => {
  const shape = tensorShape({ rows: 10_000, cols: 100, elementBytes: 1, role: 'input' })
  const source = forgetfulSource(shape, bytesFor(shape))
  await commitTensor(source)
  assert.deepEqual(source.reads, [
    { first: 0, count: 4096 },
    { first: 4096, count: 4096 },
    { first: 8192, count: 1808 },
  ])
})

test('commitTensor_check_endsTheWorkBetweenReads', async () => {
  const shape = tensorShape({ rows: 10_000, cols: 100, elementBytes: 1, role: 'input' })
  const source = forgetfulSource(shape, bytesFor(shape))
  const stop = new Error('stop')
  const check = () => {
    if (source.reads.length === 2) throw stop
  }
  await assert.rejects(commitTensor(source, check), stop)
  assert.equal(source.reads.length, 2)
})

test('commitTensor_refuses_partsItDoesNotHave', async () => {
  const shape = tensorShape({ rows: 3, cols: 3, elementBytes: 1, role: 'input' })
  const { open } = await commitTensor(bytesSource(shape, new Uint8Array(9)))
  for (const request of [{ row: 4 }, { leaf: 4 }, { row: -1 }, { leaf: 0.5 }]) {
    await assert.rejects(open([{ row: 0 }, request]), TensorIndexError)
  }
})

test('keptLevel_anyShape_keepsAtMostTwoMebibytesBelow32GiB', () => {
  for (const ll of [7, 8, 9, 10]) {
    for (let depth = 0; depth <= 43; depth++) {
      const level = keptLevel({ ll, depth } as TensorShape)
      assert.ok(level <= depth && 2 ** level <= HASHER_INPUT_BYTES / 2 ** ll)
      if (ll + depth <= 35) assert.ok(depth - level <= 16, `ll ${ll}, depth ${depth}: ${level}`)
      else assert.equal(2 ** (level + ll), HASHER_INPUT_BYTES)
    }
  }
})

test('verifyOpening_anyFlippedBitOrOtherPlace_isFalse', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(), fc.boolean(), async (shape, pick, isRow) => {
      const { root, open } = await commitTensor(bytesSource(shape, bytesFor(shape, pick)))
      const places = 2 ** (isRow ? shape.hl : shape.depth)
      const requestOf = (index: number): OpeningRequest => (isRow ? { row: index } : { leaf: index })
      const request = requestOf(pick % places)
      const [opening] = (await open([request])) as [{ bytes: Uint8Array; path: Uint8Array }]
      const verify = (changed: object) => verifyOpening({ root, shape, request, opening, ...changed })
      assert.ok(verify({}))
      const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === pick % bytes.length ? byte ^ 4 : byte))
      assert.ok(!verify({ opening: { ...opening, bytes: flipped(opening.bytes) } }))
      if (opening.path.length > 0) assert.ok(!verify({ opening: { ...opening, path: flipped(opening.path) } }))
      assert.ok(!verify({ opening: { ...opening, path: new Uint8Array(opening.path.length + 32) } }))
      assert.ok(!verify({ opening: { ...opening, bytes: opening.bytes.subarray(1) } }))
      for (const place of [places, -1, 0.5]) assert.ok(!verify({ request: requestOf(place) }))
    }),
    { numRuns: 60 },
  )
})
