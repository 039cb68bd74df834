import assert from 'node:assert/strict'
import { mkdtempSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { commitTensor, merkleTree, TensorFileError, tensorShape } from '../index.js'
import { fileSource } from './index.js'

const shape = tensorShape({ rows: 300, cols: 70, elementBytes: 1, role: 'input' })
const bytes = Uint8Array.from({ length: 21_000 }, (_, i) => (i * 31) >> 3)

function fileOf(content: Uint8Array): string {
  const file = join(mkdtempSync(join(tmpdir(), 'quern-file-')), 'tensor.bin')
  writeFileSync(file, content)
  return file
}

test('fileSource_rows_areThoseOfTheFileWhateverTheOrder', async () => {
  const source = await fileSource(fileOf(bytes), shape)
  assert.deepEqual(new Uint8Array(await source.read({ first: 298, count: 2 })), bytes.slice(298 * 70))
  assert.deepEqual(new Uint8Array(await source.read({ first: 1, count: 1 })), bytes.slice(70, 140))
  const { root, open } = await commitTensor(source)
  const tree = merkleTree(shape, bytes)
  assert.equal(root, tree.root)
  assert.deepEqual(await open([{ row: 299 }]), [{ bytes: tree.row(299), path: tree.pathOfRow(299) }])
  await source.close()
})

test('fileSource_otherSizesAndDevices_areRefusedUnread', async () => {
  for (const length of [0, 20_999, 21_001]) {
    const file = fileOf(new Uint8Array(length))
    await assert.rejects(fileSource(file, shape), (error: unknown) => {
      assert.ok(error instanceof TensorFileError)
      assert.deepEqual(error.facts, { file, have: length, need: 21_000, isFile: true })
      return true
    })
  }
  await assert.rejects(fileSource('/dev/zero', shape), TensorFileError)
  const asLarge = tensorShape({ rows: 1, cols: statSync(tmpdir()).size, elementBytes: 1, role: 'input' })
  await assert.rejects(fileSource(tmpdir(), asLarge), TensorFileError)
  await assert.rejects(fileSource(join(tmpdir(), 'no-such-tensor'), shape), { code: 'ENOENT' })
})

test('fileSource_fileThatBecomesShorter_isRefused', async () => {
  const file = fileOf(bytes)
  const source = await fileSource(file, shape)
  truncateSync(file, 20_000)
  await assert.rejects(async () => source.read({ first: 0, count: 300 }), TensorFileError)
  assert.equal((await source.read({ first: 0, count: 1 })).length, 70)
  await source.close()
})
