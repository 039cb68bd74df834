import type { DeviceSummary, Task, TaskResults } from '../compute/messages.js'
import {
  ComputeError,
  spawnChild,
  stopped,
  type ComputeChild,
  type ComputeParameters,
  type TaskLimits,
} from './compute-child.js'

/** One child process for one device: no keys, no RPC, killed at a deadline and replaced. */
export interface Compute {
  /** Starts the child when it does not run, and says what it computes on. @throws ComputeError */
  ready(): Promise<DeviceSummary>
  /** Runs one task after those before it; proofs go first. @throws ComputeError `COMPUTE_DEADLINE`, or the child's code. */
  run<T extends Task>(task: T, limits: TaskLimits): Promise<TaskResults[T['task']]>
  /** Kills the child for good. */
  close(): void
}

export function createCompute(parameters: ComputeParameters): Compute {
  let child: ComputeChild | undefined
  let isClosed = false
  let isBusy = false
  const queue: (() => Promise<void>)[] = []
  const current = (): ComputeChild => {
    if (isClosed) throw new ComputeError('COMPUTE_CLOSED', 'The compute child was stopped.')
    if (child === undefined || !child.isAlive()) child = spawnChild(parameters)
    return child
  }
  const pump = (): void => {
    const next = isBusy ? undefined : queue.shift()
    if (next === undefined) return
    isBusy = true
    void next().finally(() => {
      isBusy = false
      pump()
    })
  }
  const perform = async (task: Task, limits: TaskLimits): Promise<TaskResults[Task['task']]> => {
    if (limits.signal.aborted) throw stopped()
    const used = current()
    await used.ready
    return used.send(task, limits)
  }
  return {
    ready: async () => current().ready,
    run: (task, limits) =>
      new Promise((resolve, reject) => {
        const start = (): Promise<void> => perform(task, limits).then((result) => resolve(result as never), reject)
        if (task.task === 'prove') queue.unshift(start)
        else queue.push(start)
        pump()
      }),
    close: () => {
      isClosed = true
      child?.kill()
    },
  }
}
