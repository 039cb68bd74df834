import { KernelMemoryError } from '../../errors.js'
import type { TensorShape } from '../../tensors/shape.js'
import type { RowRange, TensorSource } from '../../tensors/source.js'
import type { DeviceTensor } from '../backend.js'
import type { MemoryBudget } from '../memory.js'
import { createStorage } from './buffers.js'
import { bytesOfPart, planParts, rowsOfPart, sharedRows, type PartPlan } from './parts.js'
import { packPiece } from './rows.js'
import type { Transfers } from './transfers.js'

/** A buffer within the budget. */
export interface Allocation {
  readonly buffer: GPUBuffer
  /** Destroys the buffer and gives its bytes back. */
  release(): void
}

/** The rows of one part that are on the device. */
interface ResidentPart extends Allocation {
  /** Rows of the tensor, without gaps. */
  loaded: RowRange
  usedAt: number
}

/** A tensor of this device. Parts of an output are all there; those of an uploaded tensor when work needs them. */
export interface GpuTensor extends DeviceTensor {
  readonly plan: PartPlan
  /** Undefined for outputs. */
  readonly source: TensorSource | undefined
  readonly parts: (ResidentPart | undefined)[]
  /** What else is freed with the tensor. */
  readonly attached: Allocation[]
}

/** Rows of one part of a tensor. */
export interface PartRows {
  readonly tensor: GpuTensor
  readonly part: number
  readonly rows: RowRange
}

interface LoadOptions {
  /** Called before anything on the device is changed. */
  readonly flush: () => Promise<void>
  /** Throws to end the work. */
  readonly check: () => void
}

/** What lies in a device's memory. */
export interface Residency {
  upload(source: TensorSource): GpuTensor
  /** An output with zeroed buffers. `workBytes` more have to fit beside it. Throws `KERNEL_MEMORY` before anything is allocated. */
  output(shape: TensorShape, workBytes: number): GpuTensor
  /** Brings the rows to the device, dropping what was used longest ago and is not wanted. Throws `KERNEL_MEMORY`. */
  load(wanted: readonly PartRows[], options: LoadOptions): Promise<void>
  /** Zeroed buffers. `workBytes` more have to fit beside them. Throws `KERNEL_MEMORY` before anything is allocated. */
  allocate(what: string, sizes: readonly number[], workBytes: number): Allocation[]
  isHeld(tensor: DeviceTensor): tensor is GpuTensor
  free(tensor: GpuTensor): void
  freeAll(): void
}

interface State {
  readonly device: GPUDevice
  readonly budget: MemoryBudget
  readonly transfers: Transfers
  readonly tensors: Set<DeviceTensor>
  clock: number
}

/** Tensors within a budget, in parts of at most `bufferBytes` bytes. */
export function openResidency(options: {
  readonly device: GPUDevice
  readonly budget: MemoryBudget
  readonly transfers: Transfers
  readonly bufferBytes: number
}): Residency {
  const { bufferBytes } = options
  const state: State = { ...options, tensors: new Set(), clock: 0 }
  const add = (shape: TensorShape, source: TensorSource | undefined): GpuTensor => {
    const plan = planParts(shape, bufferBytes)
    const tensor: GpuTensor = { shape, plan, source, parts: Array(plan.parts).fill(undefined), attached: [] }
    state.tensors.add(tensor)
    return tensor
  }
  const free = (tensor: GpuTensor) => {
    for (const allocation of [...tensor.parts, ...tensor.attached]) allocation?.release()
    tensor.parts.fill(undefined)
    tensor.attached.length = 0
    state.tensors.delete(tensor)
  }
  const allocateAll = (what: string, sizes: readonly number[], workBytes: number) => {
    assertRoom(
      state,
      what,
      sizes.reduce((sum, bytes) => sum + bytes, workBytes),
    )
    return sizes.map((bytes) => allocate(state, what, bytes))
  }
  return {
    upload: (source) => add(source.shape, source),
    output(shape, workBytes) {
      const plan = planParts(shape, bufferBytes)
      const sizes = Array.from({ length: plan.parts }, (_, part) => bytesOfPart(plan, part))
      const parts = allocateAll('output', sizes, workBytes)
      const tensor = add(shape, undefined)
      for (const [part, allocation] of parts.entries()) {
        tensor.parts[part] = { ...allocation, loaded: rowsOfPart(plan, part), usedAt: 0 }
      }
      return tensor
    },
    load: (wanted, loading) => load(state, wanted, loading),
    allocate: allocateAll,
    isHeld: (tensor): tensor is GpuTensor => state.tensors.has(tensor),
    free,
    freeAll() {
      for (const tensor of state.tensors) free(tensor as GpuTensor)
    },
  }
}

