/** Buffer usages by value, as WebGPU numbers them. */
const STORAGE = 0x80
const COPY_SRC = 0x04
const COPY_DST = 0x08
const MAP_READ = 0x01
const MODE_READ = 1

/** A device on whatever driver there is, with Dawn's own options; undefined where there is no adapter or no Dawn. */
export async function rawDevice(options: readonly string[]): Promise<{ gpu: GPU; device: GPUDevice } | undefined> {
  const { create } = await import('webgpu')
  const gpu = create([...options])
  const adapter = await gpu.requestAdapter()
  return adapter === null ? undefined : { gpu, device: await adapter.requestDevice() }
}

/**
 * The words of binding 1 after one workgroup of a shader ran, whose binding 0 holds `given`. Binding 1 begins as `written`.
 */
export async function runShader(
  device: GPUDevice,
  code: string,
  { given, written }: { readonly given: Uint32Array<ArrayBuffer>; readonly written: Uint32Array<ArrayBuffer> },
): Promise<Uint32Array> {
  const buffer = (words: Uint32Array<ArrayBuffer>) => {
    const made = device.createBuffer({ size: words.byteLength, usage: STORAGE | COPY_SRC | COPY_DST })
    device.queue.writeBuffer(made, 0, words)
    return made
  }
  const [input, output] = [buffer(given), buffer(written)]
  const readable = device.createBuffer({ size: written.byteLength, usage: MAP_READ | COPY_DST })
  const module = device.createShaderModule({ code })
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } })
  const entries = [input, output].map((bound, binding) => ({ binding, resource: { buffer: bound } }))
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }))
  pass.dispatchWorkgroups(1)
  pass.end()
  encoder.copyBufferToBuffer(output, 0, readable, 0, written.byteLength)
  device.queue.submit([encoder.finish()])
  await readable.mapAsync(MODE_READ)
  const words = new Uint32Array(readable.getMappedRange().slice(0))
  for (const made of [input, output, readable]) made.destroy()
  return words
}
