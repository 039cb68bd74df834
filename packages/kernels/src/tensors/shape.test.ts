import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { tensorShape, TensorShapeError } from '../index.js'

test('tensorShape_input_growsLeavesTo1024BytesBeforeRowsHaveSeveral', () => {
  const of = (cols: number) => {
    const { ll, rl, paddedRowBytes } = tensorShape({ rows: 1, cols, elementBytes: 1, role: 'input' })
    return [ll, rl, paddedRowBytes]
  }
  assert.deepEqual(of(1), [7, 0, 128])
  assert.deepEqual(of(128), [7, 0, 128])
  assert.deepEqual(of(129), [8, 0, 256])
  assert.deepEqual(of(1024), [10, 0, 1024])
  assert.deepEqual(of(1025), [10, 1, 2048])
  assert.deepEqual(of(16384), [10, 4, 16384])
})

test('tensorShape_output_hasLeavesOf128Bytes', () => {
  const { ll, rl, hl, depth } = tensorShape({ rows: 5, cols: 33, elementBytes: 4, role: 'output' })
  assert.deepEqual({ ll, rl, hl, depth }, { ll: 7, rl: 1, hl: 3, depth: 4 })
})

test('tensorShape_anySize_holdsItsRowsInTheSmallestPowersOfTwo', () => {
  const side = fc.integer({ min: 1, max: 2 ** 24 })
  const role = fc.constantFrom('input' as const, 'output' as const)
  const sizes = fc.record({ rows: side, cols: side, elementBytes: fc.constantFrom(1, 2, 4, 8, 16), role })
  fc.assert(
    fc.property(sizes, (size) => {
      const shape = tensorShape(size)
      assert.equal(shape.paddedRowBytes, 2 ** (shape.ll + shape.rl))
      assert.ok(shape.paddedRowBytes >= shape.rowBytes && 2 ** shape.hl >= size.rows)
      assert.ok(shape.paddedRowBytes === 128 || shape.paddedRowBytes < 2 * shape.rowBytes)
      assert.ok(2 ** shape.hl < 2 * size.rows)
    }),
    { numRuns: 1000 },
  )
})

test('tensorShape_refuses_sizesThatNoTensorHas', () => {
  const sizes = [
    { rows: 0, cols: 1, elementBytes: 1 },
    { rows: 1, cols: 2 ** 24 + 1, elementBytes: 1 },
    { rows: 1.5, cols: 1, elementBytes: 1 },
    { rows: 1, cols: 1, elementBytes: 3 },
    { rows: 1, cols: 1, elementBytes: 32 },
  ]
  for (const size of sizes) {
    assert.throws(
      () => tensorShape({ ...size, role: 'input' }),
      (error: unknown) => {
        assert.ok(error instanceof TensorShapeError)
        assert.equal(error.code, 'TENSOR_SHAPE')
        assert.deepEqual(error.facts, size)
        return true
      },
    )
  }
})