/** The buffer of a part that was loaded. */
export function bufferOf({ tensor, part }: Pick<PartRows, 'tensor' | 'part'>): GPUBuffer {
  return (tensor.parts[part] as ResidentPart).buffer
}

/** The parts that can be read again from their source, least recently used first. */
function droppable({ tensors }: State): { tensor: GpuTensor; part: number; resident: ResidentPart }[] {
  const held = [...tensors] as GpuTensor[]
  return held
    .filter(({ source }) => source !== undefined)
    .flatMap((tensor) => tensor.parts.map((resident, part) => ({ tensor, part, resident: resident as ResidentPart })))
    .filter(({ resident }) => resident !== undefined)
    .toSorted((left, right) => left.resident.usedAt - right.resident.usedAt)
}

/** Throws `KERNEL_MEMORY` unless the bytes fit once everything that can be dropped is. */
function assertRoom(state: State, what: string, needBytes: number): void {
  const { limitBytes } = state.budget
  const dropBytes = droppable(state).reduce((sum, { tensor, part }) => sum + bytesOfPart(tensor.plan, part), 0)
  const usedBytes = state.budget.usedBytes() - dropBytes
  if (usedBytes + needBytes > limitBytes) throw new KernelMemoryError({ what, needBytes, usedBytes, limitBytes })
}

/** A buffer, for which parts are dropped that were not used since `since`. */
function allocate(state: State, what: string, bytes: number, since = Infinity): Allocation {
  const { device, budget } = state
  for (const { tensor, part, resident } of droppable(state)) {
    if (budget.usedBytes() + bytes <= budget.limitBytes || resident.usedAt >= since) break
    resident.release()
    tensor.parts[part] = undefined
  }
  const giveBack = budget.take(what, bytes)
  const buffer = createStorage(device, bytes)
  return {
    buffer,
    release() {
      buffer.destroy()
      giveBack()
    },
  }
}

async function load(state: State, wanted: readonly PartRows[], { flush, check }: LoadOptions): Promise<void> {
  const now = ++state.clock
  const isThere = ({ tensor, part, rows }: PartRows) => {
    const resident = tensor.parts[part]
    return resident !== undefined && sharedRows(resident.loaded, rows).count === rows.count
  }
  for (const { tensor, part } of wanted) {
    const resident = tensor.parts[part]
    if (resident !== undefined) resident.usedAt = now
  }
  const missing = wanted.filter((rows) => !isThere(rows))
  if (missing.length > 0) await flush()
  for (const { tensor, part, rows } of missing) {
    const { plan, parts } = tensor
    const resident = (parts[part] ??= {
      ...allocate(state, 'operand', bytesOfPart(plan, part), now),
      loaded: { first: rows.first, count: 0 },
      usedAt: now,
    })
    for (const range of unloaded(resident.loaded, rows)) await copyRows(state, { tensor, part, rows: range }, check)
    resident.loaded = joined(resident.loaded, rows)
  }
}

/** What has to be copied so that the loaded rows and the wanted ones lie without a gap between. */
function unloaded(loaded: RowRange, wanted: RowRange): RowRange[] {
  if (loaded.count === 0) return [wanted]
  const loadedEnd = loaded.first + loaded.count
  const wantedEnd = wanted.first + wanted.count
  return [
    { first: wanted.first, count: loaded.first - wanted.first },
    { first: loadedEnd, count: wantedEnd - loadedEnd },
  ].filter(({ count }) => count > 0)
}

function joined(loaded: RowRange, wanted: RowRange): RowRange {
  if (loaded.count === 0) return wanted
  const first = Math.min(loaded.first, wanted.first)
  return { first, count: Math.max(loaded.first + loaded.count, wanted.first + wanted.count) - first }
}

/** Reads rows from the source, as many as a stage holds at a time, and copies them to their part. */
async function copyRows({ transfers }: State, { tensor, part, rows }: PartRows, check: () => void): Promise<void> {
  const { shape, plan } = tensor
  const { rowBytes } = shape
  const rowsAtOnce = Math.max(1, Math.floor(transfers.stageBytes / plan.stride))
  const start = rowsOfPart(plan, part).first
  for (let first = rows.first; first < rows.first + rows.count; first += rowsAtOnce) {
    check()
    const count = Math.min(rowsAtOnce, rows.first + rows.count - first)
    const bytes = await (tensor.source as TensorSource).read({ first, count })
    const target = {
      buffer: bufferOf({ tensor, part }),
      offset: (first - start) * plan.stride,
      bytes: count * plan.stride,
    }
    const strided = { bytes, rowBytes, stride: plan.stride }
    await transfers.write(target, (piece, from) => packPiece(strided, { from, piece }))
  }
}
