import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { kernels } from './engines.mjs'
import { loadOnnxruntime, matMulIntegerModel } from './onnx.mjs'
import { firstRows, operandsOf } from './operands.mjs'
import { nobleSearch } from './salts.mjs'
import { LEAVES, nobleRoot } from './trees.mjs'

test('nobleRoot is the root that the kernels commit to, so that both do the same work', () => {
  for (const { name, ...leaf } of LEAVES) {
    const shape = kernels.tensorShape({ ...leaf, rows: 8 })
    const bytes = Uint8Array.from({ length: 8 * shape.rowBytes }, (_, i) => (i * 7) >> 2)
    assert.equal(shape.rl, 0, name)
    assert.equal(`0x${Buffer.from(nobleRoot(shape, bytes)).toString('hex')}`, kernels.tensorRoot(shape, bytes), name)
  }
})

test('nobleSearch finds the salts that the kernel finds, so that both do the same work', () => {
  const target = { deployer: `0x${'11'.repeat(20)}`, initCodeHash: `0x${'5a'.repeat(32)}`, base: 0n, r: 71 }
  for (const bits of [0x3ffn, 0xffn << 152n, (1n << 159n) | 0x3fn]) {
    const params = { ...target, mask: bits, value: bits & 0x5555n }
    const salt = kernels.referenceCreate2Search({ params, shards: 1, shard: 0, from: 7n, count: 4000 })
    assert.equal(nobleSearch(params, { from: 7n, count: 4000 }), salt && BigInt(salt))
  }
})

test('matMulIntegerModel is the protobuf that onnxruntime reads', () => {
  const model = matMulIntegerModel({ m: 1, n: 2, k: 300 }, { type: 'uint8', b: new Uint8Array(600) })
  const text = model.toString('latin1')
  assert.equal(model.readUInt16BE(0), 0x0808)
  assert.ok(text.includes('\x22\x0dMatMulInteger'))
  // B: dims 300 (a varint of two bytes) and 2, int8, its name, 600 bytes.
  assert.ok(text.includes('\x08\xac\x02\x08\x02\x10\x03\x42\x01B\x4a\xd8\x04'))
  assert.ok(text.endsWith('\x42\x02\x10\x0d'))
})

test('loadOnnxruntime of a folder without it is undefined', () => {
  assert.equal(loadOnnxruntime(tmpdir()), undefined)
})

test('firstRows keeps as many rows as the budget allows, and at least one', () => {
  const operands = operandsOf({ m: 10, n: 4, k: 5 })
  assert.deepEqual([firstRows(operands, 60).m, firstRows(operands, 60).a.length], [3, 15])
  assert.equal(firstRows(operands, 1).m, 1)
  assert.equal(firstRows(operands, 1e9).m, 10)
})
