import { TensorFileError, bytesSource, type TensorShape, type TensorSource } from '@quern/kernels'
import { fileSource } from '@quern/kernels/node'
import { TaskError } from './task-error.js'

/** A tensor in a file: row-major, without padding. */
export interface FileSource extends TensorSource {
  close(): Promise<void>
}

/** Bytes that are read at once into memory. */
const blockBytes = 2 ** 22

/** Opens a file of exactly the bytes of a tensor, and of nothing else. Rejects, as its reads do, with `INPUT_SIZE`. */
export async function openFileSource(file: string, shape: TensorShape): Promise<FileSource> {
  const source = await fileSource(file, shape).catch(rethrow)
  return { ...source, read: async (rows) => Promise.resolve(source.read(rows)).catch(rethrow) }
}

/**
 * The same, held in memory and the file closed when it has at most so many bytes. Threads share that memory: they need no
 * copy of it.
 */
export async function openHeldSource(file: string, shape: TensorShape, mostBytes: number): Promise<FileSource> {
  const { rows, rowBytes } = shape
  const source = await openFileSource(file, shape)
  if (rows * rowBytes > mostBytes) return source
  try {
    const bytes = new Uint8Array(new SharedArrayBuffer(rows * rowBytes))
    const most = Math.max(1, Math.floor(blockBytes / rowBytes))
    for (let first = 0; first < rows; first += most) {
      bytes.set(await source.read({ first, count: Math.min(most, rows - first) }), first * rowBytes)
    }
    return { ...bytesSource(shape, bytes), close: async () => undefined }
  } finally {
    await source.close()
  }
}

function rethrow(error: unknown): never {
  if (!(error instanceof TensorFileError)) throw error
  const { file, have, need } = error.facts
  throw new TaskError('INPUT_SIZE', `${file} has ${have} bytes, the tensor has ${need}`)
}
