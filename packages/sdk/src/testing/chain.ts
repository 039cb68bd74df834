import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClient, http } from 'viem'
import { sleep } from '../client.js'
import { DevnetError } from './errors.js'

/** Which program runs the chain. */
export type ChainKind = 'anvil' | 'hardhat'

export type ChainOptions = { chain: ChainKind; chainId: number; port: number; silent: boolean }

export type RunningChain = { rpcUrl: string; port: number; stop(): Promise<void> }

const guard = fileURLToPath(new URL('guard.js', import.meta.url))
const hardhatNode = fileURLToPath(new URL('hardhat-node.js', import.meta.url))
const startLimitMs = 30_000

/** Starts a chain on the loopback interface and waits until it answers. It ends with this process, whatever happens. */
export async function startChain(options: ChainOptions): Promise<RunningChain> {
  const port = await claimPort(options.port)
  const output = options.silent ? 'ignore' : 'inherit'
  const command = commandOf(options, port)
  const child = spawn(process.execPath, [guard, ...command], { stdio: ['pipe', output, 'pipe'] })
  const rpcUrl = `http://127.0.0.1:${port}`
  const stop = () => stopChild(child)
  try {
    await untilItAnswers(child, rpcUrl, options)
  } catch (error) {
    await stop()
    throw error
  }
  return { rpcUrl, port, stop }
}

function commandOf({ chain, chainId }: ChainOptions, port: number): string[] {
  if (chain === 'hardhat') return [process.execPath, hardhatNode, String(port), String(chainId)]
  const own = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)]
  // Public chains refuse gas limits above 2^24 (EIP-7825); anvil does when told so.
  return [anvilProgram(), ...own, '--enable-tx-gas-limit']
}

/** The program itself: its launcher would leave it running when it is killed. */
function anvilProgram(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `@foundry-rs/anvil-${process.platform}-${architecture}`
  try {
    const launcher = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json')
    const manifest = createRequire(launcher).resolve(`${name}/package.json`)
    return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil')
  } catch (cause) {
    const summary = `There is no anvil for ${process.platform} ${process.arch}.`
    const hint = "Install @foundry-rs/anvil with its optional packages, or use chain: 'hardhat'."
    throw new DevnetError({ code: 'CHAIN_PROGRAM_MISSING', summary, hint, cause })
  }
}

/** The port to use: the one asked for if nobody has it, or any free one for 0. */
async function claimPort(wanted: number): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const summary = `Port ${wanted} of 127.0.0.1 cannot be used: ${cause.message}.`
      const hint = 'Stop the program that has it, or use port 0 for any free one.'
      reject(new DevnetError({ code: 'PORT_BUSY', summary, hint, cause }))
    })
    server.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function untilItAnswers(child: ChildProcess, rpcUrl: string, { chain, chainId }: ChainOptions): Promise<void> {
  let complaint = ''
  child.stderr?.on('data', (text: Buffer) => (complaint = `${complaint}${text.toString()}`.slice(-2000)))
  const client = createClient({ transport: http(rpcUrl, { retryCount: 0, timeout: 1000 }) })
  const end = Date.now() + startLimitMs
  while (Date.now() < end) {
    if (child.exitCode !== null) {
      const summary = `${chain} ended with ${child.exitCode} instead of listening.`
      throw new DevnetError({ code: 'CHAIN_STOPPED', summary, hint: complaint.trim() || 'It gave no reason.' })
    }
    const answer = await client.request({ method: 'eth_chainId' }).catch(() => undefined)
    if (answer !== undefined && Number(answer) === chainId) return
    await sleep(50)
  }
  const summary = `${chain} did not answer within ${startLimitMs / 1000} s.`
  throw new DevnetError({ code: 'CHAIN_SILENT', summary, hint: complaint.trim() || 'Is the machine very busy?' })
}

/** Closing the guard's pipe ends the chain; the guard itself is killed if that takes too long. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(timer)
}
