import { TomlError, parse } from 'smol-toml'
import type { z } from 'zod'
import { InputError } from '../errors.js'
import { configKeys, type ConfigKey } from './schema.js'

/** Values as read, before any check: one level of sections. */
export type RawConfig = Record<string, unknown>

/** One source of values, and the words that name it in an error. */
export interface Layer {
  readonly values: RawConfig
  readonly originOf: (key: ConfigKey) => string
}

/** The layer of a configuration file's text. */
export function fileLayer(file: string, text: string): Layer {
  try {
    return { values: parse(text) as RawConfig, originOf: (key) => `${key.name} in ${file}` }
  } catch (cause) {
    const place = cause instanceof TomlError ? `:${cause.line}:${cause.column}` : ''
    // The rest of the message quotes the file, which holds secrets.
    const problem = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new InputError('CONFIG_NOT_TOML', `${file}${place} cannot be read: ${problem}.`, {
      hint: 'Correct that line; texts stand in quotes, lists in brackets.',
      cause,
    })
  }
}

/** The layer of `QUERN_…` variables; an empty one counts as not set. */
export function environmentLayer(environment: Readonly<Record<string, string | undefined>>): Layer {
  const values: RawConfig = {}
  for (const key of configKeys) {
    const text = environment[key.environment]
    if (text !== undefined && text !== '') setValue(values, key, valueOfText(key.schema, text))
  }
  return { values, originOf: (key) => `the environment variable ${key.environment}` }
}

/** The layer of `--set section.key=value` and of options that stand for a key. */
export function flagLayer(settings: Readonly<Record<string, string>>): Layer {
  const values: RawConfig = {}
  for (const [name, text] of Object.entries(settings)) {
    const key = configKeys.find((candidate) => candidate.name === name)
    if (key === undefined) throw new InputError('CONFIG_KEY_UNKNOWN', `There is no configuration key "${name}".`)
    setValue(values, key, valueOfText(key.schema, text))
  }
  return { values, originOf: (key) => `the option for ${key.name}` }
}

/** Splits `section.key=value`. */
export function parseSetting(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new InputError('SETTING_MALFORMED', `"${text}" must have the form section.key=value.`)
  return [text.slice(0, at), text.slice(at + 1)]
}

export function readValue(values: RawConfig, key: ConfigKey): unknown {
  const [section, name] = key.path
  const outer = Object.hasOwn(values, section) ? values[section] : undefined
  if (name === undefined) return outer
  return isSection(outer) && Object.hasOwn(outer, name) ? outer[name] : undefined
}

export function setValue(values: RawConfig, key: ConfigKey, value: unknown): void {
  const [section, name] = key.path
  if (name === undefined) {
    values[section] = value
    return
  }
  const outer = values[section]
  values[section] = isSection(outer) ? { ...outer, [name]: value } : { [name]: value }
}

export function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function valueOfText(schema: z.ZodType, text: string): unknown {
  const definition = schema.def as { type: string; innerType?: z.ZodType }
  if (definition.innerType !== undefined) return valueOfText(definition.innerType, text)
  if (definition.type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  if (definition.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (definition.type === 'array') return text.split(',').map((part) => part.trim())
  return text
}
