import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

const linked = path.join(root, 'node_modules/.bin/node')

/** The Node that runs everything: the one from the lock file where it was linked, else the caller's. */
export const node = existsSync(linked) ? linked : process.execPath

/** Path of the program `name` that the installed package of that name (or `from`) brings. */
export function program(name, from = name) {
  const folder = path.join(root, 'node_modules', from)
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return path.join(folder, typeof bin === 'string' ? bin : bin[name])
}
