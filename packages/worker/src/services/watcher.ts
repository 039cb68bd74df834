import { watch } from 'node:fs'
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf, isFolder } from '../config/boards.js'
import { TryAgainError, shortMessage } from '../errors.js'
import { createBell, repeat } from '../runtime/bell.js'
import type { Service } from '../runtime/supervisor.js'
import type { Context } from './context.js'
import { keepRequest, refuseRequest } from './intake.js'

/** The longest request document: 4 KiB of parameters and a contract's signature fit many times over. */
const maxDocumentBytes = 65_536

/** Reads requests from folders: full scans, and a scan whenever the file system says that something changed. */
export function createWatcher(context: Context): Service {
  const folders = context.config.boards.urls.filter(isFolder).map(folderOf)
  const seen = new Map<string, number>()
  return {
    name: 'watcher',
    phase: 'intake',
    run: async (signal) => {
      const changed = createBell()
      const watches = await Promise.all(folders.map((folder) => watchFolder(folder, changed.ring, signal)))
      try {
        await repeat({ bell: changed, ms: context.config.boards.scan_s * 1000, signal }, async () => {
          for (const folder of folders) await scanFolder(context, folder, seen)
        })
      } finally {
        for (const folderWatch of watches) folderWatch.close()
      }
    },
  }
}

async function watchFolder(folder: string, onChange: () => void, signal: AbortSignal) {
  await stat(folder).catch((cause: unknown) => {
    throw new TryAgainError('BOARD_UNREADABLE', `The board ${folder} cannot be read.`, { cause })
  })
  // Some file systems send no notices; the scan finds what they miss.
  return watch(folder, { signal }, onChange).on('error', () => undefined)
}

/** Reads every document of a folder that is new or changed since the last scan. */
export async function scanFolder(context: Context, folder: string, seen: Map<string, number>): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).toSorted()
  for (const name of names) {
    const file = join(folder, name)
    const entry = await stat(file).catch(() => undefined)
    if (entry === undefined || seen.get(file) === entry.mtimeMs) continue
    seen.set(file, entry.mtimeMs)
    try {
      if (!entry.isFile() || entry.size > maxDocumentBytes)
        throw new RangeError(`it is no file of up to ${maxDocumentBytes} bytes`)
      keepRequest(context, file, await readFile(file, 'utf8'))
    } catch (error) {
      refuseRequest(context, file, error)
      context.log.warn({ file: name, problem: shortMessage(error) }, 'request document refused')
    }
  }
}
