import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { root } from './paths.mjs'

/** Folders that are never under version control; what .gitignore says, for a copy of the project without git. */
const UNTRACKED = new Set([
  '.git',
  'node_modules',
  'dist',
  'artifacts',
  'build',
  'cache',
  'coverage',
  'typechain-types',
  'demo-output',
])

/** Every file that is, or would be, under version control, as paths from the root. */
export function projectFiles() {
  const listed = listedByGit() ?? filesBelow(readdirSync(root).filter((name) => !UNTRACKED.has(name)))
  return [...new Set(listed)].filter((file) => file !== '' && existsSync(path.join(root, file))).toSorted()
}

function listedByGit() {
  const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  try {
    const options = { cwd: root, maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] }
    return execFileSync('git', args, options).toString('utf8').split('\0')
  } catch {
    return undefined
  }
}

/** Where a file given by its path from the root lies. */
export function projectFile(file) {
  return path.join(root, file)
}

/** Text of a file given by its path from the root. */
export function read(file) {
  return readFileSync(projectFile(file), 'utf8')
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
    else for (const name of readdirSync(full)) if (!UNTRACKED.has(name)) found.push(...filesBelow([`${entry}/${name}`]))
  }
  return found.toSorted()
}

/** The Solidity files below a folder. */
export function solidityBelow(folder) {
  return filesBelow([folder]).filter((file) => file.endsWith('.sol'))
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
