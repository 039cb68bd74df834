import assert from 'node:assert/strict'
import { openWebgpuBackend } from '../backends/webgpu/backend.js'
import {
  KernelNoAdapterError,
  openBackend,
  shardJob,
  type ComputeBackend,
  type DeviceTensor,
  type ShardWork,
  type TensorSource,
} from '../index.js'

/** The name of WGSL without packed dot products. */
export const UNPACKED = 'WGSL without packed dot products'

/** The backends of this machine, and whether WGSL is among them, in a sentence. */
export interface EveryBackend {
  readonly backends: readonly ComputeBackend[]
  readonly note: string
  close(): Promise<void>
}

/**
 * Reference, WASM, and WGSL with packed dot products and without, on a real GPU or a software driver; no WGSL where there
 * is no adapter.
 */
export async function everyBackend(): Promise<EveryBackend> {
  const { wgsl, note } = await bothWgsl()
  const backends = [await openBackend({ prefer: 'reference' }), await openBackend({ prefer: 'wasm' }), ...wgsl]
  return { backends, note, close: async () => void (await Promise.all(backends.map((backend) => backend.close()))) }
}

async function bothWgsl(): Promise<{ wgsl: ComputeBackend[]; note: string }> {
  try {
    const packed = await openWebgpuBackend({ allowFallbackAdapter: true, packedDot: true })
    const unpacked = await openWebgpuBackend({ allowFallbackAdapter: true, packedDot: false })
    const wgsl = [
      { ...packed, name: 'WGSL with packed dot products' },
      { ...unpacked, name: UNPACKED },
    ]
    const { device, isFallbackAdapter } = packed
    return { wgsl, note: `WGSL ran on ${device}${isFallbackAdapter ? ', a software driver' : ''}` }
  } catch (error) {
    assert.ok(error instanceof KernelNoAdapterError)
    return { wgsl: [], note: `WGSL was not run: ${String(error.facts['reason'])}` }
  }
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
