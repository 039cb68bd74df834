const STORAGE = 0x80
const COPY_SRC = 0x04
const COPY_DST = 0x08
const MAP_READ = 0x01
const MODE_READ = 1
const GUARD_BYTES = 1024

/** What lies behind the end of every buffer: as int8, −86 and 85 in turn. */
const POISON = new Uint32Array(GUARD_BYTES / 4).fill(0x55aa55aa)

/** A device all of whose storage buffers have poison behind their end, which shaders can reach if they go astray. */
export interface GuardedDevice {
  readonly device: GPUDevice
  /** How many buffers were made. */
  buffers(): number
  /** How many of them have other bytes than poison behind their end now. */
  spoilt(): Promise<number>
}

/** Buffers have the size that was asked for. `destroy` of one does nothing until the device itself is destroyed, so that its guard can be looked at. */
export function guardedDevice(device: GPUDevice): GuardedDevice {
  const guarded: { buffer: GPUBuffer; end: number }[] = []
  const createBuffer = (descriptor: GPUBufferDescriptor): GPUBuffer => {
    if ((descriptor.usage & STORAGE) === 0) return device.createBuffer(descriptor)
    const end = Math.ceil(descriptor.size / 4) * 4
    const usage = descriptor.usage | COPY_SRC | COPY_DST
    const buffer = device.createBuffer({ ...descriptor, size: end + GUARD_BYTES, usage })
    device.queue.writeBuffer(buffer, end, POISON)
    Object.defineProperties(buffer, { size: { value: descriptor.size }, destroy: { value: () => undefined } })
    guarded.push({ buffer, end })
    return buffer
  }
  const proxy = new Proxy(device, {
    get(target, name) {
      if (name === 'createBuffer') return createBuffer
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const spoilt = async () => {
    let count = 0
    for (const { buffer, end } of guarded) {
      const seen = await guardOf(device, buffer, end)
      if (seen.some((word, i) => word !== POISON[i])) count += 1
    }
    return count
  }
  return { device: proxy, buffers: () => guarded.length, spoilt }
}

async function guardOf(device: GPUDevice, buffer: GPUBuffer, end: number): Promise<Uint32Array> {
  const readable = device.createBuffer({ size: GUARD_BYTES, usage: MAP_READ | COPY_DST })
  const encoder = device.createCommandEncoder()
  encoder.copyBufferToBuffer(buffer, end, readable, 0, GUARD_BYTES)
  device.queue.submit([encoder.finish()])
  await readable.mapAsync(MODE_READ)
  const words = new Uint32Array(readable.getMappedRange().slice(0))
  readable.destroy()
  return words
}
