import type { BackendKind } from '@quern/kernels'
import type { DeviceSummary, Task, TaskResults } from '../compute/messages.js'
import { stopped, type ComputeParameters, type TaskLimits } from './compute-child.js'
import { isFault } from './device-faults.js'
import { createDevices, type Devices } from './devices.js'

/** One child process for one device: no keys, no RPC, killed at a deadline and replaced. */
export interface Compute {
  /** Starts the child when it does not run, and says what it computes on. @throws ComputeError */
  ready(): Promise<DeviceSummary>
  /**
   * Runs one task after those before it; proofs go first. A task whose device fails is run again on the next kind of
   * device, if the configuration allows one. @throws ComputeError `COMPUTE_DEADLINE`, `COMPUTE_MEMORY`,
   * `COMPUTE_STOPPED`, `COMPUTE_QUARANTINED`, or the child's code.
   */
  run<T extends Task>(task: T, limits: TaskLimits): Promise<TaskResults[T['task']]>
  /** Kills the child for good. */
  close(): void
}

export function createCompute(parameters: ComputeParameters): Compute {
  const devices = createDevices(parameters)
  let isBusy = false
  const queue: (() => Promise<void>)[] = []
  const pump = (): void => {
    const next = isBusy ? undefined : queue.shift()
    if (next === undefined) return
    isBusy = true
    void next().finally(() => {
      isBusy = false
      pump()
    })
  }
  return {
    ready: devices.ready,
    run: (task, limits) =>
      new Promise((resolve, reject) => {
        const start = (): Promise<void> =>
          perform(devices, task, limits).then((result) => resolve(result as never), reject)
        if (task.task === 'prove') queue.unshift(start)
        else queue.push(start)
        pump()
      }),
    close: devices.close,
  }
}

/** Runs a task on one device after another, until one can do it or none is left. */
async function perform(devices: Devices, task: Task, limits: TaskLimits): Promise<TaskResults[Task['task']]> {
  const endMs = performance.now() + limits.timeoutMs
  const tried = new Set<BackendKind>()
  const isProof = task.task === 'prove'
  for (;;) {
    if (limits.signal.aborted) throw stopped()
    const { child, device } = await devices.open({ without: tried, isProof })
    const leftMs = Math.max(0, Math.ceil(endMs - performance.now()))
    // A proof that is not made costs the stake: half of its time is kept for another device.
    const without = new Set([...tried, device.kind])
    const isHalf = isProof && device.kind === 'webgpu' && devices.hasOther({ without, isProof })
    try {
      return await child.send(task, { ...limits, timeoutMs: isHalf ? Math.ceil(leftMs / 2) : leftMs })
    } catch (error) {
      if (!isElsewhereBetter(error, task, device)) throw error
      tried.add(device.kind)
      if (!isFaultless(error)) devices.quarantine(device.kind, error)
      if (!devices.hasOther({ without: tried, isProof })) throw error
    }
  }
}

/** A GPU may hang. */
function isElsewhereBetter(error: unknown, { task }: Task, { kind }: DeviceSummary): boolean {
  const isHung = kind === 'webgpu' && task === 'prove' && codeOf(error) === 'COMPUTE_DEADLINE'
  return (
    isHung || isFault(error, kind) || codeOf(error) === 'KERNEL_MEMORY' || (kind === 'webgpu' && isFaultless(error))
  )
}

/**
 * What is no fault of a device: the work is too large for it, or for its driver beside all else, or nobody could tell
 * whether its result is right.
 */
function isFaultless(error: unknown): boolean {
  return ['KERNEL_MEMORY', 'COMPUTE_MEMORY', 'UNCHECKED'].includes(String(codeOf(error)))
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code
}
