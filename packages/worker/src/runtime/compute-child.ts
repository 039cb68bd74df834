import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { DeviceSummary, OpenMessage, Task, TaskResults, ToParent } from '../compute/messages.js'
import { TryAgainError, maskUrls } from '../errors.js'
import type { Logger } from './logger.js'

/** A task failed in the child, or the child did. */
export class ComputeError extends TryAgainError {}

export interface ComputeParameters {
  /** Program of the child; the built-in one when left out. */
  readonly program: string | undefined
  readonly open: Omit<OpenMessage, 'type'>
  /** Variables of which the child gets those that drivers need. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Logger
  /** Milliseconds for the child to open its backend and pass its self-test. */
  readonly startTimeoutMs?: number
}

export interface TaskLimits {
  /** The child is killed after so many milliseconds. */
  readonly timeoutMs: number
  /** Stops waiting; the child goes on. */
  readonly signal: AbortSignal
}

/** One running child process. */
export interface ComputeChild {
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

export function spawnChild(parameters: ComputeParameters): ComputeChild {
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
    else if (message.type === 'failed' && message.id === undefined) end(failureOf(message))
    else tasks.settle(message)
  })
  process.once('error', (error) => end(new ComputeError('COMPUTE_START', `The compute child failed: ${error.message}`)))
  process.once('close', (code, signal) => {
    end(new ComputeError('COMPUTE_CHILD_EXITED', `The compute child ended (${signal ?? `code ${code}`}).`))
  })
  process.send({ type: 'open', ...parameters.open }, () => undefined)
  return {
    ready: opening.promise,
    isAlive: () => isAlive,
    kill: () => end(new ComputeError('COMPUTE_CLOSED', 'The compute child was stopped.')),
    send: (task, limits) => tasks.send(task, { ...limits, onDeadline: end }),
  }
}

/** The tasks that a child has not answered yet. */
function createTasks(process: ChildProcess) {
  const pending = new Map<number, Settle>()
  let nextId = 1
  const send = (task: Task, limits: TaskLimits & { onDeadline: (error: ComputeError) => void }) => {
    const { timeoutMs, signal, onDeadline } = limits
    const id = nextId++
    const { promise, resolve, reject } = Promise.withResolvers<TaskResults[Task['task']]>()
    const late = new ComputeError('COMPUTE_DEADLINE', `The ${task.task} task was killed after ${timeoutMs} ms.`)
    const timer = setTimeout(() => onDeadline(late), timeoutMs)
    const stop = (): void => settle(stopped())
    const settle: Settle = (outcome) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      pending.delete(id)
      if (outcome instanceof Error) reject(outcome)
      else if (outcome.type === 'done') resolve(outcome.result)
      else if (outcome.type === 'failed') reject(failureOf(outcome))
    }
    pending.set(id, settle)
    signal.addEventListener('abort', stop)
    process.send({ type: 'task', id, task }, (error) => error && settle(error))
    return promise
  }
  return {
    send,
    settle: (message: Exclude<ToParent, { type: 'ready' }>) => pending.get(message.id ?? 0)?.(message),
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
  const child = fork(file, [], { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  child.stdout?.resume()
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log.warn({ text: maskUrls(text.slice(0, 2000)) }, 'compute child')
  })
  return child
}
