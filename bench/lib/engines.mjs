// What the table asks of a backend. The only file that knows the interface of @quern/kernels' backends; it takes the built
// package by its place, so that a machine without npm needs nothing but the folder.
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../scripts/lib/paths.mjs'

export const kernels = await import(pathToFileURL(path.join(root, 'packages/kernels/dist/index.js')).href)

/** The device of WASM without threads. */
export const ONE_THREAD = 'CPU, one thread'

const MOST_THREADS = 16
const MEMORY_BYTES = 8 * 2 ** 30
/** Of a GPU before it is timed: after less its clock is still that of an idle one. */
const GPU_WARM_MS = 400

/** Kinds of backends. */
export const KINDS = ['reference', 'wasm', 'webgpu']

/**
 * The backends of some kinds on this machine, and why there is no GPU if there is none. A software driver is listed only
 * with `software`, and never as a GPU.
 */
export async function openEngines({ software, kinds }) {
  const engines = []
  if (kinds.includes('reference')) engines.push(await openEngine('reference'))
  if (kinds.includes('wasm')) engines.push(...(await openWasm()))
  if (!kinds.includes('webgpu')) return { engines }
  try {
    engines.push(await openEngine('webgpu', { allowFallbackAdapter: software }))
  } catch (error) {
    if (!(error instanceof kernels.KernelError)) throw error
    return { engines, noGpu: error.message }
  }
  return { engines }
}

/** On one thread, and on all cores where there are several. */
async function openWasm() {
  const threads = Math.min(availableParallelism(), MOST_THREADS)
  const one = await openEngine('wasm')
  return threads === 1 ? [one] : [one, await openEngine('wasm', { threads })]
}

async function openEngine(prefer, options = {}) {
  const backend = await kernels.openBackend({ prefer, memoryBytes: MEMORY_BYTES, ...options })
  await kernels.selfTest(backend)
  const { kind, device, isFallbackAdapter: isSoftware } = backend
  return {
    name: nameOf(backend),
    kind,
    device,
    isSoftware,
    warmMs: kind === 'webgpu' && !isSoftware ? GPU_WARM_MS : 0,
    product: (operands) => productOn(backend, operands),
    output: (job) => outputOn(backend, job),
    tensor: (shape, bytes) => tensorOn(backend, shape, bytes),
    search: (slice) => backend.search({ ...slice, kernel: kernels.create2SearchKernel }),
    close: () => backend.close(),
  }
}

function nameOf({ kind, device, isFallbackAdapter }) {
  if (kind === 'reference') return 'reference'
  if (kind === 'wasm') return `WASM, ${device.replace(/^CPU, /, '')}`
  return isFallbackAdapter ? `WebGPU on a software driver (${device})` : `WebGPU, ${device}`
}

/** Bytes of a typed array. */
export function bytesOf(array) {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

/** A whole job of Matmul8 as the backends take it. */
export function jobOf({ m, n, k }) {
  const params = kernels.encodeMatmul8Params({ m, n, k })
  return kernels.shardJob({ kernelId: kernels.MATMUL8_KERNEL_ID, params, shards: 1, shard: 0 })
}

/**
 * A product with its operands uploaded: run() computes C and gives up the last one; commit('a' | 'b' | 'c'); read() is C
 * as int32; together() computes and commits to all three at once, as far as the backend can.
 */
async function productOn(backend, operands) {
  const job = jobOf(operands)
  const [shapeA, shapeB] = job.layout.inputs
  const held = {
    a: await backend.upload(kernels.bytesSource(shapeA, bytesOf(operands.a))),
    b: await backend.upload(kernels.bytesSource(shapeB, bytesOf(operands.bt))),
  }
  const run = async () => {
    if (held.c) backend.free(held.c)
    held.c = await backend.run(job, [held.a, held.b])
  }
  return {
    run,
    commit: (name) => backend.commit(held[name]),
    together: () =>
      Promise.all([run().then(() => backend.commit(held.c)), backend.commit(held.a), backend.commit(held.b)]),
    read: async () => {
      const bytes = await backend.read(held.c, { first: 0, count: held.c.shape.rows })
      return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    },
    free: () => Object.values(held).forEach((tensor) => backend.free(tensor)),
  }
}

/** The output of a job without inputs: run() computes it and gives up the last one; read() is its bytes. */
async function outputOn(backend, job) {
  let held
  const free = () => held && backend.free(held)
  return {
    run: async () => {
      free()
      held = await backend.run(job, [])
    },
    read: () => backend.read(held, { first: 0, count: held.shape.rows }),
    free,
  }
}

/** A tensor uploaded; commit() makes its tree and resolves to the root. */
async function tensorOn(backend, shape, bytes) {
  const tensor = await backend.upload(kernels.bytesSource(shape, bytes))
  return { commit: async () => (await backend.commit(tensor)).root, free: () => backend.free(tensor) }
}
