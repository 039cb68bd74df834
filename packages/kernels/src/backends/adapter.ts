import { KernelDeviceError, KernelNoAdapterError } from '../errors.js'
import { OUT_OF_BOUNDS_WGSL } from './wgsl.js'

// With Vulkan's own robustness off, Dawn bounds every index itself, and all drivers treat stray indexes alike.
const DAWN_OPTIONS = ['disable-dawn-features=vulkan_use_buffer_robust_access_2']
const SOFTWARE_VENDORS = ['mesa', 'google']
const MAP_MODE_READ = 1
const STRAY_INDEX = 1_000_000
const MARK = 4242

/** GPUBufferUsage by value, so that Dawn's globals need not be installed. */
export const BUFFER_USAGE = { mapRead: 0x01, copySrc: 0x04, copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const

/** A device that may compute, with what is known about it. */
export interface GpuHandle {
  readonly gpu: GPU
  readonly device: GPUDevice
  readonly description: string
  readonly isFallbackAdapter: boolean
}

/**
 * The engine's own WebGPU, or Dawn's. Throws `KERNEL_NO_ADAPTER` when there is neither, no adapter, or only a software
 * adapter that is not allowed; `KERNEL_DEVICE` when Dawn does not bound stray indexes as its toggles ask.
 */
export async function openGpu(allowFallbackAdapter: boolean): Promise<GpuHandle> {
  const own = (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu
  const gpu = own ?? (await dawn())
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) throw new KernelNoAdapterError({ reason: 'WebGPU lists no adapter' })
  const { info } = adapter
  const isFallbackAdapter = info.isFallbackAdapter || SOFTWARE_VENDORS.includes(info.vendor.toLowerCase())
  const description = info.description || info.device || info.vendor || 'unnamed adapter'
  if (isFallbackAdapter && !allowFallbackAdapter) {
    throw new KernelNoAdapterError({
      reason: 'the only adapter is a software driver',
      vendor: info.vendor,
      device: description,
    })
  }
  const device = await adapter.requestDevice()
  if (own === undefined) await assertBoundedIndexes(device, description)
  return { gpu, device, description, isFallbackAdapter }
}

async function dawn(): Promise<GPU> {
  try {
    const { create } = await import('webgpu')
    return create(DAWN_OPTIONS)
  } catch (cause) {
    throw new KernelNoAdapterError({ reason: 'the optional package webgpu cannot be loaded', cause })
  }
}

/** Dawn ignores a misspelt toggle in silence, so its effect is looked at. */
async function assertBoundedIndexes(device: GPUDevice, description: string): Promise<void> {
  const words = 16
  const given = createBuffer(device, words * 4, BUFFER_USAGE.storage | BUFFER_USAGE.copyDst)
  const written = createBuffer(device, words * 4, BUFFER_USAGE.storage | BUFFER_USAGE.copySrc)
  const values = new Uint32Array(words)
  values.set([STRAY_INDEX, MARK])
  values[words - 1] = MARK + 1
  device.queue.writeBuffer(given, 0, values)
  const pipeline = await createPipeline(device, OUT_OF_BOUNDS_WGSL)
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, bindBuffers(device, pipeline, [written, given]))
  pass.dispatchWorkgroups(1)
  pass.end()
  device.queue.submit([encoder.finish()])
  const seen = new Uint32Array(await readBuffer(device, written, words * 4))
  given.destroy()
  written.destroy()
  if (seen[0] !== MARK + 1 || seen[words - 1] !== MARK) {
    throw new KernelDeviceError({
      device: description,
      reason: `stray indexes are not bounded: ${seen[0]}, ${seen[words - 1]}`,
    })
  }
}

/** A zeroed buffer of `bytes` bytes. */
export function createBuffer(device: GPUDevice, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
  return device.createBuffer({ size: bytes, usage })
}

/** The compute pipeline of a shader whose entry point is `main`. */
export function createPipeline(device: GPUDevice, code: string): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ code })
  return device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } })
}

/** The buffers as group 0, in the order of their bindings. */
export function bindBuffers(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  buffers: readonly GPUBuffer[],
): GPUBindGroup {
  return device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  })
}

/** A copy of the first `bytes` bytes of a buffer, once all submitted work on it is done. */
export async function readBuffer(device: GPUDevice, buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  const readable = createBuffer(device, bytes, BUFFER_USAGE.mapRead | BUFFER_USAGE.copyDst)
  try {
    const encoder = device.createCommandEncoder()
    encoder.copyBufferToBuffer(buffer, 0, readable, 0, bytes)
    device.queue.submit([encoder.finish()])
    await readable.mapAsync(MAP_MODE_READ)
    return readable.getMappedRange().slice(0)
  } finally {
    readable.destroy()
  }
}
