import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesToHex } from '@noble/hashes/utils.js'
import * as fc from 'fast-check'
import { merkleTree, TensorDataError, TensorIndexError, tensorRoot, tensorShape } from '../index.js'
import { definedBytes, definedLevels, definedPath } from './defined-tree.test.support.js'
import { createPortableHasher, createWasmHasher, HASHER_INPUT_BYTES } from './hasher.js'

const tensors = fc
  .record({
    rows: fc.integer({ min: 1, max: 9 }),
    cols: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(128, 255, 256, 257, 512, 700, 1024, 1030, 2049)),
    elementBytes: fc.constantFrom(1, 4),
    role: fc.constantFrom('input' as const, 'output' as const),
    laneReversed: fc.boolean(),
  })
  .map(tensorShape)
  .chain((shape) => {
    const length = shape.rows * shape.rowBytes
    return fc.record({ shape: fc.constant(shape), data: fc.uint8Array({ minLength: length, maxLength: length }) })
  })

test('merkleTree_anyTensor_agreesWithTheDefinition', () => {
  fc.assert(
    fc.property(tensors, fc.nat(), ({ shape, data }, pick) => {
      const tree = merkleTree(shape, data)
      const levels = definedLevels(shape, data)
      assert.equal(tree.root, `0x${bytesToHex(levels[shape.depth]?.[0] as Uint8Array)}`)
      assert.equal(tensorRoot(shape, data), tree.root)

      const row = pick % 2 ** shape.hl
      const leaf = pick % 2 ** shape.depth
      const bytes = definedBytes(shape, data)
      assert.deepEqual(tree.row(row), bytes.slice(row * shape.paddedRowBytes, (row + 1) * shape.paddedRowBytes))
      assert.deepEqual(tree.leaf(leaf), bytes.slice(leaf << shape.ll, (leaf + 1) << shape.ll))
      assert.deepEqual(tree.pathOfRow(row), definedPath(levels, shape.rl, row))
      assert.deepEqual(tree.pathOfLeaf(leaf), definedPath(levels, 0, leaf))
    }),
    { numRuns: 150 },
  )
})

test('merkleTree_longerThanOneHashingRun_agreesWithTheDefinition', () => {
  const rows = HASHER_INPUT_BYTES / 128 + 3
  const shape = tensorShape({ rows, cols: 30, elementBytes: 4, role: 'output' })
  const data = Uint8Array.from({ length: rows * 120 }, (_, i) => (i * 31) >> 3)
  assert.equal(merkleTree(shape, data).root, `0x${bytesToHex(definedLevels(shape, data).at(-1)?.[0] as Uint8Array)}`)
})

test('merkleTree_refuses_dataOfAnotherLength', () => {
  const shape = tensorShape({ rows: 2, cols: 3, elementBytes: 1, role: 'input' })
  assert.throws(
    () => merkleTree(shape, new Uint8Array(7)),
    (error: unknown) => {
      assert.ok(error instanceof TensorDataError)
      assert.deepEqual(error.facts, { tensor: 'data', have: 7, need: 6 })
      return true
    },
  )
})

test('merkleTree_refuses_rowsAndLeavesItDoesNotHave', () => {
  const tree = merkleTree(tensorShape({ rows: 3, cols: 3, elementBytes: 1, role: 'input' }), new Uint8Array(9))
  const calls = [() => tree.row(4), () => tree.leaf(4), () => tree.pathOfRow(-1), () => tree.pathOfLeaf(0.5)]
  for (const call of calls) assert.throws(call, TensorIndexError)
})

test('hashers_wasmAndPortable_giveTheSameBits', () => {
  const hashers = [createWasmHasher(), createPortableHasher()] as const
  const rows = fc
    .record({ rows: fc.integer({ min: 1, max: 9 }), rowBytes: fc.integer({ min: 1, max: 512 }) })
    .chain(({ rows: count, rowBytes }) => {
      const bytes = fc.uint8Array({ minLength: count * rowBytes, maxLength: count * rowBytes })
      return fc.record({ rowBytes: fc.constant(rowBytes), bytes })
    })
  fc.assert(
    fc.property(rows, fc.integer({ min: 7, max: 9 }), fc.boolean(), ({ rowBytes, bytes }, ll, reversed) => {
      const leaves = (bytes.length / rowBytes) * (512 / 2 ** ll)
      const [wasm, portable] = hashers.map((hasher) => {
        hasher.load(bytes, rowBytes, 512)
        if (reversed) hasher.reverseLanes(leaves * 2 ** ll)
        hasher.leaves(leaves, ll)
        const below = Buffer.from(hasher.nodes.subarray(0, leaves * 32))
        hasher.climb(Math.floor(leaves / 2))
        return [below, Buffer.from(hasher.nodes.subarray(0, Math.floor(leaves / 2) * 32))]
      })
      assert.deepEqual(wasm, portable)
    }),
    { numRuns: 150 },
  )
})
