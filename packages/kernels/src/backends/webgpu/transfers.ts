import { BUFFER_USAGE, createBuffer, type CopiedBytes } from './buffers.js'

const MAP_MODE = { read: 1, write: 2 } as const
/** Buffers of each direction: while one is copied on the device, another is filled or emptied here. */
const STAGES = 3

/** Copies between this process and a device, through buffers that are mapped again and again. */
export interface Transfers {
  /** Bytes of one stage: what is filled or emptied at a time. */
  readonly stageBytes: number
  /** Copies `bytes` bytes to a buffer; `fill` writes those from `from` on. Returns before the device has them. */
  write(target: CopiedBytes, fill: (piece: Uint8Array, from: number) => void): Promise<void>
  /** Copies bytes from a buffer, once all submitted work is done; `take` gets those from `from` on, and keeps no view. */
  read(source: CopiedBytes, take: (piece: Uint8Array, from: number) => void): Promise<void>
  close(): void
}

/** Bytes that the stages of one device take together. */
export function stagingBytes(stageBytes: number): number {
  return 2 * STAGES * stageBytes
}

interface Stage {
  readonly buffer: GPUBuffer
  /** Resolves when the buffer is mapped. */
  mapped: Promise<unknown>
}

/** Opens the stages: twice three buffers of `stageBytes` bytes, a multiple of eight. */
export function openTransfers(device: GPUDevice, stageBytes: number): Transfers {
  const { mapRead, mapWrite, copySrc, copyDst } = BUFFER_USAGE
  const stagesOf = (usage: number): Stage[] =>
    Array.from({ length: STAGES }, () => ({
      buffer: createBuffer(device, stageBytes, usage),
      mapped: Promise.resolve(),
    }))
  const up = stagesOf(mapWrite | copySrc)
  const down = stagesOf(mapRead | copyDst)
  for (const stage of up) map(stage, MAP_MODE.write)
  return {
    stageBytes,
    async write({ buffer, offset, bytes }, fill) {
      for (let from = 0; from < bytes; from += stageBytes) {
        const length = Math.min(stageBytes, bytes - from)
        const stage = up.shift() as Stage
        up.push(stage)
        await stage.mapped
        fill(new Uint8Array(stage.buffer.getMappedRange(0, length)), from)
        stage.buffer.unmap()
        copy(device, { buffer: stage.buffer, offset: 0, bytes: length }, { buffer, offset: offset + from })
        map(stage, MAP_MODE.write)
      }
    },
    async read({ buffer, offset, bytes }, take) {
      const ahead = (STAGES - 1) * stageBytes
      for (let from = -ahead; from < bytes; from += stageBytes) {
        const next = from + ahead
        if (next < bytes) {
          const stage = down[(next / stageBytes) % STAGES] as Stage
          const length = Math.min(stageBytes, bytes - next)
          copy(device, { buffer, offset: offset + next, bytes: length }, { buffer: stage.buffer, offset: 0 })
          map(stage, MAP_MODE.read)
        }
        if (from < 0) continue
        const stage = down[(from / stageBytes) % STAGES] as Stage
        await stage.mapped
        take(new Uint8Array(stage.buffer.getMappedRange(0, Math.min(stageBytes, bytes - from))), from)
        stage.buffer.unmap()
      }
    },
    close() {
      for (const { buffer } of [...up, ...down]) buffer.destroy()
    },
  }
}

/** Maps a stage; a failure shows where it is awaited, if it still is. */
function map(stage: Stage, mode: number): void {
  stage.mapped = stage.buffer.mapAsync(mode)
  stage.mapped.catch(() => undefined)
}

function copy(device: GPUDevice, from: CopiedBytes, to: { readonly buffer: GPUBuffer; readonly offset: number }): void {
  const encoder = device.createCommandEncoder()
  encoder.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, from.bytes)
  device.queue.submit([encoder.finish()])
}
