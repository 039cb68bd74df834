import { addressesOf, knownChainIds } from '@quern/sdk'
import type { ExitCode } from '../errors.js'
import { parseSetting } from '../config/layers.js'
import { loadConfig, type KnownDeployment } from '../config/load.js'
import type { WorkerConfig } from '../config/schema.js'

export interface CommandOption {
  /** As commander reads it: `--rpc-url <url>`. */
  readonly flags: string
  readonly description: string
  readonly default?: string
  /** The configuration key that the option stands for. */
  readonly key?: string
  /** May be given more than once. */
  readonly isList?: boolean
}

/** How a command was called, and what it may touch. */
export interface Invocation {
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Writes a line of the answer to standard output. */
  readonly print: (text: string) => void
  /** Writes a line for a person to standard error. */
  readonly warn: (text: string) => void
  /** Present on a terminal only. */
  readonly ask: { readonly line: Ask; readonly hidden: Ask } | undefined
}

export type Ask = (question: string) => Promise<string>

/** A command is data; help, documents and parsing come from it. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly examples: readonly string[]
  readonly options: readonly CommandOption[]
  readonly run: (invocation: Invocation) => Promise<ExitCode>
}

export const jsonOption: CommandOption = { flags: '--json', description: 'Print one JSON document.' }

/** Options of every command that reads the configuration. */
export const configOptions: readonly CommandOption[] = [
  { flags: '--config <file>', description: 'Configuration file.', default: 'quern-worker.toml' },
  { flags: '--rpc-url <url>', description: 'JSON-RPC endpoint.', key: 'chain.rpc_url' },
  { flags: '--state-dir <folder>', description: 'Folder of the database.', key: 'worker.state_dir' },
  { flags: '--log-level <level>', description: 'debug, info, warn or error.', key: 'log.level' },
  { flags: '--set <key=value>', description: 'Any configuration key, e.g. --set worker.max_jobs=4.', isList: true },
]

/** `--rpc-url <url>` → `rpcUrl`, as commander names it. */
export function optionName({ flags }: CommandOption): string {
  const long = flags.split(/[ ,]+/).find((part) => part.startsWith('--')) ?? flags
  return long.slice(2).replace(/-([a-z])/g, (_text, letter: string) => letter.toUpperCase())
}

export function textOption({ options }: Invocation, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** Key → text, of all options that stand for keys and of `--set`. */
export function settingsOf(invocation: Invocation, options: readonly CommandOption[]): Record<string, string> {
  const named = options.flatMap((option): [string, string][] => {
    const value = invocation.options[optionName(option)]
    if (option.key === undefined || value === undefined) return []
    return [[option.key, Array.isArray(value) ? value.join(',') : String(value)]]
  })
  const set = invocation.options['set']
  const free = Array.isArray(set) ? set.map((text: string) => parseSetting(text)) : []
  return Object.fromEntries([...named, ...free])
}

/** The configuration of a command. */
export function configOf(invocation: Invocation, options: readonly CommandOption[]): WorkerConfig {
  return loadConfig({
    file: textOption(invocation, 'config') ?? 'quern-worker.toml',
    environment: invocation.environment,
    settings: settingsOf(invocation, options),
    addressBook,
  })
}

function addressBook(chainId: number): KnownDeployment | undefined {
  return knownChainIds().includes(chainId) ? addressesOf(chainId) : undefined
}
