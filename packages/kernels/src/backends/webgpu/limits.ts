import { KernelDeviceError, KernelLimitError } from '../../errors.js'

/** What the engine's shaders and buffers need: all that WebGPU promises everywhere, so that a browser's device will do. */
const NEEDED = {
  maxStorageBufferBindingSize: 2 ** 27,
  maxBufferSize: 2 ** 27,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupsPerDimension: 65535,
  maxStorageBuffersPerShaderStage: 8,
} as const

/** Most bytes of one buffer that are asked for. */
const MOST_BUFFER_BYTES = 2 ** 30

/**
 * A device of the adapter, with buffers larger than WebGPU promises where the adapter has them and gives them. Rejects
 * with `KERNEL_LIMIT` when the adapter has less than the engine needs, with `KERNEL_DEVICE` when it gives no device.
 */
export async function requestDevice(adapter: GPUAdapter, description: string): Promise<GPUDevice> {
  for (const [limit, need] of Object.entries(NEEDED)) {
    const have = adapter.limits[limit as keyof typeof NEEDED]
    if (have < need) throw new KernelLimitError({ device: description, limit, have, need })
  }
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits
  const requiredLimits = {
    maxStorageBufferBindingSize: Math.min(maxStorageBufferBindingSize, MOST_BUFFER_BYTES),
    maxBufferSize: Math.min(maxBufferSize, MOST_BUFFER_BYTES),
  }
  try {
    return await adapter.requestDevice({ requiredLimits }).catch(() => adapter.requestDevice())
  } catch (cause) {
    throw new KernelDeviceError({ device: description, reason: 'the adapter gives no device', cause })
  }
}

/** Bytes of the largest buffer that a shader of this device can use, a multiple of 16. */
export function largestBuffer({ limits }: GPUDevice): number {
  const bytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize, MOST_BUFFER_BYTES)
  return Math.floor(bytes / 16) * 16
}
