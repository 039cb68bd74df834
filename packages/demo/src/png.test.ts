import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, inflateSync } from 'node:zlib'
import { encodePng } from './png.js'

/** Type and content of every chunk, with its checksum verified. */
function chunksOf(file: Buffer): { type: string; content: Buffer }[] {
  const chunks = []
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at)
    const body = file.subarray(at + 4, at + 8 + length)
    assert.equal(file.readUInt32BE(at + 8 + length), crc32(body))
    chunks.push({ type: body.toString('latin1', 0, 4), content: body.subarray(4) })
    at += length + 12
  }
  return chunks
}

test('encodePng_holdsEveryPixelBehindItsHeader', () => {
  const pixels = Uint8Array.from({ length: 3 * 2 * 4 }, (_, i) => i * 10)
  const file = Buffer.from(encodePng({ width: 3, height: 2, pixels }))
  assert.equal(file.subarray(0, 8).toString('hex'), '89504e470d0a1a0a')
  const [header, image, end] = chunksOf(file)
  assert.deepEqual([header?.type, image?.type, end?.type], ['IHDR', 'IDAT', 'IEND'])
  assert.equal(header?.content.toString('hex'), '00000003000000020806000000')
  const rows = inflateSync(image?.content ?? '')
  assert.deepEqual([...rows], [0, ...pixels.subarray(0, 12), 0, ...pixels.subarray(12)])
  assert.equal(end?.content.length, 0)
})

test('encodePng_refuses_pixelsThatDoNotFit', () => {
  assert.throws(() => encodePng({ width: 3, height: 2, pixels: new Uint8Array(23) }), RangeError)
})
