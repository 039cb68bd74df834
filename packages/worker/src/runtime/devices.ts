import type { BackendKind } from '@quern/kernels'
import type { BackendChoice, DeviceSummary, PassedOver } from '../compute/messages.js'
import { ComputeError, UnopenedError, spawnChild, type ComputeChild, type ComputeParameters } from './compute-child.js'
import { isFault } from './device-faults.js'
import { createQuarantine, type Quarantine } from './quarantine.js'

/** A child that is ready, and what it computes on. */
export interface Device {
  readonly child: ComputeChild
  readonly device: DeviceSummary
}

/** What a device is wanted for: those in `without` and those that are quarantined are left out. */
export interface DeviceChoice {
  readonly without: ReadonlySet<BackendKind>
  /** Proofs can be verified, and their time runs out: for want of any other the processor makes them, whatever is said of it. */
  readonly isProof?: boolean
}

/** The kinds of devices that the configuration allows, the best one first, and the one child that runs. */
export interface Devices {
  /** A child on the best device that is left. Call it only while no task runs. */
  open(choice: DeviceChoice): Promise<Device>
  /** What the running child computes on, else a new one. */
  ready(): Promise<DeviceSummary>
  /** Leaves a kind alone for a while, and kills the child that computed on it. Call it only while no task runs. */
  quarantine(kind: BackendKind, error: unknown): void
  /** Whether a device is left. */
  hasOther(choice: DeviceChoice): boolean
  /** Kills the child for good. */
  close(): void
}

interface State {
  readonly parameters: ComputeParameters
  readonly quarantine: Quarantine
  current: { readonly child: ComputeChild; readonly opened: Promise<DeviceSummary> } | undefined
  isClosed: boolean
}

export function createDevices(parameters: ComputeParameters): Devices {
  const quarantine = createQuarantine(parameters.nowMs ?? Date.now)
  const state: State = { parameters, quarantine, current: undefined, isClosed: false }
  return {
    open: (choice) => openBest(state, choice),
    ready: async () => {
      const running = state.current?.child.isAlive() ? await state.current.opened : undefined
      if (running !== undefined && wanted(state, all).includes(running.kind)) return running
      return (await openBest(state, all)).device
    },
    quarantine: (kind, error) => {
      put(state, kind, error)
      // A device that is lost stays lost in its process: it is opened and tested anew.
      state.current?.child.kill()
    },
    hasOther: (choice) => wanted(state, choice).length > 0,
    close: () => {
      state.isClosed = true
      state.current?.child.kill()
    },
  }
}

const all: DeviceChoice = { without: new Set() }

async function openBest(state: State, choice: DeviceChoice): Promise<Device> {
  for (;;) {
    const kinds = wanted(state, choice)
    const { child, opened } = childFor(state, kinds)
    try {
      const device = await opened
      const absent = device.passedOver.filter((one) => !isFault(one, one.kind)).map(({ kind }) => kind)
      if (wanted(state, choice).find((kind) => !absent.includes(kind)) === device.kind) return { child, device }
      child.kill()
    } catch (error) {
      // A fault while it was opened leaves fewer kinds.
      const left = wanted(state, choice)
      if (left.length === 0 || left.length === kinds.length) throw error
    }
  }
}

function childFor(state: State, kinds: readonly BackendKind[]): NonNullable<State['current']> {
  if (kinds.length === 0) throw noDevice(state)
  if (state.current?.child.isAlive()) return state.current
  if (state.isClosed) throw new ComputeError('COMPUTE_CLOSED', 'The compute child was stopped.')
  const child = spawnChild(state.parameters, kinds)
  const opened = child.ready.then(
    (device) => {
      blamePassedOver(state, device.passedOver)
      return device
    },
    (error: unknown) => {
      if (error instanceof UnopenedError) blamePassedOver(state, error.passedOver)
      else if (kinds[0] === 'webgpu' && isStartFault(error)) put(state, 'webgpu', error)
      throw error
    },
  )
  opened.catch(() => undefined)
  state.current = { child, opened }
  return state.current
}

/** A driver that takes all memory before there is any work is of no use either. */
function isStartFault(error: unknown): boolean {
  return isFault(error, 'webgpu') || (error as { code?: unknown }).code === 'COMPUTE_MEMORY'
}

function blamePassedOver(state: State, passedOver: readonly PassedOver[]): void {
  for (const one of passedOver) if (isFault(one, one.kind)) put(state, one.kind, one)
}

function put({ parameters, quarantine }: State, kind: BackendKind, error: unknown): void {
  const { code, message } = error as { code: string; message: string }
  const quarantined = quarantine.put(kind, { code, problem: message })
  const fields = { device: kind, reason: code, problem: message, quarantine_ms: quarantined.ms }
  parameters.log.error(fields, 'device quarantined')
  parameters.onQuarantine?.(quarantined)
}

function wanted({ parameters, quarantine }: State, { without, isProof = false }: DeviceChoice): readonly BackendKind[] {
  const isLeftOut = (kind: BackendKind): boolean => without.has(kind) || quarantine.of(kind) !== undefined
  const kinds = kindsOf(parameters.open.backend, isLeftOut)
  return kinds.length === 0 && isProof ? processor.filter((kind) => !without.has(kind)) : kinds
}

const processor = ['wasm', 'reference'] as const

/** `auto` is a GPU, else the processor; what is wrong in one kind of the processor's work is wrong in the other. */
function kindsOf(choice: BackendChoice, isLeftOut: (kind: BackendKind) => boolean): readonly BackendKind[] {
  if (choice !== 'auto') return isLeftOut(choice) ? [] : [choice]
  return [...(isLeftOut('webgpu') ? [] : (['webgpu'] as const)), ...(processor.some(isLeftOut) ? [] : processor)]
}

/** The soonest that a device may be used again. */
function noDevice({ parameters, quarantine }: State): ComputeError {
  const { open, nowMs = Date.now } = parameters
  const left = (['webgpu', 'wasm', 'reference'] as const).flatMap((kind) => quarantine.of(kind) ?? [])
  const [soonest] = left.toSorted((one, other) => one.untilMs - other.untilMs)
  if (soonest === undefined) return new ComputeError('COMPUTE_NO_DEVICE', `No device is left for ${open.backend}.`)
  const { kind, code, untilMs } = soonest
  const seconds = Math.ceil((untilMs - nowMs()) / 1000)
  return new ComputeError('COMPUTE_QUARANTINED', `${kind} is left alone for another ${seconds} s after ${code}.`, {
    facts: { device: kind, until_ms: untilMs },
    hint: 'Update its driver, or choose another compute.backend.',
  })
}
