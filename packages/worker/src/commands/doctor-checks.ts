import { constants } from 'node:fs'
import { access, mkdir, rm, statfs, writeFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { jobEscrowAbi, kernelRegistryAbi, protocolLensAbi, stakingAbi } from '@quern/sdk'
import { MATMUL8_KERNEL_ID } from '@quern/kernels'
import { formatEther, isAddressEqual, type Address, type PublicClient } from 'viem'
import { folderOf, isFolder } from '../config/boards.js'
import { inspectKeystore } from '../config/keystore.js'
import type { WorkerConfig } from '../config/schema.js'
import { InputError, TryAgainError, maskUrl, shortMessage } from '../errors.js'
import type { Compute } from '../runtime/compute.js'
import { damagedDatabase, databaseFile, openDatabaseForReading, runningProcess } from '../runtime/database.js'
import { openStore } from '../runtime/store.js'
import { gasOfUsualJob } from '../services/gas.js'
import { checkDevice, checkKernels } from './doctor-compute.js'

/** What the checks look at. */
export interface Examined {
  readonly config: WorkerConfig
  readonly client: PublicClient
  readonly compute: Compute
  /** Opens the keystore; throws when the password does not fit. */
  readonly openAccount: () => Promise<Address>
  readonly nowMs: () => number
}

/** One thing that must be right. It returns what it found, or throws with the way to mend it. */
export interface Check {
  readonly name: string
  /** Checks that must have passed before this one makes sense. */
  readonly needs: readonly string[]
  readonly run: (examined: Examined) => Promise<string>
}

const leastNode = [22, 13] as const
const leastDiskBytes = 256 * 1024 * 1024
const mostSkewS = 120

export const checks: readonly Check[] = [
  { name: 'node', needs: [], run: checkNode },
  { name: 'keystore', needs: [], run: checkKeystore },
  { name: 'keystore mode', needs: ['keystore'], run: checkKeystoreMode },
  { name: 'password', needs: ['keystore'], run: async ({ openAccount }) => `opens ${await openAccount()}` },
  { name: 'database', needs: [], run: checkDatabase },
  { name: 'content folder', needs: [], run: checkContent },
  { name: 'output address', needs: [], run: checkPublicUri },
  { name: 'boards', needs: [], run: checkBoards },
  { name: 'node reachable', needs: [], run: checkReachable },
  { name: 'chain id', needs: ['node reachable'], run: checkChainId },
  { name: 'clock', needs: ['chain id'], run: checkClock },
  { name: 'contracts', needs: ['chain id'], run: checkCode },
  { name: 'contracts agree', needs: ['contracts'], run: checkAgreement },
  { name: 'operator', needs: ['contracts agree', 'keystore'], run: checkOperator },
  { name: 'stake', needs: ['contracts agree'], run: checkStake },
  { name: 'live jobs', needs: ['contracts agree', 'database'], run: checkLiveJobs },
  { name: 'gas', needs: ['chain id', 'keystore'], run: checkGas },
  { name: 'compute', needs: [], run: checkDevice },
  { name: 'self-test', needs: ['compute'], run: checkKernels },
]

async function checkNode(): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isOld = major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])
  if (!isOld) return process.versions.node
  throw new InputError('NODE_OLD', `Node ${process.versions.node} is too old.`, {
    hint: `Install Node ${leastNode.join('.')} or later.`,
  })
}

async function checkKeystore({ config }: Examined): Promise<string> {
  return inspectKeystore(config.worker.keystore).address
}

async function checkKeystoreMode({ config }: Examined): Promise<string> {
  const { keystore, password_file: passwordFile } = config.worker
  if (!inspectKeystore(keystore).isPrivate) {
    throw new InputError('KEYSTORE_OPEN', 'Others may read the keystore.', { hint: `chmod 600 ${keystore}` })
  }
  if (passwordFile === undefined || process.platform === 'win32') return '0600'
  const entry = await stat(passwordFile).catch(() => undefined)
  if (entry === undefined || (entry.mode & 0o077) === 0) return '0600'
  throw new InputError('PASSWORD_OPEN', 'Others may read the password file.', { hint: `chmod 600 ${passwordFile}` })
}

