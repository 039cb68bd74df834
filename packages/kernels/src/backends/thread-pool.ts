import { KernelDeviceError } from '../errors.js'
import type { EndMessage, ThreadAnswer, ThreadTask } from './thread-messages.js'

/** Threads that do tasks, each one at a time. */
export interface ThreadPool {
  readonly count: number
  /** A number for a new work. */
  nextWork(): number
  /**
   * Has every thread take tasks until `next` gives none; `took` hears how long each was. Rejects with the first failure,
   * once all threads rest: with what `next` throws, or with `KERNEL_DEVICE`.
   */
  share<Task extends ThreadTask>(next: () => Task | undefined, took: (task: Task, ms: number) => void): Promise<void>
  close(): Promise<void>
}

// The parts of node:worker_threads used here: a browser has no such module, and nothing of it is imported.
interface Thread {
  postMessage(message: unknown, transfer: readonly never[]): void
  on(event: 'message', listener: (answer: ThreadAnswer) => void): void
  on(event: 'error', listener: (error: unknown) => void): void
  on(event: 'exit', listener: (code: number) => void): void
  ref(): void
  unref(): void
  terminate(): Promise<unknown>
}
interface ThreadsModule {
  readonly Worker: new (file: URL, options: object) => Thread
}
interface NodeProcess {
  getBuiltinModule?(name: string): ThreadsModule | undefined
}

// Not said where it is used: bundlers for browsers would take the thread's file along.
const HERE = import.meta.url

/** Starts threads for a kind of backend; undefined for one, and where the engine has none that share memory or that start. */
export async function openThreadPool(kind: 'wasm' | 'reference', count: number): Promise<ThreadPool | undefined> {
  const module = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:worker_threads')
  if (module === undefined || count < 2) return undefined
  const threads = Array.from({ length: count }, () =>
    asker(new module.Worker(new URL('./cpu-thread.js', HERE), { workerData: { kind }, execArgv: [] })),
  )
  const close = async (): Promise<void> => void (await Promise.all(threads.map(({ end }) => end())))
  try {
    await Promise.all(threads.map(({ ask }) => ask({ type: 'start' })))
  } catch {
    await close()
    return undefined
  }
  let works = 0
  return {
    count,
    nextWork: () => ++works,
    async share(next, took) {
      const failures: unknown[] = []
      const workOff = async (ask: Asker['ask']): Promise<void> => {
        try {
          for (let task = next(); task !== undefined && failures.length === 0; task = next())
            took(task, await ask(task))
        } catch (error) {
          failures.push(error)
        }
      }
      await Promise.all(threads.map(({ ask }) => workOff(ask)))
      for (const { rest } of threads) rest()
      if (failures.length > 0) throw failures[0]
    },
    close,
  }
}

interface Asker {
  /** Milliseconds that a task took. */
  ask(task: ThreadTask): Promise<number>
  /** Closes what the last work opened. */
  rest(): void
  end(): Promise<unknown>
}

/** One question to a thread at a time. A thread that does not work keeps no process alive. */
function asker(thread: Thread): Asker {
  const fail = (reason: string, cause?: unknown) => new KernelDeviceError({ device: 'CPU thread', reason, cause })
  let settle: { resolve(ms: number): void; reject(error: unknown): void } | undefined
  let dead: KernelDeviceError | undefined
  const die = (error: KernelDeviceError) => {
    dead ??= error
    settle?.reject(dead)
  }
  thread.unref()
  thread.on('message', (answer) => {
    if ('ms' in answer) settle?.resolve(answer.ms)
    else settle?.reject(fail(answer.failed))
  })
  thread.on('error', (error) => die(fail(String(error), error)))
  thread.on('exit', (code) => die(fail(`the thread ended with code ${code}`)))
  return {
    async ask(task) {
      if (dead !== undefined) throw dead
      thread.ref()
      try {
        return await new Promise<number>((resolve, reject) => {
          settle = { resolve, reject }
          thread.postMessage(task, [])
        })
      } finally {
        settle = undefined
        thread.unref()
      }
    },
    rest: () => thread.postMessage({ type: 'end' } satisfies EndMessage, []),
    end: () => thread.terminate(),
  }
}
