// What the compiler makes of the real code, and which of it holds code of a changed file: only that is compiled again for
// a mutant. A contract's source maps name every file whose code it holds; a contract that it creates or copies lies in it
// byte by byte. A constant acts where its name stands. Any other change outside of functions counts for every importer.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { filesBelow, fingerprint, projectFile, read, solidityBelow } from '../lib/files.mjs'
import { compile } from '../solidity/compiler.mjs'
import { artifactsOf, OUTPUT } from '../solidity/engine.mjs'

const MADE = [...OUTPUT['*']['*'], 'evm.bytecode.sourceMap', 'evm.deployedBytecode.sourceMap', 'metadata']

/** Without the optimizer a build takes half the time. */
export function settingsOf(optimizer) {
  return { optimizer: { enabled: optimizer, runs: 200 } }
}

/**
 * Compiles the contracts and some test files.
 * @param {{ tests: string[], contracts?: string[], replaced?: Record<string, string>, optimizer: boolean }} options
 * @returns {{ parts: Part[], texts: Map<string, string> }} parts: whatever has code; texts: the project's own sources
 * @typedef {{ source: string, name: string, artifact: object, holds: Set<string>, imports: Set<string>,
 * deploys: Set<string> }} Part deploys: artifacts that its sources name
 */
export function build({ tests, contracts = solidityBelow('contracts'), replaced, optimizer }) {
  const settings = settingsOf(optimizer)
  const made = compile([...contracts, ...tests], { replaced, output: { '*': { '*': MADE } }, settings })
  if (made.errors.length > 0) throw new Error(`the real code does not compile: ${made.errors[0]}`)
  const files = new Map(Object.entries(made.sources).map(([file, { id }]) => [id, file]))
  const texts = new Map([...files.values()].filter(isOurs).map((file) => [file, replaced?.[file] ?? read(file)]))
  const parts = artifactsOf(made.contracts)
    .filter(({ contract }) => contract.bytecode !== '0x')
    .map((artifact) => partOf(artifact, made.contracts, files))
  const whole = parts.map((part) => ({
    ...part,
    holds: new Set(parts.filter((other) => liesIn(other, part)).flatMap(({ own }) => [...own])),
    deploys: new Set([...part.imports].flatMap((file) => named(texts.get(file) ?? ''))),
  }))
  return { parts: whole, texts }
}

/** The same for the project's own code, kept in build/mutation for whoever asks next. */
export function builtCode(tests, optimizer) {
  const sources = fingerprint(filesBelow(['contracts', 'test/solidity', 'package-lock.json']))
  const name = createHash('sha256')
    .update(JSON.stringify([sources, tests, optimizer]))
    .digest('hex')
  const file = projectFile(`build/mutation/${name}.code`)
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(`${file}.part`, serialize(build({ tests, optimizer })))
    renameSync(`${file}.part`, file)
  }
  return deserialize(readFileSync(file))
}

function isOurs(file) {
  return /^(?:contracts|test)\//.test(file)
}

function partOf(artifact, contracts, files) {
  const { name, source } = artifact.id
  const { evm, metadata } = contracts[source][name]
  if (Object.keys(evm.bytecode.linkReferences).length > 0) throw new Error(`${source}:${name} is linked to a library`)
  const own = [evm.bytecode, evm.deployedBytecode].flatMap(({ sourceMap }) => mappedFiles(sourceMap, files))
  return { source, name, artifact, own: new Set(own), imports: new Set(Object.keys(JSON.parse(metadata).sources)) }
}

/** The files that a source map (`start:length:file:jump:depth;…`, empty fields repeat) points to. */
function mappedFiles(sourceMap, files) {
  const ids = new Set(sourceMap.split(';').map((entry) => entry.split(':')[2]))
  return [...ids].flatMap((id) => (id && files.has(Number(id)) ? [files.get(Number(id))] : []))
}

/** Whether `part` is `other`, creates it, or carries its code. */
function liesIn(other, part) {
  if (other === part) return true
  const { deployedBytecode } = other.artifact.contract
  return deployedBytecode.length > 2 && part.artifact.contract.bytecode.includes(deployedBytecode.slice(2))
}

/** Artifacts that a text names, as `path:Contract`. */
function named(text) {
  return [...text.matchAll(/"([\w/.]+\.sol:\w+)"/g)].map(([, name]) => name)
}

/** Whether a change alters what the compiler makes of `part`. */
export function isChanged(part, { file, within }, texts) {
  if (within === 'code') return part.holds.has(file)
  if (!part.imports.has(file)) return false
  const names = within === undefined ? undefined : constantsFrom(within, [...texts.values()])
  return names === undefined || [...part.holds].some((held) => mentions(texts.get(held) ?? '', names))
}

/** The names of constants whose values depend on one of them; undefined where a type does, as an array by its length. */
function constantsFrom(name, texts) {
  const names = new Set([name])
  const declared = texts.flatMap((text) => [...text.matchAll(/\bconstant (\w+) =([^;]*);/g)])
  for (let before = 0; before < names.size;) {
    before = names.size
    for (const [, other, value] of declared) if (mentions(value, names)) names.add(other)
  }
  const length = new RegExp(`\\[[^\\]]*\\b(?:${[...names].join('|')})\\b[^\\]]*\\]`)
  return texts.some((text) => length.test(text)) ? undefined : names
}

function mentions(text, names) {
  return (text.match(/\w+/g) ?? []).some((word) => names.has(word))
}

/** Whether a part is of the code under test. */
export function isContract({ source }) {
  return source.startsWith('contracts/')
}

/**
 * What a test file declares, and what it imports from other tests: EDR calls no contract of a campaign, as its handler, that
 * it does not know.
 */
export function ownParts(parts, file) {
  const imported = new Set(parts.filter(({ source }) => source === file).flatMap(({ imports }) => [...imports]))
  return parts.filter((part) => part.source === file || (imported.has(part.source) && !isContract(part)))
}

/** Whether a test can notice that `contracts`, among what it may deploy, have changed. */
export function reaches(part, contracts) {
  return contracts.some(({ source, name }) => part.deploys.has(`${source}:${name}`))
}
