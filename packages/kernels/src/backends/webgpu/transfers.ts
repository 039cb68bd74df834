import { answered } from './answered.js'
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
  /** Copies of the pieces, one behind another, once all submitted work is done. */
  gather(pieces: readonly CopiedBytes[]): Promise<Uint8Array>
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
    write: (target, fill) => writeStaged({ device, stageBytes, stages: up }, target, fill),
    read: (source, take) => readStaged({ device, stageBytes, stages: down }, source, take),
    gather: (pieces) => gatherStaged({ device, stageBytes, stages: down }, pieces),
  }
}

interface Staging {
  readonly device: GPUDevice
  readonly stageBytes: number
  /** The next one to be used comes first. */
  readonly stages: Stage[]
}

async function writeStaged(
  { device, stageBytes, stages }: Staging,
  { buffer, offset, bytes }: CopiedBytes,
  fill: (piece: Uint8Array, from: number) => void,
): Promise<void> {
  for (let from = 0; from < bytes; from += stageBytes) {
    const length = Math.min(stageBytes, bytes - from)
    const stage = stages.shift() as Stage
    stages.push(stage)
    await answered(stage.mapped)
    fill(new Uint8Array(stage.buffer.getMappedRange(0, length)), from)
    stage.buffer.unmap()
    copy(device, { buffer: stage.buffer, offset: 0, bytes: length }, { buffer, offset: offset + from })
    map(stage, MAP_MODE.write)
  }
}

/** Asks for pieces ahead of those that are taken, as many as there are stages. */
async function readStaged(
  { device, stageBytes, stages }: Staging,
  { buffer, offset, bytes }: CopiedBytes,
  take: (piece: Uint8Array, from: number) => void,
): Promise<void> {
  const lengthOf = (from: number) => Math.min(stageBytes, bytes - from)
  const stageOf = (from: number) => stages[(from / stageBytes) % STAGES] as Stage
  const ask = (from: number) => {
    if (from >= bytes) return
    const stage = stageOf(from)
    copy(device, { buffer, offset: offset + from, bytes: lengthOf(from) }, { buffer: stage.buffer, offset: 0 })
    map(stage, MAP_MODE.read)
  }
  for (let ahead = 0; ahead < STAGES; ahead++) ask(ahead * stageBytes)
  for (let from = 0; from < bytes; from += stageBytes) {
    const stage = stageOf(from)
    await answered(stage.mapped)
    take(new Uint8Array(stage.buffer.getMappedRange(0, lengthOf(from))), from)
    stage.buffer.unmap()
    ask(from + STAGES * stageBytes)
  }
}

async function gatherStaged(
  { device, stageBytes, stages }: Staging,
  pieces: readonly CopiedBytes[],
): Promise<Uint8Array> {
  const stage = stages[0] as Stage
  const gathered = new Uint8Array(pieces.reduce((sum, { bytes }) => sum + bytes, 0))
  let done = 0
  for (const batch of batches(pieces, stageBytes)) {
    const encoder = device.createCommandEncoder()
    let end = 0
    for (const { buffer, offset, bytes } of batch) {
      encoder.copyBufferToBuffer(buffer, offset, stage.buffer, end, bytes)
      end += bytes
    }
    device.queue.submit([encoder.finish()])
    map(stage, MAP_MODE.read)
    await answered(stage.mapped)
    gathered.set(new Uint8Array(stage.buffer.getMappedRange(0, end)), done)
    stage.buffer.unmap()
    done += end
  }
  return gathered
}

/** The pieces in batches of at most `most` bytes, cut where a batch ends. */
export function batches(pieces: readonly CopiedBytes[], most: number): CopiedBytes[][] {
  const made: CopiedBytes[][] = []
  let room = 0
  for (const { buffer, offset, bytes } of pieces) {
    for (let from = 0; from < bytes;) {
      if (room === 0) {
        made.push([])
        room = most
      }
      const some = Math.min(room, bytes - from)
      made.at(-1)?.push({ buffer, offset: offset + from, bytes: some })
      from += some
      room -= some
    }
  }
  return made
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
