import { openBackend, selfTest, type ComputeBackend } from '@quern/kernels'
import type { OpenMessage, ToChild, ToParent } from './messages.js'
import { selfChecked } from './self-check.js'
import { runTask } from './tasks.js'
import { dieWithParent } from './watchdog.js'

export { withChangedOutputs, type OutputChange } from './changed-outputs.js'
export type { BackendChoice, DeviceSummary } from './messages.js'

export interface ServeComputeOptions {
  /** Wraps the backend whose results were already self-checked; what it returns is what is committed. */
  readonly wrapBackend?: (backend: ComputeBackend) => ComputeBackend
}

/**
 * Serves a worker's compute tasks over the IPC channel of this process. A program that is configured as
 * `compute.program` calls it once; it ends the process when the worker is gone.
 *
 * @example
 * import { serveCompute } from '@quern/worker/compute'
 *
 * serveCompute()
 */
export function serveCompute({ wrapBackend = (backend) => backend }: ServeComputeOptions = {}): void {
  if (process.send === undefined) throw new Error('serveCompute runs only as the child process of a worker')
  dieWithParent()
  process.on('disconnect', () => process.exit(0))
  // A terminal sends its interrupt to the whole group; the parent decides when its child ends.
  process.on('SIGINT', () => undefined)
  let opened: Promise<ComputeBackend> | undefined
  let last: Promise<void> = Promise.resolve()
  process.on('message', (message: ToChild) => {
    if (message.type === 'open') {
      opened = open(message, wrapBackend)
      opened.catch((error: unknown) => report({ type: 'failed', id: undefined, ...failureOf(error) }))
      return
    }
    const { id, task } = message
    last = last.then(async () => {
      try {
        if (opened === undefined) throw new Error('a task came before the backend was opened')
        report({ type: 'done', id, result: await runTask(task, await opened) })
      } catch (error) {
        report({ type: 'failed', id, ...failureOf(error) })
      }
    })
  })
}

async function open(
  message: OpenMessage,
  wrapBackend: (backend: ComputeBackend) => ComputeBackend,
): Promise<ComputeBackend> {
  const backend = await openBackend({ prefer: message.backend, allowFallbackAdapter: message.allowSoftwareGpu })
  await selfTest(backend)
  const { name, kind, device, isFallbackAdapter } = backend
  report({ type: 'ready', device: { name, kind, device, isFallbackAdapter } })
  return wrapBackend(selfChecked(backend, message.selfChecks))
}

function failureOf(error: unknown): { code: string; message: string } {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return { code: typeof code === 'string' ? code : 'FAILED', message: String(message ?? error) }
}

function report(message: ToParent): void {
  process.send?.(message, undefined, undefined, () => undefined)
}
