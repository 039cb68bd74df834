// What the generators share: the production artifacts, the NatSpec of custom errors, and writing with a freshness check.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { foreignErrors } from './foreign-errors.mjs'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const artifactsFolder = path.join(root, 'build', 'production', 'artifacts')
const sourceFolders = [path.join(root, 'contracts'), path.join(root, 'node_modules', '@openzeppelin', 'contracts')]

/** Every file below `folder` whose name ends with `suffix`, in a stable order. */
export function filesBelow(folder, suffix) {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith(suffix))
    .toSorted()
    .map((name) => path.join(folder, name))
}

/** Name, source and ABI of every compiled contract but mocks. */
export function readArtifacts() {
  const files = filesBelow(artifactsFolder, '.json').filter((file) => !file.includes('build-info'))
  if (files.length === 0) {
    fail('There are no production artifacts. Run: QUERN_BUILD=production npx hardhat build --build-profile production')
  }
  return files
    .map((file) => JSON.parse(readFileSync(file, 'utf8')))
    .filter((artifact) => Array.isArray(artifact.abi) && !artifact.sourceName.startsWith('contracts/mocks/'))
    .map(({ contractName, sourceName, abi }) => ({ contractName, sourceName, abi: abi.map(strip) }))
}

/** All custom errors of all contracts, one a name, sorted by name: `{ abi, notice, source }`. */
export function readErrors() {
  const notices = readNotices()
  const byName = new Map()
  for (const { abi, sourceName } of readArtifacts()) {
    for (const entry of abi.filter((item) => item.type === 'error')) {
      const known = byName.get(entry.name)
      if (known && signatureOf(known.abi) !== signatureOf(entry)) {
        fail(
          `Two errors named ${entry.name} differ: ${signatureOf(known.abi)} and ${signatureOf(entry)} (${sourceName}).`,
        )
      }
      const notice = notices.get(entry.name) ?? foreignErrors[entry.name]
      if (!notice) fail(`The error ${entry.name} (${sourceName}) has no NatSpec that says what it means.`)
      if (!known) byName.set(entry.name, { abi: entry, notice })
    }
  }
  return [...byName.values()].toSorted((a, b) => (a.abi.name < b.abi.name ? -1 : 1))
}

export function signatureOf(entry) {
  return `${entry.name}(${entry.inputs.map((input) => input.type).join(',')})`
}

/** Writes `files` (path from the root → text), or with `--check` fails when one of them is not fresh. */
export function publish(files, command) {
  const stale = [...files].filter(([name, text]) => readIfThere(path.join(root, name)) !== text)
  if (process.argv.includes('--check')) {
    if (stale.length > 0) fail(`Not fresh: ${stale.map(([name]) => name).join(', ')}. Run: ${command}`)
    return
  }
  for (const [name, text] of stale) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
}

export function fail(message) {
  console.error(message)
  process.exit(1)
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** Internal types name Solidity declarations; clients only need the ABI types. */
function strip(value) {
  if (Array.isArray(value)) return value.map(strip)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => key !== 'internalType')
  return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner)]))
}

const declaration = /((?:^[ \t]*\/\/\/[^\n]*\n)+|\/\*\*(?:(?!\*\/)[^])*\*\/\s*?\n)[ \t]*error (\w+)\(/gm

/** Error name → the sentence its declaration carries. */
function readNotices() {
  const notices = new Map()
  for (const file of sourceFolders.flatMap((folder) => filesBelow(folder, '.sol'))) {
    for (const [, comment, name] of readFileSync(file, 'utf8').matchAll(declaration)) {
      if (!notices.has(name)) notices.set(name, sentenceOf(comment))
    }
  }
  return notices
}

function sentenceOf(comment) {
  const lines = comment.split('\n').map((line) =>
    line
      .replace(/^\s*(\/\/\/|\/\*\*|\*\/|\*)?\s?/, '')
      .replace(/\*\/\s*$/, '')
      .trim(),
  )
  const text = lines.join(' ').replace(/\s+/g, ' ').trim()
  return text
    .replace(/^@(notice|dev)\s+/, '')
    .split(/\s@\w+\s/)[0]
    .trim()
}
