import { KernelDeviceError, KernelError } from '../errors.js'
import type { MatmulInput } from '../matmul8/inputs.js'
import {
  BUFFER_USAGE,
  bindBuffers,
  createBuffer,
  createPipeline,
  openGpu,
  readBuffer,
  type GpuHandle,
} from './adapter.js'
import type { FlatKernel, RowComputer } from '../kernel.js'
import { matmul8Layout } from '../matmul8/layout.js'
import type { Matmul8Params } from '../matmul8/params.js'
import type { TensorSource } from '../tensors/source.js'
import type { ComputeBackend } from './backend.js'
import { openCpuBackend } from './cpu.js'
import { planGpuPanels, type GpuPanels } from './panels.js'
import { matmul8Wgsl, WGSL_TILE } from './wgsl.js'

const PACKED_DOT_FEATURE = 'packed_4x8_integer_dot_product'
const SUBMIT_TARGET_MS = 50
const FIRST_SUBMIT_MACS = 2 ** 27
const MAX_GROWTH = 4
const UNIFORM_BYTES = 16

/** One open device with its pipeline; `macsPerSubmit` follows the device's measured speed. */
interface Session extends GpuHandle {
  readonly pipeline: GPUComputePipeline
  readonly lost: { reason: string | undefined }
  macsPerSubmit: number
}

/** Rows first … first + count − 1 of an operand with k columns. */
interface OperandRows {
  readonly source: Int8Array
  readonly first: number
  readonly count: number
  readonly k: number
}

/** Buffers of one product, reused for all its panels. */
interface PanelBuffers {
  readonly a: GPUBuffer
  readonly bt: GPUBuffer
  readonly c: GPUBuffer
  readonly shape: GPUBuffer
}

/**
 * WebGPU: the engine's own, or Dawn in Node. Products of any shape are cut into panels of at most 128 MiB a buffer and
 * into submits of about 50 ms. Throws `KERNEL_NO_ADAPTER` or `KERNEL_DEVICE`. `bufferBytes` lowers the panel size and
 * `packedDot` picks the inner loop; both follow from the device when left out.
 */
export async function openWebgpuBackend(options: {
  readonly allowFallbackAdapter: boolean
  readonly bufferBytes?: number
  readonly memoryBytes?: number | undefined
  readonly packedDot?: boolean
}): Promise<ComputeBackend> {
  const handle = await openGpu(options.allowFallbackAdapter)
  const packedDot = options.packedDot ?? handle.gpu.wgslLanguageFeatures.has(PACKED_DOT_FEATURE)
  const pipeline = await createPipeline(handle.device, matmul8Wgsl(packedDot))
  const lost: Session['lost'] = { reason: undefined }
  void handle.device.lost.then((info) => {
    lost.reason = info.message || info.reason
  })
  const session: Session = { ...handle, pipeline, lost, macsPerSubmit: FIRST_SUBMIT_MACS }
  return openCpuBackend({
    name: 'webgpu',
    kind: 'webgpu',
    device: handle.description,
    isFallbackAdapter: handle.isFallbackAdapter,
    memoryBytes: options.memoryBytes,
    computerOf: async (_kernel: FlatKernel) => matmulRows(session, options.bufferBytes),
    free: () => handle.device.destroy(),
  })
}

function matmulRows(session: Session, bufferBytes: number | undefined): RowComputer<Matmul8Params> {
  return {
    async rows({ params, layout, shard }, [a, b], { first, count }) {
      const { n, k } = params
      const { start } = matmul8Layout(params, layout.shards).rowsOf(shard)
      const rowsA = await (a as TensorSource).read({ first: start + first, count })
      const rowsB = await (b as TensorSource).read({ first: 0, count: n })
      const [signedA, bt] = [rowsA, rowsB].map(
        ({ buffer, byteOffset, length }) => new Int8Array(buffer, byteOffset, length),
      )
      const input = { m: count, n, k, a: signedA as Int8Array, bt: bt as Int8Array }
      const c = await guarded(session, () => multiplyPanels(session, input, planGpuPanels(input, bufferBytes)))
      return new Uint8Array(c.buffer)
    },
  }
}

