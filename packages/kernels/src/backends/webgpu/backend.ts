import { KernelMemoryError, KernelTensorError } from '../../errors.js'
import type { ShardJob } from '../../kernel.js'
import type { Commitment } from '../../tensors/commitment.js'
import type { RowRange } from '../../tensors/source.js'
import type { ComputeBackend, DeviceTensor } from '../backend.js'
import { checkOf } from '../check.js'
import { assertInputs } from '../inputs.js'
import { memoryBudget } from '../memory.js'
import { workQueue } from '../queue.js'
import { openGpu, type GpuHandle } from './adapter.js'
import { commitTensor } from './commit.js'
import { createStorage } from './buffers.js'
import { pipelineCache, type GpuEngine } from './engine.js'
import { openGuard } from './guard.js'
import { largestBuffer } from './limits.js'
import { openParts } from './openings.js'
import { partsOfRows, rowsOfPart, sharedRows } from './parts.js'
import { bufferOf, openResidency, type GpuTensor } from './residency.js'
import { unpackPiece } from './rows.js'
import { runShard } from './run.js'
import { FOUND_BYTES, searchShard } from './search.js'
import { submitState, UNIFORM_BYTES } from './submits.js'
import { openTransfers, stagingBytes } from './transfers.js'

const NAME = 'webgpu'
const DEFAULT_MEMORY_BYTES = 2 ** 31
/** Parts are at most this fraction of the memory, so that a few can be held at a time… */
const PARTS_IN_MEMORY = 16
/** …unless that is less than the longest row. */
const LEAST_PART_BYTES = 2 ** 26
/** Most bytes of this process that are kept for the next read. */
const MOST_KEPT_BYTES = 2 ** 26
const STAGES_IN_MEMORY = 256
const STAGE_BYTES = { least: 2 ** 16, most: 2 ** 23 } as const

/** Choices of a GPU backend; each follows from the device or has a default when left out. */
export interface GpuBackendOptions {
  /** Bytes that tensors, trees and buffers may take together; 2 GiB when left out. */
  readonly memoryBytes?: number | undefined
  /** Most bytes of one part of a tensor. */
  readonly bufferBytes?: number | undefined
  /** Bytes of one staging buffer, of which there are six. */
  readonly stageBytes?: number | undefined
  /** Whether shaders use `dot4I8Packed`. */
  readonly packedDot?: boolean | undefined
}

/**
 * WebGPU: the engine's own, or Dawn in Node. Rejects with `KERNEL_NO_ADAPTER`, `KERNEL_LIMIT`, `KERNEL_DEVICE`, or
 * `KERNEL_MEMORY` when the memory does not even hold the staging and uniform buffers.
 */
export async function openWebgpuBackend(
  options: GpuBackendOptions & { readonly allowFallbackAdapter: boolean },
): Promise<ComputeBackend> {
  return gpuBackend(await openGpu(options.allowFallbackAdapter), options)
}

/** A backend on an open device. Throws `KERNEL_MEMORY` when the memory does not hold the staging and uniform buffers. */
export function gpuBackend(handle: GpuHandle, options: GpuBackendOptions = {}): ComputeBackend {
  const { packedDot = handle.packedDot } = options
  const engine = openEngine({ ...handle, packedDot }, options)
  const { residency } = engine
  const guard = openGuard(handle)
  const queue = workQueue(NAME, () => {
    residency.freeAll()
    handle.device.destroy()
  })
  const work = <Result>(task: () => Promise<Result>) => queue.add(() => guard(task))
  const held = (tensor: DeviceTensor): GpuTensor => {
    if (!residency.isHeld(tensor)) throw new KernelTensorError({ backend: NAME })
    return tensor
  }
  return {
    name: NAME,
    kind: 'webgpu',
    device: handle.description,
    details: handle.details,
    isFallbackAdapter: handle.isFallbackAdapter,
    memoryBytes: engine.budget.limitBytes,
    upload: (source) => queue.add(() => residency.upload(source)),
    run: (job, inputs, until) =>
      work(() => runChecked(engine, job, { inputs: inputs.map(held), check: checkOf(NAME, until) })),
    search: (search, until) => work(() => searchShard(engine, search, checkOf(NAME, until))),
    commit: (tensor, until) =>
      work(async () => {
        const tree = await commitTensor(engine, held(tensor), checkOf(NAME, until))
        const open: Commitment['open'] = (requests) =>
          work(() => openParts(engine, { tensor: held(tensor), tree }, requests))
        return { root: tree.root, shape: tensor.shape, open }
      }),
    read: (tensor, rows) => work(() => readRows(engine, held(tensor), rows)),
    free(tensor) {
      // Work that was asked for before still has the tensor; after closing everything is free anyway.
      void queue.add(() => (residency.isHeld(tensor) ? residency.free(tensor) : undefined)).catch(() => undefined)
    },
    close: () => queue.close(),
  }
}

