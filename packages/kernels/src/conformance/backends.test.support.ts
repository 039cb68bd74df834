import assert from 'node:assert/strict'
import { openGpu } from '../backends/webgpu/adapter.js'
import { gpuBackend } from '../backends/webgpu/backend.js'
import {
  KernelNoAdapterError,
  openBackend,
  shardJob,
  type ComputeBackend,
  type DeviceTensor,
  type ShardWork,
  type TensorSource,
} from '../index.js'
import { guardedDevice, type GuardedDevice } from './guarded-device.test.support.js'

/** The name of WGSL without packed dot products. */
export const UNPACKED = 'WGSL without packed dot products'

/** The backends of this machine, and whether WGSL is among them, in a sentence. */
export interface EveryBackend {
  readonly backends: readonly ComputeBackend[]
  readonly note: string
  /** The devices of WGSL. */
  readonly guards: readonly GuardedDevice[]
  close(): Promise<void>
}

/**
 * Reference, WASM, and WGSL with packed dot products and without, on a real GPU or a software driver; no WGSL where there
 * is no adapter. Behind every buffer of WGSL lies poison.
 */
export async function everyBackend(): Promise<EveryBackend> {
  const { wgsl, guards, note } = await bothWgsl()
  const backends = [await openBackend({ prefer: 'reference' }), await openBackend({ prefer: 'wasm' }), ...wgsl]
  const close = async () => void (await Promise.all(backends.map((backend) => backend.close())))
  return { backends, note, guards, close }
}

async function bothWgsl(): Promise<Pick<EveryBackend, 'guards' | 'note'> & { readonly wgsl: ComputeBackend[] }> {
  try {
    const packed = await guardedWgsl(true)
    const unpacked = await guardedWgsl(false)
    const { device, isFallbackAdapter } = packed.backend
    const note = `WGSL ran on ${device}${isFallbackAdapter ? ', a software driver' : ''}`
    return { wgsl: [packed.backend, unpacked.backend], guards: [packed.guard, unpacked.guard], note }
  } catch (error) {
    assert.ok(error instanceof KernelNoAdapterError)
    return { wgsl: [], guards: [], note: `WGSL was not run: ${String(error.facts['reason'])}` }
  }
}

async function guardedWgsl(packedDot: boolean): Promise<{ backend: ComputeBackend; guard: GuardedDevice }> {
  const handle = await openGpu(true)
  const guard = guardedDevice(handle.device)
  const backend = gpuBackend({ ...handle, device: guard.device, packedDot })
  return { backend: { ...backend, name: packedDot ? 'WGSL with packed dot products' : UNPACKED }, guard }
}

/** Inputs and output of a shard on a backend; `free` gives them up. */
export interface RunTensors {
  readonly inputs: readonly DeviceTensor[]
  readonly output: DeviceTensor
  free(): void
}

/** Computes a shard whose inputs are read from `sources`. */
export async function runShard(
  backend: ComputeBackend,
  work: ShardWork,
  sources: readonly TensorSource[],
): Promise<RunTensors> {
  const inputs: DeviceTensor[] = []
  for (const source of sources) inputs.push(await backend.upload(source))
  const output = await backend.run(shardJob(work), inputs)
  return { inputs, output, free: () => [...inputs, output].forEach((tensor) => backend.free(tensor)) }
}
