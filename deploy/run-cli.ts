import { fileURLToPath } from 'node:url'
import { formatEther, formatGwei, hexToBigInt, type Hex } from 'viem'
import { saveAddresses } from './address-book.js'
import { helpText, parseOptions, type CliOptions } from './cli-options.js'
import { deployProtocol } from './deploy-protocol.js'
import { DeployError, describeError, isInputError } from './errors.js'
import { LOCAL_ACCOUNTS } from './params/local.js'
import type { NetworkParams } from './params/network-params.js'
import { ACCOUNT_SOURCES, networkParams, type GivenAccounts, type NetworkName } from './params/networks.js'
import { httpProvider } from './provider.js'
import { simulateDeployment, type Simulation } from './simulate.js'

type Print = (line: string) => void

/** What the program reads and writes. */
export type CliSurroundings = {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly print: Print
  readonly complain: Print
}

/** Runs the program; returns its exit code: 0 done, 1 it failed, 2 the input was wrong. */
export async function runCli({ argv, environment, print, complain }: CliSurroundings): Promise<0 | 1 | 2> {
  try {
    const options = parseOptions(argv, environment)
    if (options.help) print(helpText())
    else if (options.simulate) await simulate(options, print)
    else await deployTo(options, print)
    return 0
  } catch (error) {
    complain(`deploy: ${describeError(error)}`)
    return isInputError(error) ? 2 : 1
  }
}

async function deployTo(options: CliOptions, print: Print): Promise<void> {
  const { network, rpcUrl, accounts, deploymentDir, save } = options
  if (rpcUrl === undefined)
    throw new DeployError('OPTION_INPUT', 'There is no RPC endpoint.', {
      hint: 'Give --rpc-url, or --simulate to send nothing.',
    })
  const params = networkParams(network, accounts)
  const addresses = await deployProtocol({
    provider: httpProvider(rpcUrl),
    network: params,
    deployer: options.readKey(),
    deploymentDir: deploymentDir ?? (network === 'local' ? undefined : defaultFolder(network)),
    log: print,
  })
  print(JSON.stringify(addresses, undefined, 2))
  if (save) print(`saved ${saveAddresses(addresses)}`)
}

/** Local chains forget; public ones do not. */
function defaultFolder(network: NetworkName): string {
  return fileURLToPath(new URL(`../deployments/${network}`, import.meta.url))
}

async function simulate({ network, rpcUrl, accounts, gasPrice }: CliOptions, print: Print): Promise<void> {
  const params = networkParams(network, withStandIns(accounts, print))
  const price = gasPrice ?? (rpcUrl === undefined ? undefined : await gasPriceOf(rpcUrl))
  for (const line of planLines(params, await simulateDeployment(params), price)) print(line)
}

/** A plan costs the same whoever holds the roles: accounts that are not named yet are stood in for, and said to be. */
function withStandIns(accounts: GivenAccounts, print: Print): GivenAccounts {
  const names = ['treasury', 'governance', 'guardian'] as const
  const missing = names.filter((name) => !accounts[name])
  for (const name of missing)
    print(`${name}: not named (${ACCOUNT_SOURCES[name].flag}), simulated with ${LOCAL_ACCOUNTS[name].address}`)
  return { ...accounts, ...Object.fromEntries(missing.map((name) => [name, LOCAL_ACCOUNTS[name].address])) }
}

async function gasPriceOf(rpcUrl: string): Promise<bigint> {
  return hexToBigInt((await httpProvider(rpcUrl).request({ method: 'eth_gasPrice' })) as Hex)
}

function planLines(params: NetworkParams, { steps, gas }: Simulation, price: bigint | undefined): string[] {
  const row = ([step, ...columns]: readonly string[]) =>
    `${step?.padEnd(44)}${columns.map((text) => text.padStart(12)).join('')}`
  return [
    `${params.name} (chain ${params.chainIds[0]}): ${steps.length} transactions, nothing sent to the network`,
    row(['step', 'kind', 'gas', 'calldata']),
    ...steps.map((s) => row([s.step, s.kind, String(s.gas), String(s.calldataBytes)])),
    `total gas ${gas}`,
    price === undefined
      ? 'cost: give --gas-price or --rpc-url'
      : `cost ${formatEther(gas * price)} ETH at ${formatGwei(price)} gwei`,
  ]
}
