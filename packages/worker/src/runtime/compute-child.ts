import { fork, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { BackendKind } from '@quern/kernels'
import { memoryFd } from '../compute/messages.js'
import type {
  BackendChoice,
  DeviceSummary,
  OpenMessage,
  PassedOver,
  Task,
  TaskResults,
  ToParent,
} from '../compute/messages.js'
import { TryAgainError, maskUrls } from '../errors.js'
import type { Logger } from './logger.js'
import type { Quarantined } from './quarantine.js'

/** A task failed in the child, or the child did. */
export class ComputeError extends TryAgainError {}

export interface ComputeParameters {
  /** Program of the child; the built-in one when left out. */
  readonly program: string | undefined
  readonly open: Omit<OpenMessage, 'type' | 'kinds'> & { readonly backend: BackendChoice }
  /** Variables of which the child gets those that drivers need. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Logger
  /** Milliseconds for the child to open its backend and pass its self-test. */
  readonly startTimeoutMs?: number
  /** Is told of each device that is left alone for a while. */
  readonly onQuarantine?: (quarantined: Quarantined) => void
  readonly nowMs?: () => number
}

export interface TaskLimits {
  /** The child is killed after so many milliseconds. */
  readonly timeoutMs: number
  /** Ends the task at its next submit or block; a child that does not answer soon is killed. */
  readonly signal: AbortSignal
}

/** No backend opened: the message is that of the last one that was tried. */
export class UnopenedError extends ComputeError {
  constructor(readonly passedOver: readonly PassedOver[]) {
    const last = passedOver.at(-1) ?? { code: 'COMPUTE_START', message: 'No backend was tried.' }
    super(last.code, last.message, { facts: { tried: passedOver.map(({ kind }) => kind).join(', ') } })
  }
}

/** One running child process. */
export interface ComputeChild {
  /** What it may compute on, as it was asked. */
  readonly kinds: readonly BackendKind[]
  readonly ready: Promise<DeviceSummary>
  /** Whether it may take tasks. */
  isAlive(): boolean
  send(task: Task, limits: TaskLimits): Promise<TaskResults[Task['task']]>
  kill(): void
}

type Settle = (outcome: ToParent | Error) => void

/** Drivers and the loader look at these; nothing else is inherited, so no key and no endpoint can be. */
const inherited =
  /^(PATH|HOME|LANG|LC_ALL|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|LD_LIBRARY_PATH|DISPLAY|WAYLAND_DISPLAY|XDG_RUNTIME_DIR|XDG_CACHE_HOME|VK_.*|CUDA_.*|NVIDIA_.*|MESA_.*|GALLIUM_.*|LP_.*|DRI_PRIME)$/

/** The child's environment. */
export function childEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(environment).filter(([name, value]) => value !== undefined && inherited.test(name))
  return Object.fromEntries(entries) as Record<string, string>
}

export function spawnChild(parameters: ComputeParameters, kinds: readonly BackendKind[]): ComputeChild {
  const process = forkProgram(parameters)
  const tasks = createTasks(process)
  const opening = Promise.withResolvers<DeviceSummary>()
  opening.promise.catch(() => undefined)
  let isAlive = true
  const end = (error: ComputeError): void => {
    isAlive = false
    clearTimeout(timer)
    opening.reject(error)
    tasks.endAll(error)
    process.kill('SIGKILL')
  }
  const startTimeoutMs = parameters.startTimeoutMs ?? 60_000
  const late = new ComputeError('COMPUTE_START', `The compute child was not ready within ${startTimeoutMs} ms.`)
  const timer = setTimeout(() => end(late), startTimeoutMs)
  process.on('message', (message: ToParent) => {
    clearTimeout(timer)
    if (message.type === 'ready') opening.resolve(message.device)
    else if (message.type === 'unopened') end(new UnopenedError(message.passedOver))
    else tasks.settle(message)
  })
  endWith(process, end)
  const { backend: _, ...open } = parameters.open
  process.send({ type: 'open', kinds, ...open }, () => undefined)
  return {
    kinds,
    ready: opening.promise,
    isAlive: () => isAlive,
    kill: () => end(new ComputeError('COMPUTE_CLOSED', 'The compute child was stopped.')),
    send: (task, limits) => tasks.send(task, { ...limits, end }),
  }
}

