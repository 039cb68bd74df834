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
  /** Gives up the buffer, once: it is kept for the next of its size, until there is need for its bytes. */
  release(): void
}

/** A buffer that nobody uses; its bytes are still taken. A new one costs as long as much of what is done with it. */
interface SpareBuffer {
  readonly buffer: GPUBuffer
  readonly giveBack: () => void
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
  /** The trees of its parts, once it was committed to. */
  readonly trees: Allocation[]
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
  /** Buffers with anything in them. `workBytes` more have to fit beside them. Throws `KERNEL_MEMORY` before anything is allocated. */
  allocate(what: string, sizes: readonly number[], workBytes: number): Allocation[]
  isHeld(tensor: DeviceTensor): tensor is GpuTensor
  free(tensor: GpuTensor): void
  freeAll(): void
}

interface State {
  readonly device: GPUDevice
  readonly budget: MemoryBudget
  readonly transfers: Transfers
  readonly bufferBytes: number
  readonly tensors: Set<DeviceTensor>
  /** Oldest first. */
  readonly spare: SpareBuffer[]
  clock: number
}

/** Tensors within a budget, in parts of at most `bufferBytes` bytes. */
export function openResidency(options: {
  readonly device: GPUDevice
  readonly budget: MemoryBudget
  readonly transfers: Transfers
  readonly bufferBytes: number
}): Residency {
  const state: State = { ...options, tensors: new Set(), spare: [], clock: 0 }
  return {
    upload: (source) => addTensor(state, source.shape, source),
    output: (shape, workBytes) => addOutput(state, shape, workBytes),
    load: (wanted, loading) => load(state, wanted, loading),
    allocate: (what, sizes, workBytes) => allocateAll(state, { what, sizes, workBytes }),
    isHeld: (tensor): tensor is GpuTensor => state.tensors.has(tensor),
    free: (tensor) => free(state, tensor),
    freeAll() {
      for (const tensor of state.tensors) free(state, tensor as GpuTensor)
    },
  }
}

function addTensor(state: State, shape: TensorShape, source: TensorSource | undefined): GpuTensor {
  const plan = planParts(shape, state.bufferBytes)
  const tensor: GpuTensor = { shape, plan, source, parts: Array(plan.parts).fill(undefined), trees: [] }
  state.tensors.add(tensor)
  return tensor
}

function addOutput(state: State, shape: TensorShape, workBytes: number): GpuTensor {
  const plan = planParts(shape, state.bufferBytes)
  const sizes = Array.from({ length: plan.parts }, (_, part) => bytesOfPart(plan, part))
  const allocations = allocateAll(state, { what: 'output', sizes, workBytes })
  const tensor = addTensor(state, shape, undefined)
  clear(state, allocations, sizes)
  for (const [part, allocation] of allocations.entries()) {
    tensor.parts[part] = { ...allocation, loaded: rowsOfPart(plan, part), usedAt: 0 }
  }
  return tensor
}

/** What kernels do not write, such as the padding of rows, is zero. */
function clear({ device }: State, allocations: readonly Allocation[], sizes: readonly number[]): void {
  const encoder = device.createCommandEncoder()
  for (const [part, { buffer }] of allocations.entries()) encoder.clearBuffer(buffer, 0, sizes[part])
  device.queue.submit([encoder.finish()])
}

function free({ tensors }: State, tensor: GpuTensor): void {
  for (const allocation of [...tensor.parts, ...tensor.trees]) allocation?.release()
  tensor.parts.fill(undefined)
  tensor.trees.length = 0
  tensors.delete(tensor)
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

/** Buffers for `what`, once it was seen that they fit with `workBytes` more, everything dropped that can be. */
function allocateAll(
  state: State,
  { what, sizes, workBytes }: { readonly what: string; readonly sizes: readonly number[]; readonly workBytes: number },
): Allocation[] {
  const { budget, spare } = state
  const needBytes = sizes.reduce((sum, bytes) => sum + bytes, workBytes)
  const dropBytes = droppable(state).reduce((sum, { tensor, part }) => sum + bytesOfPart(tensor.plan, part), 0)
  const spareBytes = spare.reduce((sum, { buffer }) => sum + buffer.size, 0)
  const usedBytes = budget.usedBytes() - dropBytes - spareBytes
  const { limitBytes } = budget
  if (usedBytes + needBytes > limitBytes) throw new KernelMemoryError({ what, needBytes, usedBytes, limitBytes })
  return sizes.map((bytes) => allocate(state, { what, bytes, since: Infinity }))
}

/** A buffer: a spare one of its size, else a new one, for which spare ones and then parts not used since `since` are given up. */
function allocate(
  state: State,
  { what, bytes, since }: { readonly what: string; readonly bytes: number; readonly since: number },
): Allocation {
  const { device, budget, spare } = state
  for (;;) {
    const same = spare.findIndex(({ buffer }) => buffer.size === bytes)
    if (same >= 0) return allocationOf(state, spare.splice(same, 1)[0] as SpareBuffer)
    if (budget.usedBytes() + bytes <= budget.limitBytes || !giveUp(state, since)) {
      const giveBack = budget.take(what, bytes)
      return allocationOf(state, { buffer: createStorage(device, bytes), giveBack })
    }
  }
}

function allocationOf({ spare }: State, held: SpareBuffer): Allocation {
  return { buffer: held.buffer, release: () => void spare.push(held) }
}

/** Gives up the oldest spare buffer, or makes one of the part that was used longest ago; false when there is neither. */
function giveUp(state: State, since: number): boolean {
  const oldest = state.spare.shift()
  if (oldest !== undefined) {
    oldest.buffer.destroy()
    oldest.giveBack()
    return true
  }
  const [unused] = droppable(state)
  if (unused === undefined || unused.resident.usedAt >= since) return false
  unused.resident.release()
  unused.tensor.parts[unused.part] = undefined
  return true
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
      ...allocate(state, { what: 'operand', bytes: bytesOfPart(plan, part), since: now }),
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
