import { open, stat } from 'node:fs/promises'
import { TensorFileError } from '../errors.js'
import type { TensorShape } from '../tensors/shape.js'
import type { TensorSource } from '../tensors/source.js'

/** A tensor in a file: row-major, without padding. */
export interface FileSource extends TensorSource {
  readonly origin: { readonly file: string }
  close(): Promise<void>
}

/** Node reads no more at once. */
const MAX_READ_BYTES = 2 ** 30

/**
 * Opens a file of exactly the bytes of a tensor. Its kind and size are looked at before it is opened, so that a device,
 * a pipe or an endless file is never read; bytes that are added later are not read either. Reads take turns and share
 * one buffer of the size of the largest. Rejects with `TENSOR_FILE`, and with what the file system says.
 *
 * @example
 * import { fileSource } from '@quern/kernels/node'
 *
 * const source = await fileSource('a.bin', tensorShape({ rows: 3, cols: 5, elementBytes: 1, role: 'input' }))
 * const { root } = await commitTensor(source)
 * await source.close()
 */
export async function fileSource(file: string, shape: TensorShape): Promise<FileSource> {
  const need = shape.rows * shape.rowBytes
  const entry = await stat(file)
  const fail = (have: number) => new TensorFileError({ file, have, need, isFile: entry.isFile() })
  if (!entry.isFile() || entry.size !== need) throw fail(entry.size)
  const handle = await open(file)
  let buffer = new Uint8Array(0)
  let last: Promise<unknown> = Promise.resolve()
  const readBytes = async (start: number, length: number): Promise<Uint8Array> => {
    if (buffer.length < length) buffer = new Uint8Array(length)
    for (let done = 0; done < length;) {
      const most = Math.min(length - done, MAX_READ_BYTES)
      const { bytesRead } = await handle.read(buffer, done, most, start + done)
      if (bytesRead === 0) throw fail(start + done)
      done += bytesRead
    }
    return buffer.subarray(0, length)
  }
  return {
    shape,
    origin: { file },
    read({ first, count }) {
      const bytes = last.then(() => readBytes(first * shape.rowBytes, count * shape.rowBytes))
      last = bytes.catch(() => undefined)
      return bytes
    },
    close: () => handle.close(),
  }
}
