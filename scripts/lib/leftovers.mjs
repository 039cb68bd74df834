import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { root } from './paths.mjs'

/** What tsc makes of a source file. */
const OUTPUT = /\.(?:js|d\.ts)(?:\.map)?$/

/** Folders that tsc writes, by those of their sources, as paths from `base`. */
function builtFolders(base) {
  const packages = readdirSync(path.join(base, 'packages')).map((name) => `packages/${name}`)
  return [
    ...packages.map((folder) => [`${folder}/src`, `${folder}/dist`]),
    ['deploy', 'deploy/dist'],
    ['test/system', 'build/system'],
  ]
}

/** Files that tsc once made of a source that is gone: tests among them would run on. */
export function leftovers(base = root) {
  return builtFolders(base).flatMap(([sources, built]) => {
    const folder = path.join(base, built)
    if (!existsSync(folder)) return []
    const isLeft = (file) => OUTPUT.test(file) && !existsSync(path.join(base, sources, file.replace(OUTPUT, '.ts')))
    return readdirSync(folder, { recursive: true })
      .filter(isLeft)
      .map((file) => path.join(folder, file))
  })
}
