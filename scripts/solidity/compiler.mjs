// The wasm compiler in this process, on the project's files with some of them replaced.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { projectFile, read } from '../lib/files.mjs'

const solc = createRequire(import.meta.url)('solc')

/**
 * Compiles `files` and what they import.
 * @param {string[]} files paths from the root
 * @param {{ replaced?: Record<string, string>, output: Record<string, unknown>, settings?: object }} options
 * @returns {{ errors: string[], sources: object, contracts: object }} errors: one line each, warnings left out
 */
export function compile(files, { replaced = {}, output, settings = {} }) {
  const find = (name) => {
    if (Object.hasOwn(replaced, name)) return { contents: replaced[name] }
    const file = [name, `node_modules/${name}`].find((candidate) => existsSync(projectFile(candidate)))
    return file === undefined ? { error: `${name} not found` } : { contents: read(file) }
  }
  const sources = Object.fromEntries(files.map((file) => [file, { content: find(file).contents }]))
  const whole = { evmVersion: 'cancun', ...settings, outputSelection: output }
  const input = { language: 'Solidity', sources, settings: whole }
  const { errors = [], ...result } = JSON.parse(solc.compile(JSON.stringify(input), { import: find }))
  const bad = errors.filter(({ severity }) => severity === 'error').map(({ message }) => message.split('\n')[0])
  return { sources: {}, contracts: {}, ...result, errors: bad }
}
