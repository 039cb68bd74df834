import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stakerActions, type ProtocolAddresses } from '@quern/sdk'
import type { Devnet, DevnetAccount } from '@quern/sdk/testing'
import { createWalletClient, http, parseEther, publicActions, type Address, type Hash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { runWorkerCommand, startWorkerProgram, type Program } from './programs.js'

const OPERATOR_GAS = parseEther('10')

/** One of the demo's workers, before it runs. */
export interface WorkerPlan {
  readonly name: string
  readonly owner: DevnetAccount
  /** QRN, in base units. */
  readonly bond: bigint
  /** Jobs it holds at once, from accept until they are settled. */
  readonly maxJobs: number
  readonly cheats: boolean
}

/** A worker that is bonded, and running as a process. */
export interface RunningWorker extends WorkerPlan, Program {
  readonly operator: Address
}

export interface StartWorkerParameters {
  readonly plan: WorkerPlan
  readonly devnet: Devnet
  /** The worker's own folder: keystore, configuration, state and outputs. */
  readonly folder: string
  readonly board: string
  readonly logFile: string
}

/** Creates keystore and configuration with the worker's own commands, bonds its stake, and starts it. */
export async function startWorker(parameters: StartWorkerParameters): Promise<RunningWorker> {
  const { plan, devnet, folder, logFile } = parameters
  await mkdir(folder, { recursive: true })
  const config = path.join(folder, 'quern-worker.toml')
  const operator = await createWorker(parameters, config)
  await bondWorker({ plan, devnet, operator })
  const program = startWorkerProgram(['start', '--config', config], logFile)
  return { ...plan, ...program, operator }
}

/** Where a worker's outputs lie. */
export function contentFolder(folder: string): string {
  return path.join(folder, 'content')
}

async function createWorker({ plan, devnet, folder, board }: StartWorkerParameters, config: string): Promise<Address> {
  const passwordFile = path.join(folder, 'password.txt')
  await writeFile(passwordFile, `${crypto.randomUUID()}\n`, { mode: 0o600 })
  const settings = [
    ...contractSettings(devnet.addresses),
    `worker.max_jobs=${plan.maxJobs}`,
    `worker.state_dir=${path.join(folder, 'state')}`,
    'boards.scan_s=1',
    'worker.shutdown_grace_s=0',
    ...(plan.cheats ? [`compute.program=${fileURLToPath(new URL('./cheat.js', import.meta.url))}`] : []),
  ]
  const options = {
    config,
    worker: plan.owner.address,
    board: `dir:${board}`,
    'content-dir': contentFolder(folder),
    keystore: path.join(folder, 'operator.json'),
    'password-file': passwordFile,
    'rpc-url': devnet.rpcUrl,
  }
  const named = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const set = settings.flatMap((setting) => ['--set', setting])
  const printed = await runWorkerCommand(['init', ...named, ...set, '--create-keystore', '--json'])
  return (JSON.parse(printed) as { operator: Address }).operator
}

function contractSettings({ escrow, staking, lens }: ProtocolAddresses): string[] {
  return [`contracts.escrow=${escrow}`, `contracts.staking=${staking}`, `contracts.lens=${lens}`]
}

async function bondWorker(parameters: { plan: WorkerPlan; devnet: Devnet; operator: Address }): Promise<void> {
  const { plan, devnet, operator } = parameters
  const owner = createWalletClient({
    account: privateKeyToAccount(plan.owner.privateKey),
    chain: foundry,
    transport: http(devnet.rpcUrl),
    pollingInterval: 100,
  })
    .extend(publicActions)
    .extend(stakerActions({ addresses: devnet.addresses }))
  const mined = async (hash: Hash) => {
    const { status } = await owner.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`The transaction ${hash} of ${plan.name} reverted.`)
  }
  await mined(await owner.sendTransaction({ to: operator, value: OPERATOR_GAS }))
  await mined(await owner.bond({ amount: plan.bond }))
  await mined(await owner.setOperator({ operator }))
}
