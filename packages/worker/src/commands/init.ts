import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { isAddress, type Address, type Hex } from 'viem'
import { withFolder } from '../config/boards.js'
import { createKeystore, inspectKeystore } from '../config/keystore.js'
import { readPassword } from '../config/password.js'
import { renderConfig, writeWorkerConfig } from '../config/write.js'
import { InputError, type ExitCode } from '../errors.js'
import { configOptions, jsonOption, settingsOf, textOption } from './command.js'
import type { Command, CommandOption, Invocation } from './command.js'

const options: readonly CommandOption[] = [
  ...configOptions,
  { flags: '--network <name>', description: 'local or sepolia.', key: 'network' },
  { flags: '--worker <address>', description: "The worker's owner, which is staked and paid.", key: 'worker.address' },
  {
    flags: '--board <url>',
    description: 'Where requests are read: chain: or dir:<folder>.',
    key: 'boards.urls',
    isList: true,
  },
  { flags: '--content-dir <folder>', description: 'Folder for inputs and outputs.', key: 'content.dir' },
  { flags: '--keystore <file>', description: 'Keystore v3 file of the operator key.', key: 'worker.keystore' },
  { flags: '--password-file <file>', description: 'File with its password.', key: 'worker.password_file' },
  { flags: '--create-keystore', description: 'Create the keystore with a new key.' },
  { flags: '--import-key <file>', description: 'Create the keystore with the hexadecimal key in this file.' },
  jsonOption,
]

/** Answers that are taken when nothing is said; paths are relative to the configuration file. */
const fallbacks: Readonly<Record<string, string>> = {
  'worker.keystore': 'operator.json',
  'worker.state_dir': 'state',
  'content.dir': 'content',
}

const questions: readonly (readonly [key: string, question: string])[] = [
  ['network', 'Network (local or sepolia) [local]: '],
  ['chain.rpc_url', 'JSON-RPC endpoint: '],
  ['worker.address', "Address of the worker's owner: "],
  ['boards.urls', 'Boards (chain:, dir:<folder>, parted by commas) [chain:]: '],
  ['worker.keystore', 'Keystore of the operator key [operator.json]: '],
]

export const initCommand: Command = {
  name: 'init',
  summary: 'Write a commented configuration and, if wanted, create the keystore of the operator key.',
  examples: [
    'quern-worker init',
    'quern-worker init --worker 0x… --board chain: --board dir:/srv/board --create-keystore --password-file password.txt',
  ],
  options,
  run,
}

async function run(invocation: Invocation): Promise<ExitCode> {
  const file = resolve(textOption(invocation, 'config') ?? 'quern-worker.toml')
  const folder = dirname(file)
  const given = pathsBeside(folder, settingsOf(invocation, options))
  if (existsSync(file)) {
    throw new InputError('CONFIG_EXISTS', `${file} exists and is not replaced.`, {
      hint: 'Remove it first, or name another file with --config.',
    })
  }
  const asked = invocation.ask === undefined ? {} : await askFor(invocation, given)
  const settings = { ...fallbacks, ...asked, ...given }
  checkOwner(settings['worker.address'])
  // Refuses what the file could not hold, before a key is made.
  renderConfig(settings)
  mkdirSync(folder, { recursive: true })
  const keystore = resolve(folder, settings['worker.keystore'] ?? '')
  const isNew = invocation.options['createKeystore'] === true || textOption(invocation, 'importKey') !== undefined
  const operator = isNew ? await makeKeystore(invocation, keystore, settings) : knownOperator(keystore)
  try {
    writeWorkerConfig({ file, settings })
  } catch (error) {
    if (isNew) rmSync(keystore, { force: true })
    throw error
  }
  report(invocation, { file, keystore, operator })
  return 0
}

/** Paths are typed from where the shell stands, and kept relative to the file that names them. */
function pathsBeside(folder: string, settings: Record<string, string>): Record<string, string> {
  const move = (path: string): string => (isAbsolute(path) ? path : relative(folder, resolve(path)) || '.')
  const paths = new Set([
    'worker.keystore',
    'worker.password_file',
    'worker.state_dir',
    'content.dir',
    'compute.program',
  ])
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => {
      if (paths.has(key)) return [key, move(value)]
      if (key !== 'boards.urls') return [key, value]
      return [
        key,
        value
          .split(',')
          .map((url) => withFolder(url, move))
          .join(','),
      ]
    }),
  )
}

async function askFor({ ask }: Invocation, given: Record<string, string>): Promise<Record<string, string>> {
  const answers: Record<string, string> = {}
  for (const [key, question] of questions) {
    if (given[key] !== undefined || ask === undefined) continue
    const answer = (await ask.line(question)).trim()
    if (answer !== '') answers[key] = answer
  }
  return answers
}

function checkOwner(address: string | undefined): void {
  if (address === undefined) {
    throw new InputError('WORKER_MISSING', "The address of the worker's owner is not given.", {
      hint: 'Pass --worker 0x…, the staked address that is paid.',
    })
  }
  if (!isAddress(address, { strict: false })) {
    throw new InputError('WORKER_MALFORMED', `--worker ${address} is not an address of 40 hex digits.`)
  }
}

async function makeKeystore(
  invocation: Invocation,
  file: string,
  settings: Readonly<Record<string, string>>,
): Promise<Address> {
  const passwordFile = settings['worker.password_file']
  const environment = invocation.environment['QUERN_WORKER_PASSWORD']
  const configFolder = dirname(resolve(textOption(invocation, 'config') ?? 'quern-worker.toml'))
  const password = await readPassword({
    ...(passwordFile === undefined ? {} : { file: resolve(configFolder, passwordFile) }),
    ...(environment === undefined ? {} : { environment }),
    ...(invocation.ask === undefined ? {} : { prompt: invocation.ask.hidden }),
  })
  const importFile = textOption(invocation, 'importKey')
  return createKeystore({ file, password, ...(importFile === undefined ? {} : { privateKey: readKey(importFile) }) })
}

function readKey(file: string): Hex {
  try {
    return readFileSync(file, 'utf8').trim() as Hex
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable'
    throw new InputError('KEY_FILE', `The key file ${file} cannot be read (${code}).`, { cause })
  }
}

function knownOperator(keystore: string): Address | undefined {
  return existsSync(keystore) ? inspectKeystore(keystore).address : undefined
}

function report(
  invocation: Invocation,
  { file, keystore, operator }: { file: string; keystore: string; operator: Address | undefined },
): void {
  if (invocation.options['json'] === true) return invocation.print(JSON.stringify({ config: file, keystore, operator }))
  invocation.print(`Wrote ${file}.`)
  if (operator === undefined) {
    invocation.print(`There is no keystore at ${keystore} yet: put one there before the start.`)
    return
  }
  invocation.print(`Operator ${operator} (${keystore}).`)
  invocation.print(
    'Next: fund the operator with gas, let the owner bond and name it as operator, then "quern-worker doctor".',
  )
}
