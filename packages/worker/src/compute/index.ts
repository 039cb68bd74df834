import type { ComputeBackend } from '@quern/kernels'
import { createWorkbench, type Workbench } from './workbench.js'
import type { OpenMessage, ToChild, ToParent } from './messages.js'
import { failureOf, openFirst, openKind, type OpenKind } from './opening.js'
import { runTask } from './tasks.js'
import { startWatchdog } from './watchdog.js'

export { withChangedOutputs, type OutputChange } from './changed-outputs.js'
export type { BackendChoice, DeviceSummary, OpenMessage } from './messages.js'
export type { OpenKind } from './opening.js'

export interface ServeComputeOptions {
  /** Wraps the backend whose results were already checked; what it returns is what is committed. */
  readonly wrapBackend?: (backend: ComputeBackend) => ComputeBackend
  /** Opens the backends, in place of the built-in ones: their results are tested and checked as theirs are. */
  readonly open?: OpenKind
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
export function serveCompute({ wrapBackend = (backend) => backend, open = openKind }: ServeComputeOptions = {}): void {
  if (process.send === undefined) throw new Error('serveCompute runs only as the child process of a worker')
  const watchdog = startWatchdog()
  process.on('disconnect', () => process.exit(0))
  // A terminal sends its interrupt to the whole group; the parent decides when its child ends.
  process.on('SIGINT', () => undefined)
  let opened: Promise<Workbench> | undefined
  let last: Promise<void> = Promise.resolve()
  const stops = new Map<number, AbortController>()
  process.on('message', (message: ToChild) => {
    if (message.type === 'cancel') return stops.get(message.id)?.abort()
    if (message.type === 'open') {
      watchdog.limitMemory(message.memoryBytes)
      opened = openWorkbench(message, { open, wrapBackend })
      opened.catch(() => undefined)
      return
    }
    const { id, task } = message
    const stop = new AbortController()
    stops.set(id, stop)
    last = last.then(async () => {
      try {
        if (opened === undefined) throw new Error('a task came before the backend was opened')
        report({ type: 'done', id, result: await runTask(task, await opened, stop.signal) })
      } catch (error) {
        report({ type: 'failed', id, ...failureOf(error) })
      } finally {
        stops.delete(id)
      }
    })
  })
}

async function openWorkbench(
  message: OpenMessage,
  { open, wrapBackend }: Required<ServeComputeOptions>,
): Promise<Workbench> {
  const { backend, passedOver } = await openFirst(message, open)
  if (backend === undefined) {
    report({ type: 'unopened', passedOver })
    throw new Error('no backend opened')
  }
  const { name, kind, device, isFallbackAdapter, memoryBytes } = backend
  const details = Object.fromEntries(Object.entries(backend.details ?? {}).map(([key, value]) => [key, String(value)]))
  report({ type: 'ready', device: { name, kind, device, details, isFallbackAdapter, memoryBytes, passedOver } })
  return createWorkbench(backend, { ...message, wrapBackend })
}

function report(message: ToParent): void {
  process.send?.(message, undefined, undefined, () => undefined)
}