/** Runs `work` and turns a lost device, a refused allocation or a validation error into `KERNEL_DEVICE`. */
async function guarded(session: Session, work: () => Promise<Int32Array>): Promise<Int32Array> {
  const { device, description, lost } = session
  const fail = (reason: string, cause?: unknown) => new KernelDeviceError({ device: description, reason, cause })
  if (lost.reason !== undefined) throw fail(lost.reason)
  const scopes = ['validation', 'out-of-memory', 'internal'] as const
  for (const scope of scopes) device.pushErrorScope(scope)
  let result: Int32Array | undefined
  let cause: unknown
  try {
    result = await work()
  } catch (error) {
    if (error instanceof KernelError) throw error
    cause = error
  }
  const errors = await Promise.all(scopes.map(() => device.popErrorScope()))
  const error = errors.find((found) => found !== null)
  if (error || result === undefined || lost.reason !== undefined) {
    throw fail(lost.reason ?? error?.message ?? String(cause), cause)
  }
  return result
}

async function multiplyPanels(session: Session, input: MatmulInput, panels: GpuPanels): Promise<Int32Array> {
  const { m, n, k, a, bt } = input
  const { device } = session
  const out = new Int32Array(m * n)
  const buffers = createBuffers(device, panels)
  try {
    for (let col = 0; col < n; col += panels.cols) {
      const cols = Math.min(panels.cols, n - col)
      device.queue.writeBuffer(buffers.bt, 0, packRows({ source: bt, first: col, count: cols, k }))
      for (let row = 0; row < m; row += panels.rows) {
        const rows = Math.min(panels.rows, m - row)
        device.queue.writeBuffer(buffers.a, 0, packRows({ source: a, first: row, count: rows, k }))
        await dispatchRows(session, buffers, { rows, cols, words: panels.words })
        const product = new Int32Array(await readBuffer(device, buffers.c, rows * cols * 4))
        for (let i = 0; i < rows; i++) out.set(product.subarray(i * cols, (i + 1) * cols), (row + i) * n + col)
      }
    }
    return out
  } finally {
    for (const buffer of Object.values(buffers)) buffer.destroy()
  }
}

function createBuffers(device: GPUDevice, { rows, cols, words }: GpuPanels): PanelBuffers {
  const operand = BUFFER_USAGE.storage | BUFFER_USAGE.copyDst
  return {
    a: createBuffer(device, rows * words * 4, operand),
    bt: createBuffer(device, cols * words * 4, operand),
    c: createBuffer(device, rows * cols * 4, BUFFER_USAGE.storage | BUFFER_USAGE.copySrc),
    shape: createBuffer(device, UNIFORM_BYTES, BUFFER_USAGE.uniform | BUFFER_USAGE.copyDst),
  }
}

/** Rows of an operand, with k padded by zeros to a multiple of four bytes. */
function packRows({ source, first, count, k }: OperandRows): Int8Array<ArrayBuffer> {
  const stride = Math.ceil(k / 4) * 4
  const packed = new Int8Array(count * stride)
  if (stride === k) {
    packed.set(source.subarray(first * k, (first + count) * k))
  } else {
    for (let i = 0; i < count; i++) packed.set(source.subarray((first + i) * k, (first + i + 1) * k), i * stride)
  }
  return packed
}

/** Computes a panel in slices of rows, each submit sized after the time that the last one took. */
async function dispatchRows(session: Session, buffers: PanelBuffers, panel: GpuPanels): Promise<void> {
  const { device, pipeline } = session
  const group = bindBuffers(device, pipeline, [buffers.a, buffers.bt, buffers.c, buffers.shape])
  const macsPerTileRow = WGSL_TILE * panel.cols * panel.words * 4
  for (let firstRow = 0; firstRow < panel.rows;) {
    const tileRowsLeft = Math.ceil((panel.rows - firstRow) / WGSL_TILE)
    const tileRows = Math.min(tileRowsLeft, Math.max(1, Math.floor(session.macsPerSubmit / macsPerTileRow)))
    device.queue.writeBuffer(buffers.shape, 0, Uint32Array.of(panel.rows, panel.cols, panel.words, firstRow))
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    pass.setPipeline(pipeline)
    pass.setBindGroup(0, group)
    pass.dispatchWorkgroups(Math.ceil(panel.cols / WGSL_TILE), tileRows)
    pass.end()
    const started = performance.now()
    device.queue.submit([encoder.finish()])
    await device.queue.onSubmittedWorkDone()
    const growth = SUBMIT_TARGET_MS / Math.max(1, performance.now() - started)
    session.macsPerSubmit = Math.max(1, tileRows * macsPerTileRow * Math.min(MAX_GROWTH, growth))
    firstRow += tileRows * WGSL_TILE
  }
}
