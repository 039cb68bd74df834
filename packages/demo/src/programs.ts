import { spawn, type ChildProcess } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** How long a program may take to end before it is killed. */
const STOP_MS = 8_000

/** `quern-worker`, as its package installs it. */
const workerProgram = fileURLToPath(new URL('../bin/quern-worker.mjs', import.meta.resolve('@quern/worker')))

/** A running program. */
export interface Program {
  /** Resolves to a description when the program ends, whoever ends it. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

/** Runs `quern-worker` to its end and returns what it printed; rejects with its words when it fails. */
export function runWorkerCommand(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [workerProgram, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (chunks.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (chunks.err += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(chunks.out)
      else reject(new Error(`quern-worker ${args[0]} ended with ${code}: ${chunks.err.trim() || chunks.out.trim()}`))
    })
  })
}

/** Starts `quern-worker` as a process of its own, with its output in `logFile`. */
export function startWorkerProgram(args: readonly string[], logFile: string): Program {
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [workerProgram, ...args], { stdio: ['ignore', log, log] })
  closeSync(log)
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(`ended with ${signal ?? code}, see ${logFile}`))
  })
  return { ended, stop: () => stopProgram(child, ended) }
}

async function stopProgram(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
}