function openEngine(handle: GpuHandle, options: GpuBackendOptions): GpuEngine {
  const { memoryBytes = DEFAULT_MEMORY_BYTES } = options
  const { device } = handle
  const share = Math.floor(memoryBytes / STAGES_IN_MEMORY / 16) * 16
  const stageBytes = options.stageBytes ?? Math.min(STAGE_BYTES.most, Math.max(STAGE_BYTES.least, share))
  const budget = memoryBudget(memoryBytes)
  budget.take('staging', stagingBytes(stageBytes) + UNIFORM_BYTES + FOUND_BYTES)
  const partBytes = Math.max(LEAST_PART_BYTES, memoryBytes / PARTS_IN_MEMORY)
  const bufferBytes = Math.min(largestBuffer(device), options.bufferBytes ?? partBytes)
  const transfers = openTransfers(device, stageBytes)
  const residency = openResidency({ device, budget, transfers, bufferBytes })
  const room = { bytes: new Uint8Array(0) }
  const [submits, found] = [submitState(device), createStorage(device, FOUND_BYTES)]
  return { handle, budget, residency, transfers, submits, pipelines: pipelineCache(), found, room }
}

function runChecked(
  engine: GpuEngine,
  job: ShardJob,
  { inputs, check }: { readonly inputs: readonly GpuTensor[]; readonly check: () => void },
): Promise<GpuTensor> {
  assertInputs(job, inputs)
  for (const [index, { plan }] of inputs.entries()) {
    if (job.kernel.wgsl.inputs[index] !== 'whole' || plan.parts === 1) continue
    const needBytes = plan.shape.rows * plan.stride
    const limitBytes = plan.partRows * plan.stride
    throw new KernelMemoryError({ what: `input ${index} in one part`, needBytes, usedBytes: 0, limitBytes })
  }
  return runShard(engine, { job, inputs, check })
}

/** Rows from the source, or from the device through the stages. */
async function readRows(engine: GpuEngine, tensor: GpuTensor, rows: RowRange): Promise<Uint8Array> {
  const { shape, plan, source } = tensor
  if (source !== undefined) return source.read(rows)
  const { rowBytes } = shape
  const bytes = roomFor(engine, rows.count * rowBytes)
  for (const part of partsOfRows(plan, rows)) {
    const held = rowsOfPart(plan, part)
    const { first, count } = sharedRows(held, rows)
    const start = (first - rows.first) * rowBytes
    const strided = { bytes: bytes.subarray(start, start + count * rowBytes), rowBytes, stride: plan.stride }
    const piece = {
      buffer: bufferOf({ tensor, part }),
      offset: (first - held.first) * plan.stride,
      bytes: count * plan.stride,
    }
    await engine.transfers.read(piece, (mapped, from) => unpackPiece(strided, { from, piece: mapped }))
  }
  return bytes
}

/** Memory for what is read. It is used again: new memory costs several times the copy into it. */
function roomFor({ room }: GpuEngine, length: number): Uint8Array {
  if (length > MOST_KEPT_BYTES) return new Uint8Array(length)
  if (room.bytes.length < length) room.bytes = new Uint8Array(length)
  return room.bytes.subarray(0, length)
}
