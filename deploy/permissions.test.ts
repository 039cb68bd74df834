import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openArtifacts } from './artifacts.js'
import { PERMISSIONS, splitFunction, type ManagedContract, type Role } from './permissions.js'
import { SEPOLIA } from './testing.js'

const SOURCES = fileURLToPath(new URL('../../contracts', import.meta.url))
const PAGE = fileURLToPath(new URL('../../docs/specs/powers.md', import.meta.url))
const MANAGED: readonly ManagedContract[] = ['Emission', 'Staking', 'KernelRegistry', 'JobEscrow']
const entries = PERMISSIONS.flatMap((role) => role.functions)
const artifacts = openArtifacts()

/** `file → text` of every Solidity source of the protocol. */
const sources = readdirSync(SOURCES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
  .map((entry) => ({
    name: entry.name.slice(0, -4),
    text: readFileSync(path.join(entry.parentPath, entry.name), 'utf8'),
  }))
  .map(({ name, text }) => ({ name, text: text.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '') }))

/** What the escrow runs over its own storage. */
const EXTENSIONS: Readonly<Record<string, string>> = { JobEscrow: 'EscrowExtension' }

/** Contracts that `name` inherits or is extended by, itself included. */
function lineage(name: string): string[] {
  const source = sources.find((file) => file.name === name)
  const bases = /\bcontract\s+\w+\s+is\s+([^{]+)\{/.exec(source?.text ?? '')?.[1] ?? ''
  const parents = `${bases},${EXTENSIONS[name] ?? ''}`.split(',').map((base) => base.trim().replace(/\(.*$/, ''))
  return [name, ...parents.filter((base) => base !== '').flatMap(lineage)]
}

/** Functions of `name` that carry `restricted` in the source, its bases included. */
function restrictedFunctions(name: string): string[] {
  const files = new Set(lineage(name))
  return sources
    .filter((file) => files.has(file.name))
    .flatMap(({ text }) => [...text.matchAll(/\bfunction\s+(\w+)\s*\([^)]*\)([^{;]*)\{/g)])
    .filter(([, , modifiers]) => /\brestricted\b/.test(modifiers ?? ''))
    .map(([, functionName]) => `${name}.${functionName}`)
}

describe('the table of permissions', () => {
  it('names every restricted function of every contract, and nothing else', () => {
    assert.deepEqual(entries.toSorted(), MANAGED.flatMap(restrictedFunctions).toSorted())
  })

  it('covers every source with a restricted function', () => {
    const covered = new Set(MANAGED.flatMap(lineage))
    const others = sources.filter(({ name, text }) => /\brestricted\b/.test(text) && !covered.has(name))
    assert.deepEqual(
      others.map(({ name }) => name),
      [],
    )
  })

  it('names each function once, by a selector of its own', () => {
    assert.equal(new Set(entries).size, entries.length)
    const selectors = entries.map(splitFunction).map(({ contract, name }) => {
      return `${contract} ${artifacts.selectorOf(contract, name)}`
    })
    assert.equal(new Set(selectors).size, entries.length)
  })

  it('lets the guardian stop and retire, and nothing else', () => {
    const guardian = PERMISSIONS.filter((role) => role.holder === 'guardian').flatMap((role) => role.functions)
    for (const entry of guardian) assert.match(entry, /\.(set\w*Paused|retire)$/)
  })

  it('gives no two roles the same id', () => {
    assert.equal(new Set(PERMISSIONS.map(({ id }) => id)).size, PERMISSIONS.length)
  })

  it('is what the page of powers says: roles, delays, holders, keepers and functions', () => {
    const rows = readFileSync(PAGE, 'utf8')
      .split('\n')
      .filter((line) => /^\| `(admin|core|listing|guardian)` \|/.test(line))
    assert.deepEqual(rows, PERMISSIONS.map(pageRow))
  })
})

/** The role's row of the page. */
function pageRow({ name, holder, keeper, delay, functions }: Role): string {
  const days = SEPOLIA.delays[delay] / 86_400
  const may = functions.map(quoted).join(', ') || 'who holds which role, which role a function needs'
  const cells = [quoted(name), may, days === 0 ? 'none' : `${days} days`, holder, keeper]
  return `| ${cells.join(' | ')} |`
}

function quoted(text: string): string {
  return `\`${text}\``
}
