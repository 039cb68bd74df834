import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { stringify } from 'smol-toml'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { flagLayer, readValue } from './layers.js'
import { networkDefaults } from './networks.js'
import { configKeys, type ConfigKey } from './schema.js'

export interface WriteWorkerConfigParameters {
  /** Where the TOML file is created; an existing file is never replaced. */
  readonly file: string
  /** Key → text, e.g. `{ 'chain.rpc_url': 'http://127.0.0.1:8545' }`; a list is parted by commas. */
  readonly settings: Readonly<Record<string, string>>
}

/**
 * Writes a commented configuration: the given keys are set, all others stand as comments with their defaults.
 *
 * @example
 * writeWorkerConfig({ file: 'worker.toml', settings: { 'worker.address': '0x…', 'boards.urls': 'dir:board' } })
 *
 * @throws InputError `CONFIG_EXISTS`, `CONFIG_KEY_UNKNOWN`.
 */
export function writeWorkerConfig({ file, settings }: WriteWorkerConfigParameters): void {
  const text = renderConfig(settings)
  mkdirSync(dirname(resolve(file)), { recursive: true })
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'EEXIST') {
      throw new InputError('CONFIG_EXISTS', `${file} exists and is not replaced.`, {
        hint: 'Remove it first, or name another file with --config.',
        cause,
      })
    }
    throw new InputError('CONFIG_UNWRITABLE', `${file} cannot be written (${code ?? 'unknown'}).`, { cause })
  }
}

/** The text of a configuration file. */
export function renderConfig(settings: Readonly<Record<string, string>>): string {
  const given = flagLayer(settings).values
  const defaults = networkDefaults[settings['network'] ?? 'local'] ?? {}
  const lines = ['# Configuration of quern-worker. Options and QUERN_… variables go over what stands here.']
  let section: string | undefined
  for (const key of configKeys) {
    if (key.path.length === 2 && key.path[0] !== section) {
      section = key.path[0]
      lines.push('', `[${section}]`)
    }
    const fallback = readValue(defaults, key) ?? defaultOf(key)
    const value = readValue(given, key)
    lines.push(`# ${key.description}`, lineOf(key, value, fallback))
  }
  return `${lines.join('\n')}\n`
}

function lineOf(key: ConfigKey, value: unknown, fallback: unknown): string {
  const name = key.path.at(-1) ?? ''
  const shown = value ?? fallback
  const text = shown === undefined ? `${name} = ""` : stringify({ [name]: tomlValue(shown) }).trim()
  return value === undefined ? `# ${text}` : text
}

function tomlValue(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

function defaultOf(key: ConfigKey): unknown {
  return key.schema instanceof z.ZodDefault ? key.schema.def.defaultValue : undefined
}
