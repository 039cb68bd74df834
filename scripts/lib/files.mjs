import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { root } from './paths.mjs'

/** Every file that is, or would be, under version control, as paths from the root. */
export function projectFiles() {
  const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = execFileSync('git', args, { cwd: root, maxBuffer: 1 << 26 })
    .toString('utf8')
    .split('\0')
  return [...new Set(listed)].filter((file) => file !== '' && existsSync(path.join(root, file))).toSorted()
}

/** Text of a file given by its path from the root. */
export function read(file) {
  return readFileSync(path.join(root, file), 'utf8')
}

/** Whether a file is written by a program, so that the rules for handwork do not apply. */
export function isGenerated(file) {
  return /(^|\/)(generated|typechain-types|fixtures)\//.test(file) || file === 'package-lock.json'
}

/** All files below the given files and folders (paths from the root), sorted; missing ones are skipped. */
export function filesBelow(entries) {
  const found = []
  for (const entry of entries) {
    const full = path.join(root, entry)
    if (!existsSync(full)) continue
    if (!statSync(full).isDirectory()) found.push(entry)
    else for (const name of readdirSync(full)) found.push(...filesBelow([`${entry}/${name}`]))
  }
  return found.toSorted()
}

/** One hash over the names and contents of files. */
export function fingerprint(files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = readFileSync(path.join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
