import { open, stat } from 'node:fs/promises'
import { bytesSource, type TensorShape, type TensorSource } from '@quern/kernels'
import { TaskError } from './task-error.js'

/** A tensor in a file: row-major, without padding. */
export interface FileSource extends TensorSource {
  close(): Promise<void>
}

/** Node reads no more at once. */
const mostRead = 2 ** 30

/**
 * Opens a file of exactly the bytes of a tensor. The size is looked at first, so that a device or an endless file is
 * never read. Rejects with `INPUT_SIZE`.
 */
export async function openFileSource(file: string, shape: TensorShape): Promise<FileSource> {
  const need = shape.rows * shape.rowBytes
  const entry = await stat(file)
  if (!entry.isFile() || entry.size !== need) throw sizeError(file, entry.size, need)
  const handle = await open(file)
  let buffer = new Uint8Array(0)
  return {
    shape,
    read: async ({ first, count }) => {
      const length = count * shape.rowBytes
      if (buffer.length < length) buffer = new Uint8Array(length)
      for (let done = 0; done < length;) {
        const most = Math.min(length - done, mostRead)
        const { bytesRead } = await handle.read(buffer, done, most, first * shape.rowBytes + done)
        if (bytesRead === 0) throw sizeError(file, first * shape.rowBytes + done, need)
        done += bytesRead
      }
      return buffer.subarray(0, length)
    },
    close: () => handle.close(),
  }
}

/** The same, held in memory and the file closed when it has at most so many bytes. */
export async function openHeldSource(file: string, shape: TensorShape, mostBytes: number): Promise<FileSource> {
  const source = await openFileSource(file, shape)
  if (shape.rows * shape.rowBytes > mostBytes) return source
  try {
    const bytes = await source.read({ first: 0, count: shape.rows })
    return { ...bytesSource(shape, bytes), close: async () => undefined }
  } finally {
    await source.close()
  }
}

function sizeError(file: string, have: number, need: number): TaskError {
  return new TaskError('INPUT_SIZE', `${file} has ${have} bytes, the tensor has ${need}`)
}
