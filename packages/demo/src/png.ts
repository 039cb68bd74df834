import { crc32, deflateSync } from 'node:zlib'

/** Rows of pixels from the top, four bytes each: R, G, B, A. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10)
const PIXEL_BYTES = 4
/** Eight bits a channel, with alpha, by the only methods there are, not interlaced. */
const FORMAT = [8, 6, 0, 0, 0]

/** The picture as a PNG file; rows are not filtered. */
export function encodePng({ width, height, pixels }: Picture): Uint8Array {
  const rowBytes = width * PIXEL_BYTES
  if (pixels.length !== height * rowBytes) {
    throw new RangeError(`${width} x ${height} pixels are ${height * rowBytes} bytes, not ${pixels.length}`)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set(FORMAT, 8)
  const rows = Buffer.alloc(height * (1 + rowBytes))
  for (let row = 0; row < height; row++) {
    rows.set(pixels.subarray(row * rowBytes, (row + 1) * rowBytes), row * (1 + rowBytes) + 1)
  }
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([SIGNATURE, ...chunks])
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(content.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), 4 + body.length)
  return framed
}
