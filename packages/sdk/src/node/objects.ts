import { createReadStream } from 'node:fs'
import { constants, mkdir, open, realpath, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Hex } from 'viem'
import { checkObject, collect, fetchObject, type ObjectIdentity, type ObjectReader } from '../content.js'
import { ContentError } from '../errors/local.js'
import { writeWhole } from './write.js'

const hash = /^0x[0-9a-f]{64}$/
/** Named by its hash, or by its root and shape. */
const objectName = /^0x[0-9a-f]{64}(\.\d+x\d+x\dr?)?\.bin$/

export type ReaderOptions = {
  /** Folders that `file:` URIs may name objects of; none by default. */
  folders?: readonly string[] | undefined
}

/**
 * A reader for `file:`, `http:` and `https:` URIs. Files are read from the named folders only, whatever the URI says.
 *
 * Throws `CONTENT_REFUSED`, `CONTENT_UNREACHABLE`, `CONTENT_TOO_LARGE`.
 *
 * @example
 * ```ts
 * const read = objectReader({ folders: ['./objects'] })
 * const { ok } = await verifyResult(client, { request, shard: 0, read })
 * ```
 */
export function objectReader({ folders = [] }: ReaderOptions = {}): ObjectReader {
  return async (uri, { maxBytes, signal }) => {
    if (!uri.startsWith('file:')) return fetchObject(uri, { maxBytes, signal })
    const file = await openInside(uri, folders)
    try {
      const stream = createReadStream('', { fd: file, autoClose: false, ...(signal ? { signal } : {}) })
      return await collect(uri, stream, maxBytes)
    } finally {
      await file.close()
    }
  }
}

export type ReadObjectOptions = ReaderOptions & {
  identity: ObjectIdentity
  maxBytes: number
  signal?: AbortSignal | undefined
}

/**
 * Reads one object and checks it. Throws what `objectReader` throws, and `CONTENT_MISMATCH`.
 *
 * @example
 * ```ts
 * const uri = await writeObject('./objects', { name: root, bytes: new Uint8Array(128) })
 * const bytes = await readObject(uri, { folders: ['./objects'], identity: { hash: root }, maxBytes: 128 })
 * ```
 */
export async function readObject(uri: string, options: ReadObjectOptions): Promise<Uint8Array> {
  const bytes = await objectReader(options)(uri, options)
  checkObject(uri, bytes, options.identity)
  return bytes
}

/**
 * Stores an object as `<name>.bin` in a folder: whole or not at all. Returns its `file:` URI.
 *
 * @example
 * ```ts
 * const uri = await writeObject('./objects', { name: root, bytes: new Uint8Array(128) })
 * ```
 */
export async function writeObject(folder: string, { name, bytes }: { name: Hex; bytes: Uint8Array }): Promise<string> {
  if (!hash.test(name)) throw refused(name, 'is not a hash in lower case', 'Name objects by their hash.')
  await mkdir(folder, { recursive: true })
  return pathToFileURL(await writeWhole(path.join(folder, `${name}.bin`), bytes)).href
}

/** The base URI of a folder: what `inputUri` is for objects in it. */
export function folderUri(folder: string): string {
  return pathToFileURL(path.resolve(folder) + path.sep).href
}

/** Opens a regular file that lies in one of the folders, with links resolved, and is named like an object. */
async function openInside(uri: string, folders: readonly string[]): Promise<FileHandle> {
  const file = pathOf(uri)
  if (!objectName.test(path.basename(file)))
    throw refused(uri, 'is not named like an object', 'Objects are <hash>.bin or <root>.<shape>.bin.')
  const handle = await openListed(uri, file, folders)
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw refused(uri, 'is not a regular file', 'Ask another copy of it.')
}

async function openListed(uri: string, file: string, folders: readonly string[]): Promise<FileHandle> {
  try {
    const folder = await realpath(path.dirname(file))
    const allowed = await Promise.all(folders.map((name) => realpath(name).catch(() => undefined)))
    if (!allowed.includes(folder)) throw refused(uri, 'lies in no folder that may be read', 'Add it to `folders`.')
    return await open(path.join(folder, path.basename(file)), constants.O_RDONLY | noFollow | noBlock)
  } catch (cause) {
    if (cause instanceof ContentError) throw cause
    const problem = `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new ContentError({ code: 'CONTENT_UNREACHABLE', uri, problem, hint: 'Check that it was published.', cause })
  }
}

// Absent on Windows, where links need privileges and pipes are no files.
const noFollow = constants.O_NOFOLLOW ?? 0
const noBlock = constants.O_NONBLOCK ?? 0

function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri)
  } catch {
    throw refused(uri, 'is not the URI of a local file', 'Write file:///folder/<hash>.bin.')
  }
}

function refused(uri: string, problem: string, hint: string): ContentError {
  return new ContentError({ code: 'CONTENT_REFUSED', uri, problem, hint })
}
