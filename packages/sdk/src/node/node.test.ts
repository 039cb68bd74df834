import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { keccak256 } from 'viem'
import { sampleRequest } from '../arbitraries.test.helper.js'
import { formatRequestDocument, maxDocumentBytes } from '../protocol/document.js'
import { folderUri, objectReader, publishRequest, readBoard, readObject, writeObject } from './index.js'

let folder = ''
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'quern-sdk-'))
})
after(() => rm(folder, { recursive: true }))

const bytes = Uint8Array.of(1, 2, 3)
const name = keccak256(bytes)
const document = {
  chainId: 31337,
  escrow: sampleRequest.terms.requester,
  request: sampleRequest,
  signature: '0x1234',
} as const

test('writeObject_isReadBack', async () => {
  const objects = path.join(folder, 'objects')
  const uri = await writeObject(objects, { name, bytes })
  assert.equal(uri, `${folderUri(objects)}${name}.bin`)
  const options = { folders: [objects], identity: { hash: name }, maxBytes: 3 }
  assert.deepEqual(await readObject(uri, options), bytes)
  assert.deepEqual(await readdir(objects), [`${name}.bin`])
  await assert.rejects(readObject(uri, { ...options, maxBytes: 2 }), { code: 'CONTENT_TOO_LARGE' })
  await assert.rejects(readObject(uri, { ...options, identity: { hash: keccak256('0x') } }), {
    code: 'CONTENT_MISMATCH',
  })
})

test('objectReader_readsTensorsNamedByRootAndShape', async () => {
  const read = objectReader({ folders: [folder] })
  for (const shape of ['3x5x4', '16777216x1x1r']) {
    await writeFile(path.join(folder, `${name}.${shape}.bin`), bytes)
    assert.deepEqual(Uint8Array.from(await read(`${folderUri(folder)}${name}.${shape}.bin`, { maxBytes: 3 })), bytes)
  }
  for (const other of ['3x5', 'x', '3x5x4.bin', '']) {
    await writeFile(path.join(folder, `${name}.${other}.bin`), bytes)
    const uri = `${folderUri(folder)}${name}.${other}.bin`
    await assert.rejects(read(uri, { maxBytes: 3 }), { code: 'CONTENT_REFUSED' }, other)
  }
})

test('writeObject_refusesNamesThatAreNoHash', async () => {
  for (const bad of ['0x12', '../x', name.toUpperCase(), `${name}.1x1x1`]) {
    await assert.rejects(writeObject(folder, { name: bad as never, bytes }), { code: 'CONTENT_REFUSED' })
  }
})

test('objectReader_readsOnlyObjectsOfItsFolders', async () => {
  const [open, closed] = [path.join(folder, 'open'), path.join(folder, 'closed')]
  const secret = await writeObject(closed, { name, bytes })
  await mkdir(open)
  await writeFile(path.join(open, 'notes.txt'), 'x')
  await symlink(path.join(closed, `${name}.bin`), path.join(open, `${name}.bin`))
  await symlink(closed, path.join(open, 'inner'))
  await mkdir(path.join(open, `${keccak256('0x')}.bin`))
  const read = objectReader({ folders: [open] })
  const codes = {
    [secret]: 'CONTENT_REFUSED',
    [`${folderUri(open)}../closed/${name}.bin`]: 'CONTENT_REFUSED',
    [`${folderUri(open)}..%2fclosed%2f${name}.bin`]: 'CONTENT_REFUSED',
    [`${folderUri(open)}inner/${name}.bin`]: 'CONTENT_REFUSED',
    [`${folderUri(open)}notes.txt`]: 'CONTENT_REFUSED',
    [`file://elsewhere/${name}.bin`]: 'CONTENT_REFUSED',
    [`${folderUri(open)}${name}.bin`]: 'CONTENT_UNREACHABLE',
    [`${folderUri(open)}${keccak256('0x')}.bin`]: 'CONTENT_REFUSED',
    [pathToFileURL(path.join(open, `${keccak256('0x01')}.bin`)).href]: 'CONTENT_UNREACHABLE',
  }
  for (const [uri, code] of Object.entries(codes)) await assert.rejects(read(uri, { maxBytes: 10 }), { code }, uri)
  await assert.rejects(objectReader()(secret, { maxBytes: 10 }), { code: 'CONTENT_REFUSED' })
})

test('publishRequest_isReadFromTheBoard', async () => {
  const board = path.join(folder, 'board')
  const { requestId, file } = await publishRequest(`dir:${board}`, document)
  await publishRequest(board, document)
  assert.deepEqual(await readdir(board), [`${requestId}.json`])
  assert.equal(file, path.join(board, `${requestId}.json`))
  assert.deepEqual(await readBoard(board), [{ requestId, document }])
  assert.deepEqual(await readBoard(`dir:${board}`, { known: new Set([requestId]) }), [])
})

test('readBoard_saysWhichFilesAreNoRequests', async () => {
  const board = path.join(folder, 'bad-board')
  await mkdir(board)
  const names = ['11', '22', '33', '55'].map((pair) => `0x${pair.repeat(32)}.json`)
  const [wrongId = '', broken = '', long = '', binary = ''] = names
  await writeFile(path.join(board, wrongId), formatRequestDocument(document))
  await writeFile(path.join(board, broken), '{')
  await writeFile(path.join(board, long), ' '.repeat(maxDocumentBytes + 1))
  const outside = await publishRequest(path.join(folder, 'elsewhere'), document)
  await symlink(outside.file, path.join(board, path.basename(outside.file)))
  await writeFile(path.join(board, binary), Uint8Array.of(0xff, 0xfe))
  await writeFile(path.join(board, `${wrongId}.1234.tmp`), '{')
  await writeFile(path.join(board, 'README'), 'x')
  const entries = await readBoard(board)
  const codes = entries.map((entry) => ('error' in entry ? entry.error.code : 'accepted'))
  assert.deepEqual(
    codes,
    Array.from({ length: 5 }, () => 'REQUEST_DOCUMENT_MALFORMED'),
  )
})
