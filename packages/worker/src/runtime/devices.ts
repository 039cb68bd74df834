import type { BackendKind } from '@quern/kernels'
import type { BackendChoice, DeviceSummary, PassedOver } from '../compute/messages.js'
import { ComputeError, UnopenedError, spawnChild, type ComputeChild, type ComputeParameters } from './compute-child.js'
import { createQuarantine, type Quarantine } from './quarantine.js'

/** A child that is ready, and what it computes on. */
export interface Device {
  readonly child: ComputeChild
  readonly device: DeviceSummary
}

/** The kinds of devices that the configuration allows, the best one first, and the one child that runs. */
export interface Devices {
  /** A child on the best device that is neither quarantined nor `without`. Call it only while no task runs. */
  open(without: ReadonlySet<BackendKind>): Promise<Device>
  /** What the running child computes on, else a new one. */
  ready(): Promise<DeviceSummary>
  /** Leaves a kind alone for a while. */
  quarantine(kind: BackendKind, error: unknown): void
  /** Whether a device is left that is neither quarantined nor `without`. */
  hasOther(without: ReadonlySet<BackendKind>): boolean
  /** Kills the child for good. */
  close(): void
}

/** The device computed, or tested, something wrong, or is gone. */
const faults: ReadonlySet<string> = new Set(['KERNEL_DEVICE', 'KERNEL_SELF_TEST', 'SELF_CHECK'])
/** With these a driver takes its process along. */
const crashes: ReadonlySet<string> = new Set(['COMPUTE_START', 'COMPUTE_CHILD_EXITED'])

/** Whether an error is the device's own fault: its results cannot be trusted, or it is gone. */
export function isFault(error: unknown, kind: BackendKind): boolean {
  const { code = '' } = error as { code?: string }
  return faults.has(code) || (kind === 'webgpu' && crashes.has(code))
}

interface Current {
  readonly child: ComputeChild
  readonly opened: Promise<DeviceSummary>
}

export function createDevices(parameters: ComputeParameters): Devices {
  const { open, log, onQuarantine, nowMs = Date.now } = parameters
  const quarantine = createQuarantine(nowMs)
  let current: Current | undefined
  let isClosed = false
  const put = (kind: BackendKind, { code, message }: { code: string; message: string }): void => {
    const quarantined = quarantine.put(kind, { code, problem: message })
    log.error({ device: kind, reason: code, problem: message, quarantine_ms: quarantined.ms }, 'device quarantined')
    onQuarantine?.(quarantined)
  }
  const wanted = (without: ReadonlySet<BackendKind>): readonly BackendKind[] =>
    kindsOf(open.backend, (kind) => without.has(kind) || quarantine.of(kind) !== undefined)
  const spawn = (kinds: readonly BackendKind[]): Current => {
    if (isClosed) throw new ComputeError('COMPUTE_CLOSED', 'The compute child was stopped.')
    const child = spawnChild(parameters, kinds)
    const opened = child.ready.then(
      (outcome) => blame(outcome, kinds, put),
      (error: unknown) => {
        throw blame(error, kinds, put)
      },
    )
    opened.catch(() => undefined)
    return { child, opened }
  }
  const next = (kinds: readonly BackendKind[]): Current => {
    if (kinds.length === 0) throw quarantinedError(open.backend, quarantine, nowMs())
    if (current === undefined || !current.child.isAlive()) current = spawn(kinds)
    return current
  }
  const openBest: Devices['open'] = async (without) => {
    for (;;) {
      const kinds = wanted(without)
      const { child, opened } = next(kinds)
      try {
        const device = await opened
        const absent = new Set(
          device.passedOver.filter(({ kind, code }) => !isFault({ code }, kind)).map(({ kind }) => kind),
        )
        if (wanted(without).find((kind) => !absent.has(kind)) === device.kind) return { child, device }
        child.kill()
      } catch (error) {
        const left = wanted(without)
        if (left.length === 0 || left.length === kinds.length) throw error
      }
    }
  }
  return {
    open: openBest,
    ready: async () => {
      const running = current?.child.isAlive() ? await current.opened : undefined
      if (running !== undefined && quarantine.of(running.kind) === undefined) return running
      return (await openBest(new Set())).device
    },
    quarantine: (kind, error) => put(kind, error as { code: string; message: string }),
    hasOther: (without) => wanted(without).length > 0,
    close: () => {
      isClosed = true
      current?.child.kill()
    },
  }
}

/** `auto` is a GPU, else the processor; what is wrong in one kind of the processor's work is wrong in the other. */
function kindsOf(choice: BackendChoice, isLeftOut: (kind: BackendKind) => boolean): readonly BackendKind[] {
  if (choice !== 'auto') return isLeftOut(choice) ? [] : [choice]
  const processor = ['wasm', 'reference'] as const
  return [...(isLeftOut('webgpu') ? [] : (['webgpu'] as const)), ...(processor.some(isLeftOut) ? [] : processor)]
}

/** Quarantines what failed while it was opened, and returns the outcome. */
function blame<T>(
  outcome: T,
  kinds: readonly BackendKind[],
  put: (kind: BackendKind, error: { code: string; message: string }) => void,
): T {
  const { passedOver } = outcome as { passedOver?: readonly PassedOver[] }
  for (const { kind, ...error } of passedOver ?? []) if (isFault(error, kind)) put(kind, error)
  const [first] = kinds
  if (outcome instanceof ComputeError && !(outcome instanceof UnopenedError) && first === 'webgpu') {
    if (isFault(outcome, first)) put(first, outcome)
  }
  return outcome
}

function quarantinedError(choice: BackendChoice, quarantine: Quarantine, nowMs: number): ComputeError {
  const all = (['webgpu', 'wasm', 'reference'] as const).flatMap((kind) => quarantine.of(kind) ?? [])
  const [soonest] = all.toSorted((one, other) => one.untilMs - other.untilMs)
  if (soonest === undefined) return new ComputeError('COMPUTE_NO_DEVICE', `No device is left for ${choice}.`)
  const { kind, code, untilMs } = soonest
  const seconds = Math.ceil((untilMs - nowMs) / 1000)
  return new ComputeError('COMPUTE_QUARANTINED', `${kind} is left alone for another ${seconds} s after ${code}.`, {
    facts: { device: kind, until_ms: untilMs },
    hint: 'Update its driver, or choose another compute.backend.',
  })
}
