import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stakerActions, type ProtocolAddresses } from '@quern/sdk'
import type { Devnet, DevnetAccount } from '@quern/sdk/testing'
import { createWalletClient, http, parseEther, publicActions, type Address, type Hash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { runWorkerCommand, startWorkerProgram, type Program } from './programs.js'
import { OUTPUT, type Stage } from './stage.js'

const OPERATOR_GAS = parseEther('10')
/** QRN for up to fifteen locks of 100. */
const HONEST_BOND = parseEther('1500')

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

/** Honest workers by name. Each holds its share of so many jobs at most, so all of them get some. */
export function honestWorkers(owners: Readonly<Record<string, DevnetAccount>>, jobs: number): WorkerPlan[] {
  const entries = Object.entries(owners)
  const maxJobs = Math.ceil(jobs / entries.length)
  return entries.map(([name, owner]) => ({ name, owner, bond: HONEST_BOND, maxJobs, cheats: false }))
}

/** Starts all of them at once; they stop at the latest when the stage is taken down. */
export async function startWorkers(stage: Stage, plans: readonly WorkerPlan[]): Promise<RunningWorker[]> {
  await mkdir(path.join(OUTPUT, 'logs'), { recursive: true })
  const started = plans.map((plan) => startWorker(stage, plan))
  for (const worker of started) stage.closing.push(() => worker.then(({ stop }) => stop()).catch(() => undefined))
  return Promise.all(started)
}

/** Creates keystore and configuration with the worker's own commands, bonds its stake, and starts it. */
async function startWorker(stage: Stage, plan: WorkerPlan): Promise<RunningWorker> {
  const folder = folderOf(stage, plan)
  await mkdir(folder, { recursive: true })
  const config = path.join(folder, 'quern-worker.toml')
  const operator = await createWorker(stage, plan, config)
  await bondWorker({ plan, devnet: stage.devnet, operator })
  const program = startWorkerProgram(['start', '--config', config], path.join(OUTPUT, 'logs', `${plan.name}.log`))
  return { ...plan, ...program, operator }
}

/** Where the outputs of the workers lie. */
export function outputFolders(stage: Pick<Stage, 'home'>, plans: readonly WorkerPlan[]): string[] {
  return plans.map((plan) => path.join(contentFolder(folderOf(stage, plan)), 'outputs'))
}

/** Rejects as soon as a worker's process ends by itself. */
export function untilOneEnds(workers: readonly RunningWorker[], signal: AbortSignal): Promise<never> {
  const failure = Promise.race(
    workers.map(async ({ name, ended }) => {
      const how = await ended
      if (signal.aborted) throw signal.reason
      throw new Error(`The worker ${name} ${how}.`)
    }),
  )
  failure.catch(() => undefined)
  return failure
}

export function nameOf(workers: readonly WorkerPlan[], address: Address | undefined): string {
  return workers.find(({ owner }) => owner.address.toLowerCase() === address?.toLowerCase())?.name ?? 'nobody'
}

/** A worker's own folder: keystore, configuration, state and outputs. */
function folderOf({ home }: Pick<Stage, 'home'>, { name }: WorkerPlan): string {
  return path.join(home, name)
}

function contentFolder(folder: string): string {
  return path.join(folder, 'content')
}

async function createWorker(stage: Stage, plan: WorkerPlan, config: string): Promise<Address> {
  const { devnet, board } = stage
  const folder = folderOf(stage, plan)
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
