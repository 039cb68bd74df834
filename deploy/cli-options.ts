import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isHex, parseGwei, type Hex } from 'viem'
import { DeployError } from './errors.js'
import { decryptKeystore } from './keystore.js'
import { LOCAL_ACCOUNTS } from './params/local.js'
import { accountsFromEnvironment, NETWORK_NAMES, type GivenAccounts, type NetworkName } from './params/networks.js'

/** Every option of the program: its value's name, and what it does. */
const OPTIONS = {
  network: { value: 'name', does: `${NETWORK_NAMES.join(' or ')}; required` },
  'rpc-url': { value: 'url', does: 'JSON-RPC endpoint; else QUERN_RPC_URL' },
  simulate: { does: 'measure the deployment on a throwaway chain; sends nothing to the network' },
  'gas-price': { value: 'gwei', does: "price of the simulated gas; else the endpoint's" },
  keystore: {
    value: 'file',
    does: 'version 3 keystore of the deployer; else the key in DEPLOYER_KEY, or on local the well-known one',
  },
  'password-file': { value: 'file', does: "the keystore's password" },
  treasury: { value: 'address', does: 'receives genesis; else QUERN_TREASURY' },
  governance: { value: 'address', does: 'holds the roles with delays; else QUERN_GOVERNANCE' },
  guardian: { value: 'address', does: 'may stop new exposure; else QUERN_GUARDIAN' },
  'deployment-dir': {
    value: 'folder',
    does: 'journal to begin or resume; deploy/deployments/<network> by default, none on local',
  },
  save: { does: 'write the address book deploy/addresses/<chain id>.json' },
  help: { does: 'print this' },
} as const

type OptionName = keyof typeof OPTIONS
type Environment = Readonly<Record<string, string | undefined>>

/** The command line and the environment, read once. */
export type CliOptions = {
  readonly help: boolean
  readonly network: NetworkName
  readonly rpcUrl: string | undefined
  readonly simulate: boolean
  /** In wei. */
  readonly gasPrice: bigint | undefined
  readonly accounts: GivenAccounts
  readonly deploymentDir: string | undefined
  readonly save: boolean
  /** Reads the deployer's key; asked for only when something is sent. */
  readonly readKey: () => Hex
}

/** Help, printed from the table of options. */
export function helpText(): string {
  const lines = Object.entries(OPTIONS).map(([name, option]) => {
    const usage = 'value' in option ? `--${name} <${option.value}>` : `--${name}`
    return `  ${usage.padEnd(28)}${option.does}`
  })
  return [
    'Deploys the Quern protocol, resumes a deployment, or simulates one.',
    '',
    '  npm run deploy -- --network sepolia --simulate',
    '  npm run deploy -- --network sepolia --rpc-url <url> --keystore <file> --password-file <file> --save',
    '',
    ...lines,
    '',
    'Exit codes: 0 done, 1 it failed, 2 your input.',
  ].join('\n')
}

/** Parses `argv`; throws `OPTION_INPUT` on anything unknown. */
export function parseOptions(argv: readonly string[], environment: Environment): CliOptions {
  const values = parseValues(argv)
  const help = values.help === true || argv.length === 0
  const text = (name: OptionName): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const fromEnvironment = accountsFromEnvironment(environment)
  const network = help ? 'local' : requireNetwork(text('network'))
  const plainKey = environment['DEPLOYER_KEY'] ?? (network === 'local' ? LOCAL_ACCOUNTS.deployer.privateKey : undefined)
  return {
    help,
    network,
    rpcUrl: requireUrl(text('rpc-url') ?? environment['QUERN_RPC_URL']),
    simulate: values.simulate === true,
    gasPrice: requireGasPrice(text('gas-price')),
    accounts: {
      treasury: text('treasury') ?? fromEnvironment.treasury,
      governance: text('governance') ?? fromEnvironment.governance,
      guardian: text('guardian') ?? fromEnvironment.guardian,
    },
    deploymentDir: text('deployment-dir'),
    save: values.save === true,
    readKey: () => readKey(text('keystore'), text('password-file'), plainKey),
  }
}

function parseValues(argv: readonly string[]): { readonly [name in OptionName]?: string | boolean | undefined } {
  const options = Object.fromEntries(
    Object.entries(OPTIONS).map(([name, option]) => [
      name,
      { type: 'value' in option ? 'string' : 'boolean' } as const,
    ]),
  )
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false }).values
  } catch (error) {
    throw optionError(error instanceof Error ? error.message : String(error))
  }
}

function requireNetwork(name: string | undefined): NetworkName {
  const found = NETWORK_NAMES.find((known) => known === name)
  if (found !== undefined) return found
  throw optionError(name === undefined ? 'There is no --network.' : `There is no network "${name}".`)
}

function requireUrl(url: string | undefined): string | undefined {
  if (url === undefined || url === '') return undefined
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw optionError('The RPC URL is not an http(s) URL.')
}

function requireGasPrice(gwei: string | undefined): bigint | undefined {
  if (gwei === undefined) return undefined
  if (/^\d+(\.\d{1,9})?$/.test(gwei)) return parseGwei(gwei)
  throw optionError(`The gas price "${gwei}" is not a number of gwei.`)
}

/** The key never reaches a message: not even one that cannot be used. */
function readKey(keystore: string | undefined, passwordFile: string | undefined, plain: string | undefined): Hex {
  if (keystore === undefined) return requirePlainKey(plain)
  if (passwordFile === undefined) throw optionError('--keystore needs --password-file.')
  return decryptKeystore(readText(keystore), readText(passwordFile).replace(/\r?\n$/, ''))
}

function requirePlainKey(plain: string | undefined): Hex {
  const key = plain === undefined || plain.startsWith('0x') ? plain : `0x${plain}`
  if (key !== undefined && isHex(key) && key.length === 66) return key
  const have = plain === undefined ? 'There is no deployer key.' : 'DEPLOYER_KEY is not 32 bytes in hex.'
  throw new DeployError('KEY_UNREADABLE_INPUT', have, {
    hint: 'Give --keystore and --password-file, or set DEPLOYER_KEY.',
  })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new DeployError('KEY_UNREADABLE_INPUT', `The file ${file} cannot be read.`, {
      hint: 'Check its path.',
      cause,
    })
  }
}

function optionError(summary: string): DeployError {
  return new DeployError('OPTION_INPUT', summary, { hint: 'See --help.' })
}
