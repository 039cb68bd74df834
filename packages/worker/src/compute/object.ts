import { randomBytes } from 'node:crypto'
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { TensorShape } from '@quern/kernels'
import type { Hex } from 'viem'

/** Writes an object's bytes to a file that is not yet under its name. */
export type WriteObject = (handle: FileHandle, file: string) => Promise<void>

/** Where bytes of a hash are kept. */
export const objectFile = (folder: string, hash: Hex): string => join(folder, `${hash}.bin`)

/** Where a tensor is kept. */
export const tensorFile = (folder: string, root: Hex, shape: TensorShape): string =>
  join(folder, tensorName(root, shape))

/** Other bytes may have the same root in another shape, by their padding or their order of lanes. */
export function tensorName(root: Hex, { rows, cols, elementBytes, laneReversed }: TensorShape): string {
  return `${root}.${rows}x${cols}x${elementBytes}${laneReversed ? 'r' : ''}.bin`
}

const cleaned = new Set<string>()

/** Writes a file so that its name never stands for half an object, even after a power cut. */
export async function writeObject(file: string, write: WriteObject): Promise<void> {
  const folder = dirname(file)
  await removeHalves(folder)
  const temporary = join(folder, `.${basename(file, '.bin')}.${randomBytes(6).toString('hex')}`)
  const handle = await open(temporary, 'wx')
  try {
    await write(handle, temporary)
    await handle.sync()
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  await syncFolder(folder)
}

/** Gives a file that is whole its object's name. */
export async function nameObject(source: string, file: string): Promise<void> {
  if (source === file) return
  const handle = await open(source, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(source, file)
  await syncFolder(dirname(file))
}

/** A name is on disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What a killed child left: only one writes to a folder, one object at a time. */
async function removeHalves(folder: string): Promise<void> {
  if (cleaned.has(folder)) return
  cleaned.add(folder)
  for (const name of await readdir(folder)) {
    if (/^\.0x[0-9a-f]{64}[.0-9xr]*\.[0-9a-f]{12}$/.test(name)) await rm(join(folder, name), { force: true })
  }
}
