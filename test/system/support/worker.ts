import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stakerActions } from '@quern/sdk'
import type { Devnet, DevnetAccount } from '@quern/sdk/testing'
import { createKeystore, writeWorkerConfig } from '@quern/worker'
import { createWalletClient, http, parseEther, publicActions, type Address, type Hash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { runProgram, startProgram, type Ending, type Program } from './processes.js'

const operatorGas = parseEther('10')
/** The least cost that a keystore may have: tests open it often. */
const scryptN = 1024

export interface WorkerPlan {
  /** QRN in base units. */
  readonly bond: bigint
  /** Configuration keys over those that every worker of the tests has. */
  readonly settings?: Readonly<Record<string, string>>
}

/** One start of a worker's program, from start to end. */
export interface Life extends Program {
  readonly temporary: string
}

export interface Worker {
  readonly owner: Address
  readonly operator: Address
  readonly folder: string
  readonly config: string
  readonly bond: bigint
  /** Starts the program anew; `environment` goes over the configuration file. */
  start(environment?: Readonly<Record<string, string>>): Life
  lives(): readonly Life[]
  /** Runs another command of the program on this configuration. */
  command(args: readonly string[]): Promise<Ending>
}

export interface CreateWorkerParameters {
  readonly devnet: Devnet
  readonly board: string
  readonly owner: DevnetAccount
  readonly folder: string
  readonly plan: WorkerPlan
}

/** A bonded owner with an operator, its keystore and its configuration. */
export async function createWorker(parameters: CreateWorkerParameters): Promise<Worker> {
  const { devnet, folder, owner, plan, board } = parameters
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'password.txt'), 'a password\n', { mode: 0o600 })
  const operator = await createKeystore({ file: path.join(folder, 'operator.json'), password: 'a password', scryptN })
  const config = path.join(folder, 'quern-worker.toml')
  const settings = { ...settingsFor({ devnet, board, worker: owner.address }), ...plan.settings }
  writeWorkerConfig({ file: config, settings })
  await bond({ devnet, owner, operator, amount: plan.bond })
  return { owner: owner.address, operator, folder, config, bond: plan.bond, ...programOf(folder, config) }
}

/** What a configuration for the tests says; paths are relative to it. */
export function settingsFor({ devnet, board, worker }: { devnet: Devnet; board: string; worker: Address }) {
  const { escrow, staking, lens } = devnet.addresses
  return {
    'chain.rpc_url': devnet.rpcUrl,
    'contracts.escrow': escrow,
    'contracts.staking': staking,
    'contracts.lens': lens,
    'worker.address': worker,
    'worker.keystore': 'operator.json',
    'worker.password_file': 'password.txt',
    'worker.state_dir': 'state',
    'boards.urls': `dir:${board}`,
    'boards.scan_s': '1',
    'content.dir': 'content',
    'compute.backend': 'wasm',
    'log.heartbeat_s': '1',
  }
}

/** Starts of one configuration; each has a temporary folder of its own, which marks its processes. */
export function programOf(folder: string, config: string): Pick<Worker, 'start' | 'lives' | 'command'> {
  const lives: Life[] = []
  let runs = 0
  const temporary = (kind: string): string => path.join(folder, `${kind}-${(runs += 1)}`)
  return {
    start: (environment = {}) => {
      const mark = temporary('life')
      const program = startProgram(['start', '--config', config], { environment, temporary: mark })
      const life = { ...program, temporary: mark }
      lives.push(life)
      return life
    },
    lives: () => lives,
    command: ([name = '', ...args]) =>
      runProgram([name, '--config', config, ...args], { temporary: temporary('command') }),
  }
}

/** Resolves when the program takes work. */
export async function started(program: Program): Promise<void> {
  await program.line('the start', ({ message }) => message === 'worker started')
}

interface Bonding {
  readonly devnet: Devnet
  readonly owner: DevnetAccount
  readonly operator: Address
  readonly amount: bigint
}

async function bond({ devnet, owner, operator, amount }: Bonding): Promise<void> {
  const client = createWalletClient({
    account: privateKeyToAccount(owner.privateKey),
    transport: http(devnet.rpcUrl),
    pollingInterval: 100,
  })
    .extend(publicActions)
    .extend(stakerActions({ addresses: devnet.addresses }))
  const mined = async (hash: Hash): Promise<void> => {
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`the transaction ${hash} reverted`)
  }
  await mined(await client.sendTransaction({ chain: null, to: operator, value: operatorGas }))
  if (amount > 0n) await mined(await client.bond({ amount }))
  await mined(await client.setOperator({ operator }))
}