async function checkDatabase({ config }: Examined): Promise<string> {
  const { state_dir: stateDir } = config.worker
  const running = runningProcess(stateDir)
  const db = openDatabaseForReading(stateDir)
  if (db === undefined) return 'none yet'
  try {
    const problem = db.get('PRAGMA quick_check')?.['quick_check']
    if (problem !== 'ok') throw damagedDatabase(databaseFile(stateDir), String(problem))
    return running === undefined || running === process.pid ? 'readable' : `held by process ${running}`
  } finally {
    db.close()
  }
}

async function checkContent({ config }: Examined): Promise<string> {
  const { dir } = config.content
  const probe = join(dir, `.probe-${process.pid}`)
  try {
    await mkdir(dir, { recursive: true })
    await writeFile(probe, '')
    await rm(probe)
  } catch (cause) {
    throw new InputError('CONTENT_UNWRITABLE', `${dir} cannot be written: ${shortMessage(cause)}.`, {
      hint: 'Set content.dir to a folder that this user may write.',
      cause,
    })
  }
  const { bavail, bsize } = await statfs(dir)
  const free = bavail * bsize
  if (free >= leastDiskBytes) return `${Math.floor(free / 2 ** 20)} MiB free`
  throw new InputError('DISK_FULL', `${dir} has only ${Math.floor(free / 2 ** 20)} MiB free.`, {
    hint: `Free ${Math.ceil(leastDiskBytes / 2 ** 20)} MiB, or move content.dir.`,
  })
}

async function checkPublicUri({ config }: Examined): Promise<string> {
  const { public_uri: uri } = config.content
  if (config.network === 'local' || !uri.startsWith('file:')) return maskUrl(uri)
  throw new InputError('OUTPUT_ADDRESS', 'Others cannot fetch outputs from a file: URI.', {
    hint: 'Set content.public_uri to the web address that serves the outputs folder.',
  })
}

async function checkBoards({ config }: Examined): Promise<string> {
  for (const folder of config.boards.urls.filter(isFolder).map(folderOf)) {
    await access(folder, constants.R_OK | constants.X_OK).catch((cause: unknown) => {
      throw new InputError('BOARD_UNREADABLE', `The board ${folder} cannot be read.`, {
        hint: `Create it (mkdir -p ${folder}), or set boards.urls.`,
        cause,
      })
    })
  }
  return `${config.boards.urls.length} readable`
}

async function checkReachable({ config, client }: Examined): Promise<string> {
  try {
    const startedAt = performance.now()
    const number = await client.getBlockNumber()
    return `block ${number} in ${Math.round(performance.now() - startedAt)} ms`
  } catch (cause) {
    throw new TryAgainError(
      'NODE_UNREACHABLE',
      `${maskUrl(config.chain.rpc_url)} does not answer: ${shortMessage(cause)}.`,
      {
        hint: 'Start the node, or set chain.rpc_url.',
        cause,
      },
    )
  }
}

async function checkChainId({ config, client }: Examined): Promise<string> {
  const have = await client.getChainId()
  if (have === config.chain.id) return String(have)
  throw new InputError('WRONG_CHAIN', `The node is on chain ${have}, the configuration says ${config.chain.id}.`, {
    hint: 'Set chain.rpc_url to a node of the right chain, or correct chain.id.',
  })
}

async function checkClock({ config, client, nowMs }: Examined): Promise<string> {
  const { timestamp } = await client.getBlock({ blockTag: 'latest' })
  const skewS = Math.round(nowMs() / 1000) - Number(timestamp)
  // A local chain may stand still or be moved through time.
  if (config.network === 'local' || Math.abs(skewS) <= mostSkewS) return `${skewS} s from the head block`
  throw new InputError('CLOCK_SKEW', `The head block is ${skewS} s away from this clock.`, {
    hint: 'Synchronise the clock (timedatectl set-ntp true), or use a node that is in sync.',
  })
}

