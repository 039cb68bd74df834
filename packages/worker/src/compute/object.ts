import { randomBytes } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hex } from 'viem'

/** Writes `<folder>/<root>.bin` so that the name never stands for half an object, even after a power cut. */
export async function writeObject(folder: string, root: Hex, bytes: Uint8Array): Promise<string> {
  const file = join(folder, `${root}.bin`)
  const temporary = join(folder, `.${root}.${randomBytes(6).toString('hex')}`)
  const handle = await open(temporary, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  return file
}
