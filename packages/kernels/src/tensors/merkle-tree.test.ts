import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import * as fc from 'fast-check'
import { merkleTree, TensorDataError, TensorIndexError, tensorRoot, tensorShape, type TensorShape } from '../index.js'
import { createPortableHasher, createWasmHasher, HASHER_INPUT_BYTES } from './hasher.js'

/** The padded rows byte by byte, straight from the definition. */
function definedBytes(shape: TensorShape, data: Uint8Array): Uint8Array {
  const stored = new Uint8Array(2 ** shape.hl * shape.paddedRowBytes)
  for (let row = 0; row < shape.rows; row++) {
    for (let byte = 0; byte < shape.rowBytes; byte++) {
      const word = Math.floor(byte / 4)
      const at = shape.laneReversed ? (word ^ 7) * 4 + (byte % 4) : byte
      stored[row * shape.paddedRowBytes + at] = data[row * shape.rowBytes + byte] as number
    }
  }
  return stored
}

function definedLevels(shape: TensorShape, data: Uint8Array): Uint8Array[][] {
  const bytes = definedBytes(shape, data)
  const leaf = (i: number) => Buffer.concat([bytes.subarray(i << shape.ll, (i + 1) << shape.ll), Buffer.from('LEAF')])
  const levels = [Array.from({ length: 2 ** shape.depth }, (_, i) => keccak_256(leaf(i)))]
  for (let level = 0; level < shape.depth; level++) {
    const below = levels[level] as Uint8Array[]
    const pair = (i: number) => Buffer.concat([below[2 * i] as Uint8Array, below[2 * i + 1] as Uint8Array])
    levels.push(Array.from({ length: below.length / 2 }, (_, i) => keccak_256(pair(i))))
  }
  return levels
}

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
      const siblings = (from: number, index: number) =>
        Buffer.concat(levels.slice(from, shape.depth).map((level, i) => level[(index >> i) ^ 1] as Uint8Array))
      assert.deepEqual(Buffer.from(tree.pathOfRow(row)), siblings(shape.rl, row))
      assert.deepEqual(Buffer.from(tree.pathOfLeaf(leaf)), siblings(0, leaf))
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
  const wasm = createWasmHasher()
  const portable = createPortableHasher()
  const bytes = fc.uint8Array({ minLength: 8192, maxLength: 8192 })
  fc.assert(
    fc.property(bytes, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 7, max: 10 }), (input, count, ll) => {
      for (const hasher of [wasm, portable]) hasher.input.set(input)
      assert.deepEqual(Buffer.from(wasm.leaves(count, ll)), Buffer.from(portable.leaves(count, ll)))
      assert.deepEqual(Buffer.from(wasm.nodes(count)), Buffer.from(portable.nodes(count)))
      for (const hasher of [wasm, portable]) hasher.reverseLanes(8192)
      assert.deepEqual(wasm.input.slice(0, 8192), portable.input.slice(0, 8192))
    }),
    { numRuns: 100 },
  )
})