async function checkCode({ config, client }: Examined): Promise<string> {
  for (const [name, address] of Object.entries(config.contracts)) {
    const code = await client.getCode({ address })
    if (code !== undefined && code !== '0x') continue
    throw new InputError('NO_CONTRACT', `There is no contract at contracts.${name} = ${address}.`, {
      hint: 'Take the addresses of the deployment on this chain.',
    })
  }
  return 'code at all addresses'
}

async function checkAgreement({ config, client }: Examined): Promise<string> {
  const { escrow, staking, lens } = config.contracts
  const [named, shown] = await Promise.all([
    client.readContract({ abi: jobEscrowAbi, address: escrow, functionName: 'STAKING' }),
    client.readContract({ abi: protocolLensAbi, address: lens, functionName: 'ESCROW' }),
  ])
  if (isAddressEqual(named, staking) && isAddressEqual(shown, escrow)) return 'escrow, staking and lens belong together'
  throw new InputError('CONTRACTS_DIFFER', `The escrow names staking ${named}, the lens names escrow ${shown}.`, {
    hint: 'Set contracts.* to the addresses of one deployment.',
  })
}

async function checkOperator({ config, client }: Examined): Promise<string> {
  const { address: worker, keystore } = config.worker
  const operator = inspectKeystore(keystore).address
  const args = [worker, operator] as const
  const actsFor = await client.readContract({
    abi: stakingAbi,
    address: config.contracts.staking,
    functionName: 'actsFor',
    args,
  })
  if (actsFor) return `${operator} acts for ${worker}`
  throw new InputError('NOT_OPERATOR', `${operator} does not act for the worker ${worker}.`, {
    hint: `Let the owner call setOperator(${operator}) on ${config.contracts.staking}.`,
  })
}

async function checkStake({ config, client }: Examined): Promise<string> {
  const { escrow, staking } = config.contracts
  const registry = await client.readContract({ abi: jobEscrowAbi, address: escrow, functionName: 'REGISTRY' })
  const [view, limits] = await Promise.all([
    client.readContract({
      abi: stakingAbi,
      address: staking,
      functionName: 'workerView',
      args: [config.worker.address],
    }),
    client.readContract({
      abi: kernelRegistryAbi,
      address: registry,
      functionName: 'limitsOf',
      args: [MATMUL8_KERNEL_ID],
    }),
  ])
  const text = `${formatEther(view.capacity)} QRN may be locked, ${formatEther(view.locked)} is`
  if (view.capacity >= limits.minLock) return text
  throw new InputError('STAKE_TOO_LOW', `${text}; the smallest lock is ${formatEther(limits.minLock)} QRN.`, {
    hint: `Let the owner bond at least ${formatEther(limits.minLock - view.capacity)} QRN more.`,
  })
}

async function checkLiveJobs({ config, client }: Examined): Promise<string> {
  const args = [config.worker.address] as const
  const locked = await client.readContract({
    abi: jobEscrowAbi,
    address: config.contracts.escrow,
    functionName: 'lockedOf',
    args,
  })
  const db = openDatabaseForReading(config.worker.state_dir)
  try {
    const isEmpty = db === undefined || openStore(db).jobs.isEmpty()
    if (locked === 0n || !isEmpty) return locked === 0n ? 'none' : 'known to the database'
  } finally {
    db?.close()
  }
  throw new InputError(
    'DATABASE_MISSING',
    `Live jobs of this worker lock ${formatEther(locked)} QRN, but the database knows none.`,
    {
      hint: `Restore the database into ${config.worker.state_dir}, or stop the other worker of this owner. Starting anew would be slashed.`,
    },
  )
}

async function checkGas({ config, client }: Examined): Promise<string> {
  const address = inspectKeystore(config.worker.keystore).address
  const [balance, block] = await Promise.all([client.getBalance({ address }), client.getBlock({ blockTag: 'latest' })])
  const need = gasOfUsualJob * (block.baseFeePerGas ?? 0n)
  if (balance > 0n && balance >= need) return `${formatEther(balance)} of the native coin`
  throw new InputError(
    'GAS_TOO_LOW',
    `The operator ${address} holds ${formatEther(balance)} for gas; one job takes about ${formatEther(need)}.`,
    {
      hint: `Send native coin to ${address}.`,
    },
  )
}
