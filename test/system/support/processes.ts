import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { env as inherited } from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** `quern-worker`, as its package installs it. */
const workerProgram = fileURLToPath(new URL('../bin/quern-worker.mjs', import.meta.resolve('@quern/worker')))

const running = new Set<ChildProcess>()

// Nothing that was started here outlives the tests, however they end.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(1))

/** One line of a worker's log. */
export interface LogLine {
  readonly message: string
  readonly level?: string
  readonly reason?: string
  readonly job_id?: string
  readonly request_id?: string
  readonly [field: string]: unknown
}

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Program {
  readonly pid: number
  /** Resolves once the program has ended and everything it wrote was read. */
  readonly ended: Promise<Ending>
  /** Every line of its log so far. */
  lines(): readonly LogLine[]
  /** The first line, past or coming, that `matches`. Rejects when the program ends or the time is over without one. */
  line(what: string, matches: (line: LogLine) => boolean, limitS?: number): Promise<LogLine>
  /** Waits until its diagnostic output matches. Rejects as `line` does. */
  diagnosed(what: string, pattern: RegExp, limitS?: number): Promise<void>
  /** Signals this one process, or its whole group as a terminal's Ctrl-C does. */
  kill(signal: NodeJS.Signals, whom?: 'process' | 'group'): void
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Every process of the program carries it in its environment, so that `processesWith` finds what is left. */
  readonly temporary: string
  /** A file for Node; by default `quern-worker`. */
  readonly program?: string
  /** The folder that it starts in; by default the caller's. */
  readonly cwd?: string
}

/** Starts a program in a process group of its own; nothing of the caller's environment but PATH is passed on. */
export function startProgram(args: readonly string[], options: StartOptions): Program {
  const { environment = {}, temporary, program = workerProgram, cwd } = options
  const env = { PATH: inherited.PATH ?? '', TMPDIR: temporary, NO_COLOR: '1', ...environment }
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn(process.execPath, [program, ...args], { env, cwd, detached: true, stdio: [...stdio] })
  running.add(child)
  const log = readLog(child)
  const pid = child.pid ?? 0
  return {
    pid,
    ended: log.ended,
    lines: () => log.lines,
    line: (what, matches, limitS = 45) => awaitFound(log, { what, find: () => log.lines.find(matches), limitS }),
    diagnosed: async (what, pattern, limitS = 45) =>
      void (await awaitFound(log, { what, find: () => pattern.exec(log.text.stderr) ?? undefined, limitS })),
    kill: (signal, whom = 'process') => void process.kill(whom === 'group' ? -pid : pid, signal),
  }
}

/** Runs a program to its end. */
export async function runProgram(args: readonly string[], options: StartOptions, limitS = 60): Promise<Ending> {
  const program = startProgram(args, options)
  return within(program.ended, `the end of ${args.join(' ')}`, limitS)
}

/** Resolves as `promise` does, or rejects after `limitS` seconds. */
export async function within<T>(promise: Promise<T>, what: string, limitS: number): Promise<T> {
  const stop = new AbortController()
  const late = pause(limitS * 1000, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`${what} did not come within ${limitS} s`)
  })
  late.catch(() => undefined)
  return Promise.race([promise, late]).finally(() => stop.abort())
}

/** The ids of all processes that carry `temporary` in their environment. */
export function processesWith(temporary: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(`TMPDIR=${temporary}`))
    .map(Number)
}

/** Waits until no process carries `temporary`: nobody tells when a process ends that another one started. */
export async function untilGone(temporary: string, limitS = 10): Promise<void> {
  const end = Date.now() + limitS * 1000
  for (let left = processesWith(temporary); left.length > 0; left = processesWith(temporary)) {
    if (Date.now() > end) throw new Error(`the processes ${left.join(', ')} are left over after ${limitS} s`)
    await pause(50)
  }
}

/** Ends what still runs with `temporary`, each process by its id. */
export function killProcessesWith(temporary: string): void {
  for (const pid of processesWith(temporary)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** A process that ends, or belongs to somebody else, has no environment to read. */
function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

interface Log {
  readonly lines: LogLine[]
  readonly waiting: Set<() => void>
  readonly ended: Promise<Ending>
  readonly text: { stdout: string; stderr: string }
}

function readLog(child: ChildProcess): Log {
  const lines: LogLine[] = []
  const waiting = new Set<() => void>()
  const text = { stdout: '', stderr: '' }
  const lookAll = (): void => {
    for (const look of waiting) look()
  }
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk
    lookAll()
  })
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      text.stdout += `${line}\n`
      lines.push(parseLine(line))
      lookAll()
    })
  }
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal, ...text })
    })
  })
  ended.catch(() => undefined)
  return { lines, waiting, ended, text }
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return { message: line }
  }
}

interface Wanted<Found> {
  readonly what: string
  readonly find: () => Found | undefined
  readonly limitS: number
}

async function awaitFound<Found>(log: Log, { what, find, limitS }: Wanted<Found>): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>()
  const look = (): void => {
    const found = find()
    if (found !== undefined) resolve(found)
  }
  const fail = (why: string): void => reject(new Error(`no line about ${what}: ${why}\n${tail(log)}`))
  const timer = setTimeout(() => fail(`${limitS} s are over`), limitS * 1000)
  log.waiting.add(look)
  look()
  void log.ended.then(({ code, signal }) => fail(`the program ended (${signal ?? `code ${code}`})`))
  return promise.finally(() => {
    clearTimeout(timer)
    log.waiting.delete(look)
  })
}

function tail({ text }: Log): string {
  return `${text.stdout.split('\n').slice(-25).join('\n')}\n${text.stderr}`
}
