/** GPUBufferUsage by value, so that Dawn's globals need not be installed. */
export const BUFFER_USAGE = {
  mapRead: 0x01,
  mapWrite: 0x02,
  copySrc: 0x04,
  copyDst: 0x08,
  uniform: 0x40,
  storage: 0x80,
} as const

const MAP_MODE_READ = 1
const COMPUTE_STAGE = 4

/** A zeroed buffer of `bytes` bytes. */
export function createBuffer(device: GPUDevice, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
  return device.createBuffer({ size: bytes, usage })
}

/** A zeroed buffer that shaders read and write and that can be copied from and to. */
export function createStorage(device: GPUDevice, bytes: number): GPUBuffer {
  return createBuffer(device, bytes, BUFFER_USAGE.storage | BUFFER_USAGE.copySrc | BUFFER_USAGE.copyDst)
}

/**
 * A shader with entry point `main`: binding 0 is a uniform whose offset is given with the group, 1 is read and written,
 * `inputs` more are read.
 */
export async function createPipeline(device: GPUDevice, code: string, inputs: number): Promise<GPUComputePipeline> {
  const types: GPUBufferBindingType[] = [
    'uniform',
    'storage',
    ...Array<'read-only-storage'>(inputs).fill('read-only-storage'),
  ]
  const group = device.createBindGroupLayout({
    entries: types.map((type, binding) => ({
      binding,
      visibility: COMPUTE_STAGE,
      buffer: { type, hasDynamicOffset: type === 'uniform' },
    })),
  })
  return device.createComputePipelineAsync({
    layout: device.createPipelineLayout({ bindGroupLayouts: [group] }),
    compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
  })
}

/** A piece of a buffer as a binding. */
export type Binding = GPUBuffer | { readonly buffer: GPUBuffer; readonly offset: number; readonly size: number }

/** The bindings as group 0, in order. */
export function bindBuffers(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  bindings: readonly Binding[],
): GPUBindGroup {
  return device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: bindings.map((bound, binding) => ({ binding, resource: 'buffer' in bound ? bound : { buffer: bound } })),
  })
}

/** A piece of a buffer that is to be read. */
export interface CopiedBytes {
  readonly buffer: GPUBuffer
  /** A multiple of four, like `bytes`. */
  readonly offset: number
  readonly bytes: number
}

/** Copies of the pieces, one behind another, once all submitted work on them is done. */
export async function readPieces(device: GPUDevice, pieces: readonly CopiedBytes[]): Promise<Uint8Array> {
  const total = pieces.reduce((sum, { bytes }) => sum + bytes, 0)
  const readable = createBuffer(device, total, BUFFER_USAGE.mapRead | BUFFER_USAGE.copyDst)
  try {
    const encoder = device.createCommandEncoder()
    let end = 0
    for (const { buffer, offset, bytes } of pieces) {
      encoder.copyBufferToBuffer(buffer, offset, readable, end, bytes)
      end += bytes
    }
    device.queue.submit([encoder.finish()])
    await readable.mapAsync(MAP_MODE_READ)
    return new Uint8Array(readable.getMappedRange().slice(0))
  } finally {
    readable.destroy()
  }
}