/** Tells why a child ended by itself. */
function endWith(process: ChildProcess, end: (error: ComputeError) => void): void {
  let report = ''
  const memory = process.stdio[memoryFd] as Readable
  memory.setEncoding('utf8').on('data', (text: string) => (report += text))
  process.once('error', (error) => end(new ComputeError('COMPUTE_START', `The compute child failed: ${error.message}`)))
  process.once('close', (code, signal) => {
    if (report !== '') return end(memoryError(report))
    end(new ComputeError('COMPUTE_CHILD_EXITED', `The compute child ended (${signal ?? `code ${code}`}).`))
  })
}

function memoryError(report: string): ComputeError {
  const { used, most } = JSON.parse(report) as { used: number; most: number }
  const facts = { used_mb: Math.ceil(used / 2 ** 20), limit_mb: Math.floor(most / 2 ** 20) }
  const text = `The compute child used ${facts.used_mb} MiB, more than the ${facts.limit_mb} MiB that it may.`
  return new ComputeError('COMPUTE_MEMORY', text, { facts, hint: 'Raise compute.memory_mb, or take smaller jobs.' })
}

interface Sending extends TaskLimits {
  /** Kills the child. */
  readonly end: (error: ComputeError) => void
}

/** Milliseconds that a child may take to answer that it stopped. */
const stopGraceMs = 500

/** The tasks that a child has not answered yet. */
function createTasks(process: ChildProcess) {
  const pending = new Map<number, Settle>()
  let nextId = 1
  const send = (task: Task, { timeoutMs, signal, end }: Sending) => {
    const id = nextId++
    const { promise, resolve, reject } = Promise.withResolvers<TaskResults[Task['task']]>()
    const late = new ComputeError('COMPUTE_DEADLINE', `The ${task.task} task was killed after ${timeoutMs} ms.`)
    let timer = setTimeout(() => end(late), timeoutMs)
    const stop = (): void => {
      process.send({ type: 'cancel', id }, () => undefined)
      clearTimeout(timer)
      timer = setTimeout(() => end(stopped()), stopGraceMs)
    }
    const settle: Settle = (outcome) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      pending.delete(id)
      if (outcome instanceof Error) reject(outcome)
      else if (outcome.type === 'done') resolve(outcome.result)
      else if (outcome.type === 'failed') reject(signal.aborted ? stopped() : failureOf(outcome))
    }
    pending.set(id, settle)
    signal.addEventListener('abort', stop)
    process.send({ type: 'task', id, task }, (error) => error && settle(error))
    return promise
  }
  return {
    send,
    settle: (message: Extract<ToParent, { type: 'done' | 'failed' }>) => pending.get(message.id)?.(message),
    endAll: (error: ComputeError) => {
      for (const settle of pending.values()) settle(error)
    },
  }
}

/** What a task ends with when its service was asked to stop. */
export function stopped(): ComputeError {
  return new ComputeError('COMPUTE_STOPPED', 'The worker is stopping.')
}

function failureOf({ code, message }: Extract<ToParent, { type: 'failed' }>): ComputeError {
  return new ComputeError(code, message)
}

function forkProgram({ program, environment, log }: ComputeParameters): ChildProcess {
  const file = program ?? fileURLToPath(new URL('../compute/child.js', import.meta.url))
  const env = childEnvironment(environment)
  const child = fork(file, [], { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'] })
  child.stdout?.resume()
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log.warn({ text: maskUrls(text.slice(0, 2000)) }, 'compute child')
  })
  return child
}
