import { readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Address } from 'viem'
import type { z } from 'zod'
import { InputError } from '../errors.js'
import { withFolder } from './boards.js'
import { environmentLayer, fileLayer, flagLayer, isSection, readValue, setValue } from './layers.js'
import type { Layer, RawConfig } from './layers.js'
import { networkDefaults } from './networks.js'
import { configKeys, configSchema, leastMemoryMb, maxBaseUriBytes, secretKeys } from './schema.js'
import type { ParsedConfig, WorkerConfig } from './schema.js'

/** Addresses of a known deployment. */
export interface ContractAddresses {
  readonly escrow: Address
  readonly staking: Address
  readonly lens: Address
}

/** What is known of a deployment. */
export interface KnownDeployment extends ContractAddresses {
  /** Block of its first transaction. */
  readonly startBlock: number
}

export interface LoadConfigParameters {
  /** The TOML file. */
  readonly file: string
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Key → text, from options of the command line. */
  readonly settings?: Readonly<Record<string, string>>
  /** Deployments that are known by chain id. */
  readonly addressBook?: (chainId: number) => KnownDeployment | undefined
}

/** Reads, merges, checks and freezes the configuration: options over environment over file over network defaults. */
export function loadConfig(parameters: LoadConfigParameters): WorkerConfig {
  const file = fileLayer(parameters.file, readText(parameters.file))
  refuseUnknownKeys(parameters.file, file.values)
  const upper = [flagLayer(parameters.settings ?? {}), environmentLayer(parameters.environment ?? {}), file]
  const layers = [...upper, networkLayer(upper)]
  const merged: RawConfig = Object.fromEntries(Object.keys(configSchema.shape).map((section) => [section, {}]))
  delete merged['network']
  const origins = new Map<string, string>()
  for (const key of configKeys) {
    const layer = layers.find((candidate) => readValue(candidate.values, key) !== undefined)
    if (layer === undefined) continue
    setValue(merged, key, readValue(layer.values, key))
    origins.set(key.name, layer.originOf(key))
  }
  const parsed = configSchema.safeParse(merged)
  if (!parsed.success) throw configError(parsed.error, { merged, origins, file: parameters.file })
  const resolved = withPaths(parsed.data, dirname(resolve(parameters.file)))
  const { chain, boards } = parsed.data
  const from_block = boards.from_block ?? parameters.addressBook?.(chain.id)?.startBlock ?? 0
  const contracts = contractsOf(parsed.data, parameters)
  return deepFreeze({ ...resolved, boards: { ...resolved.boards, from_block }, contracts })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable'
    throw new InputError('CONFIG_UNREADABLE', `The configuration ${file} cannot be read (${code}).`, {
      hint: `Write one with "quern-worker init --config ${file}", or name another with --config.`,
      cause,
    })
  }
}

function networkLayer(upper: readonly Layer[]): Layer {
  const named = upper.map((layer) => layer.values['network']).find((value) => value !== undefined)
  const network = typeof named === 'string' && Object.hasOwn(networkDefaults, named) ? named : 'local'
  return {
    values: networkDefaults[network] ?? {},
    originOf: (key) => `the default of ${key.name} for network ${network}`,
  }
}

function refuseUnknownKeys(file: string, values: RawConfig): void {
  const known = new Set(configKeys.map((key) => key.name))
  for (const [section, inner] of Object.entries(values)) {
    const names = isSection(inner) ? Object.keys(inner).map((key) => `${section}.${key}`) : [section]
    const unknown = names.find((name) => !known.has(name))
    if (unknown === undefined) continue
    throw new InputError('CONFIG_KEY_UNKNOWN', `${file} has the key "${unknown}", which does not exist.`, {
      hint: 'Remove it, or look for its right name in the file that "quern-worker init" writes.',
    })
  }
}

function configError(
  error: z.ZodError,
  { merged, origins, file }: { merged: RawConfig; origins: Map<string, string>; file: string },
): InputError {
  const issue = error.issues[0]
  const name = issue === undefined ? '' : issue.path.slice(0, 2).map(String).join('.')
  const key = configKeys.find((candidate) => candidate.name === name)
  const origin = origins.get(name)
  if (key === undefined || origin === undefined) {
    return new InputError('CONFIG_KEY_MISSING', `The configuration lacks ${name}.`, {
      hint: `Set it in ${file}${key === undefined ? '' : `, as ${key.environment}, or with --set ${name}=…`}. ${key?.description ?? ''}`.trim(),
      cause: error,
    })
  }
  const shown = secretKeys.has(name) ? '(hidden)' : JSON.stringify(readValue(merged, key))
  return new InputError('CONFIG_VALUE', `${name} = ${shown} from ${origin}: ${issue?.message ?? 'is not valid'}.`, {
    hint: key.description,
    cause: error,
  })
}

function contractsOf(parsed: ParsedConfig, parameters: LoadConfigParameters): ContractAddresses {
  const known = parameters.addressBook?.(parsed.chain.id)
  const pick = (name: keyof ContractAddresses): Address => {
    const address = parsed.contracts[name] ?? known?.[name]
    if (address !== undefined) return address
    throw new InputError('CONFIG_KEY_MISSING', `The configuration lacks contracts.${name}.`, {
      hint: `This version knows no deployment on chain ${parsed.chain.id}: set it in ${parameters.file}.`,
    })
  }
  return { escrow: pick('escrow'), staking: pick('staking'), lens: pick('lens') }
}

/** Folder of the outputs, below `content.dir`. */
export const outputFolder = (contentDir: string): string => join(contentDir, 'outputs')

function withPaths(
  config: ParsedConfig,
  folder: string,
): Omit<WorkerConfig, 'contracts' | 'boards'> & Pick<ParsedConfig, 'boards'> {
  const at = (path: string): string => (isAbsolute(path) ? path : resolve(folder, path))
  const { worker, content, compute, boards } = config
  const contentDir = at(content.dir)
  return {
    ...config,
    worker: {
      ...worker,
      keystore: at(worker.keystore),
      state_dir: at(worker.state_dir),
      ...(worker.password_file === undefined ? {} : { password_file: at(worker.password_file) }),
    },
    content: { ...content, dir: contentDir, public_uri: content.public_uri ?? fileUri(contentDir) },
    boards: { ...boards, urls: boards.urls.map((url) => withFolder(url, at)) },
    compute: {
      ...compute,
      threads: compute.threads ?? Math.max(1, availableParallelism() - 1),
      memory_mb: compute.memory_mb ?? halfOfMemoryMb(),
      ...(compute.program === undefined ? {} : { program: at(compute.program) }),
    },
  }
}

/** Of what this process may use: a container has less than its machine. */
function halfOfMemoryMb(): number {
  const allowed = process.constrainedMemory()
  const bytes = allowed > 0 ? Math.min(totalmem(), allowed) : totalmem()
  return Math.max(leastMemoryMb, Math.floor(bytes / 2 ** 21))
}

function fileUri(contentDir: string): string {
  const uri = `${pathToFileURL(outputFolder(contentDir)).href}/`
  if (uri.length <= maxBaseUriBytes) return uri
  throw new InputError(
    'CONFIG_VALUE',
    `The folder content.dir makes a URI of ${uri.length} bytes; ${maxBaseUriBytes} are allowed.`,
    {
      hint: 'Choose a shorter folder, or set content.public_uri.',
    },
  )
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
