import { KernelDeviceError, KernelNoAdapterError, type KernelFacts } from '../../errors.js'
import { bindBuffers, BUFFER_USAGE, createBuffer, createPipeline, createStorage, readPieces } from './buffers.js'
import { requestDevice } from './limits.js'

// With Vulkan's own robustness off, Dawn bounds every index itself, and all drivers treat stray indexes alike.
const DAWN_OPTIONS = ['disable-dawn-features=vulkan_use_buffer_robust_access_2']
const SOFTWARE_VENDORS = ['mesa', 'google']
const PACKED_DOT_FEATURE = 'packed_4x8_integer_dot_product'
const STRAY_INDEX = 1_000_000
const MARK = 4242

/** Reads and writes far out of bounds: with the wanted toggles both land in the last element of their buffer. */
const OUT_OF_BOUNDS_WGSL = `
@group(0) @binding(0) var<uniform> stray: vec4u;
@group(0) @binding(1) var<storage, read_write> written: array<u32>;
@group(0) @binding(2) var<storage, read> given: array<u32>;
@compute @workgroup_size(1)
fn main() {
  written[0] = given[stray.x];
  written[stray.x] = stray.y;
}`

/** A device that may compute, with what is known about it. */
export interface GpuHandle {
  /** Held so that it outlives the device. */
  readonly gpu: GPU
  readonly device: GPUDevice
  readonly description: string
  /** Vendor, architecture, device, and the limits that the engine was given. */
  readonly details: KernelFacts
  readonly isFallbackAdapter: boolean
  /** Whether shaders have `dot4I8Packed`. */
  readonly packedDot: boolean
}

/**
 * The engine's own WebGPU, or Dawn's. Rejects with `KERNEL_NO_ADAPTER` when there is neither, no adapter, or only a
 * software adapter that is not allowed; `KERNEL_LIMIT` when it has too little; `KERNEL_DEVICE` when it gives no device
 * or Dawn does not bound stray indexes as its `toggles` ask.
 */
export async function openGpu(allowFallbackAdapter: boolean, toggles = DAWN_OPTIONS): Promise<GpuHandle> {
  const own = (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu
  const gpu = own ?? (await dawn(toggles))
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) throw new KernelNoAdapterError({ reason: 'WebGPU lists no adapter' })
  const { info } = adapter
  const isFallbackAdapter = info.isFallbackAdapter || SOFTWARE_VENDORS.includes(info.vendor.toLowerCase())
  const description = nameOf(info)
  if (isFallbackAdapter && !allowFallbackAdapter) {
    throw new KernelNoAdapterError({
      reason: 'the only adapter is a software driver',
      vendor: info.vendor,
      device: description,
    })
  }
  const device = await requestDevice(adapter, description)
  if (own === undefined) await assertBoundedIndexes(device, description)
  return {
    gpu,
    device,
    description,
    details: detailsOf(info, device),
    isFallbackAdapter,
    packedDot: gpu.wgslLanguageFeatures.has(PACKED_DOT_FEATURE),
  }
}

/** NVIDIA describes its driver, others the device. */
function nameOf({ vendor, device, description }: GPUAdapterInfo): string {
  return [device, description].filter(Boolean).join(', ') || vendor || 'unnamed adapter'
}

function detailsOf({ vendor, architecture, device }: GPUAdapterInfo, { limits }: GPUDevice): KernelFacts {
  const { maxStorageBufferBindingSize, maxBufferSize } = limits
  return { vendor, architecture, device, maxStorageBufferBindingSize, maxBufferSize }
}

async function dawn(toggles: string[]): Promise<GPU> {
  try {
    const { create } = await import('webgpu')
    return create(toggles)
  } catch (cause) {
    throw new KernelNoAdapterError({ reason: 'the optional package webgpu cannot be loaded', cause })
  }
}

/** Dawn ignores a misspelt toggle in silence, so its effect is looked at. */
async function assertBoundedIndexes(device: GPUDevice, description: string): Promise<void> {
  const words = 16
  const stray = createBuffer(device, 16, BUFFER_USAGE.uniform | BUFFER_USAGE.copyDst)
  const given = createStorage(device, words * 4)
  const written = createStorage(device, words * 4)
  device.queue.writeBuffer(stray, 0, Uint32Array.of(STRAY_INDEX, MARK, 0, 0))
  device.queue.writeBuffer(given, (words - 1) * 4, Uint32Array.of(MARK + 1))
  const pipeline = await createPipeline(device, OUT_OF_BOUNDS_WGSL, 1)
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, bindBuffers(device, pipeline, [stray, written, given]), [0])
  pass.dispatchWorkgroups(1)
  pass.end()
  device.queue.submit([encoder.finish()])
  const bytes = await readPieces(device, [{ buffer: written, offset: 0, bytes: words * 4 }])
  const seen = new Uint32Array(bytes.buffer)
  for (const buffer of [stray, given, written]) buffer.destroy()
  if (seen[0] !== MARK + 1 || seen[words - 1] !== MARK) {
    throw new KernelDeviceError({
      device: description,
      reason: `stray indexes are not bounded: ${seen[0]}, ${seen[words - 1]}`,
    })
  }
}
