import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { DeployError } from './errors.js'

export type AnvilOptions = {
  readonly chainId: number
  /** Seconds between blocks; without it every transaction is mined at once. */
  readonly blockTimeS?: number | undefined
  /** Without it, a free port. */
  readonly port?: number | undefined
  /** Further arguments of the program. */
  readonly extra?: readonly string[] | undefined
}

/** A running chain of one's own. */
export type Anvil = { readonly rpcUrl: string; stop(): Promise<void> }

const PLATFORM = { linux: 'linux', darwin: 'darwin', win32: 'win32' } as const
const ARCHITECTURE = { x64: 'amd64', arm64: 'arm64' } as const
const START_LIMIT_MS = 20_000

/** Starts anvil on the loopback interface and waits until it listens. */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const child = spawn(anvilProgram(), anvilArguments(options), { stdio: ['ignore', 'pipe', 'pipe'] })
  // A program that ends without stopping its chain takes the chain with it.
  const killWithUs = () => void child.kill('SIGKILL')
  process.once('exit', killWithUs)
  child.once('exit', () => process.off('exit', killWithUs))
  try {
    const address = await listeningAddress(child)
    return { rpcUrl: `http://${address}`, stop: () => stop(child) }
  } catch (error) {
    await stop(child)
    throw error
  }
}

function anvilArguments({ chainId, blockTimeS, port, extra }: AnvilOptions): string[] {
  const time = blockTimeS === undefined ? [] : ['--block-time', String(blockTimeS)]
  const own = ['--host', '127.0.0.1', '--port', String(port ?? 0), '--chain-id', String(chainId)]
  // Public chains refuse gas limits above 2^24 (EIP-7825); anvil does when told so.
  return [...own, '--enable-tx-gas-limit', ...time, ...(extra ?? [])]
}

/** The program itself, not its launcher: a launcher that is killed leaves the chain running. */
function anvilProgram(): string {
  const platform = PLATFORM[process.platform as keyof typeof PLATFORM]
  const architecture = ARCHITECTURE[process.arch as keyof typeof ARCHITECTURE]
  const name = `@foundry-rs/anvil-${platform}-${architecture}`
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil')
  } catch (cause) {
    throw new DeployError('CHAIN_UNREACHABLE', `There is no anvil for ${process.platform} ${process.arch}.`, {
      hint: `Install the optional package ${name}.`,
      cause,
    })
  }
}

async function listeningAddress(child: ChildProcess): Promise<string> {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new TypeError('anvil has no output')
  let complaint = ''
  stderr.on('data', (text: Buffer) => (complaint += text.toString()))
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: unknown) => {
      clearTimeout(timer)
      const hint = complaint.trim() || 'Is the port free?'
      reject(new DeployError('CHAIN_UNREACHABLE', `anvil did not start: ${reason}.`, { hint, cause }))
    }
    const timer = setTimeout(() => fail('no answer in time'), START_LIMIT_MS)
    child.once('error', (error) => fail('it cannot be run', error))
    child.once('exit', (code) => fail(`it ended with ${code}`))
    createInterface(stdout).on('line', (line) => {
      const match = /^Listening on (\S+)$/.exec(line)
      if (match?.[1] === undefined) return
      clearTimeout(timer)
      resolve(match[1])
    })
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 2_000)
  await ended
  clearTimeout(timer)
}
