import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { tensorShape, TensorShapeError } from '../../index.js'
import { bytesOfPart, partsOfRows, planParts, rowsOfPart, sharedRows } from './parts.js'
import { packPiece, unpackPiece } from './rows.js'
import { batches } from './transfers.js'
import { treeLevels } from './tree-plan.js'

const shapes = fc
  .record({
    rows: fc.integer({ min: 1, max: 2 ** 24 }),
    cols: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 24 })),
    elementBytes: fc.constantFrom(1, 2, 4),
    role: fc.constantFrom('input' as const, 'output' as const),
  })
  .map(tensorShape)

test('planParts_anyTensor_cutsItIntoAlignedSubtreesThatFit', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 2 ** 27, max: 2 ** 30 }), (shape, bufferBytes) => {
      const plan = planParts(shape, bufferBytes)
      assert.equal(plan.stride % 16, 0)
      assert.ok(plan.stride >= shape.rowBytes && plan.stride <= shape.paddedRowBytes)
      assert.ok(Number.isInteger(Math.log2(plan.partRows)) && plan.partRows <= 2 ** shape.hl)
      const last = rowsOfPart(plan, plan.parts - 1)
      assert.equal(last.first + last.count, shape.rows)
      assert.ok(last.count >= 1)
      for (const part of new Set([0, plan.parts - 1])) {
        assert.ok(bytesOfPart(plan, part) <= bufferBytes)
        const levels = treeLevels(plan, part)
        assert.equal(levels.at(-1)?.count, 1)
        assert.ok(32 * levels.reduce((sum, { count }) => sum + count, 0) <= bufferBytes + 32 * levels.length)
      }
    }),
  )
})

test('planParts_rowThatDoesNotFit_isRefusedWithFacts', () => {
  const shape = tensorShape({ rows: 2, cols: 1000, elementBytes: 1, role: 'input' })
  assert.throws(
    () => planParts(shape, 1000),
    (error: unknown) => {
      assert.ok(error instanceof TensorShapeError)
      assert.deepEqual(error.facts, { rows: 2, cols: 1000, rowBytes: 1008, bufferBytes: 1000 })
      return true
    },
  )
})

test('partsOfRows_anyRange_coverItOnce', () => {
  const plan = planParts(tensorShape({ rows: 100, cols: 64, elementBytes: 1, role: 'input' }), 1024)
  fc.assert(
    fc.property(fc.nat({ max: 99 }), fc.nat({ max: 99 }), (one, other) => {
      const rows = { first: Math.min(one, other), count: Math.abs(one - other) + 1 }
      const shared = partsOfRows(plan, rows).map((part) => sharedRows(rowsOfPart(plan, part), rows))
      assert.ok(shared.every(({ count }) => count > 0))
      assert.equal(
        shared.reduce((sum, { count }) => sum + count, 0),
        rows.count,
      )
    }),
  )
})

test('packPiece_anyCut_layRowsOutAsUnpackPieceReadsThem', () => {
  const cut = fc.record({
    rows: fc.integer({ min: 1, max: 9 }),
    rowBytes: fc.integer({ min: 1, max: 40 }),
    pieceBytes: fc.integer({ min: 1, max: 100 }),
  })
  fc.assert(
    fc.property(cut, ({ rows, rowBytes, pieceBytes }) => {
      const stride = Math.ceil(rowBytes / 16) * 16
      const bytes = Uint8Array.from({ length: rows * rowBytes }, (_, i) => 1 + (i % 255))
      const back = new Uint8Array(bytes.length)
      const strided = new Uint8Array(rows * stride)
      for (let from = 0; from < strided.length; from += pieceBytes) {
        const piece = new Uint8Array(Math.min(pieceBytes, strided.length - from)).fill(9)
        packPiece({ bytes, rowBytes, stride }, { from, piece })
        strided.set(piece, from)
        unpackPiece({ bytes: back, rowBytes, stride }, { from, piece })
      }
      assert.deepEqual(back, bytes)
      const defined = Uint8Array.from(strided, (_, i) =>
        i % stride < rowBytes ? (bytes[Math.floor(i / stride) * rowBytes + (i % stride)] as number) : 0,
      )
      assert.deepEqual(strided, defined)
    }),
  )
})

test('batches_anyPieces_holdEveryByteInOrder', () => {
  const pieces = fc.array(fc.record({ offset: fc.nat({ max: 99 }), bytes: fc.integer({ min: 1, max: 40 }) }))
  const buffer = {} as GPUBuffer
  const bytesOf = (some: readonly { offset: number; bytes: number }[]) =>
    some.flatMap(({ offset, bytes }) => Array.from({ length: bytes }, (_, i) => offset + i))
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 30 }), (some, most) => {
      const made = batches(
        some.map((piece) => ({ buffer, ...piece })),
        most,
      )
      for (const batch of made.slice(0, -1)) assert.equal(bytesOf(batch).length, most)
      assert.ok(bytesOf(made.at(-1) ?? []).length <= most)
      assert.deepEqual(bytesOf(made.flat()), bytesOf(some))
    }),
  )
})
