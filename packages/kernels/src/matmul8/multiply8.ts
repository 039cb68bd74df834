import type { ComputeBackend } from '../backends/backend.js'
import { bytesSource } from '../tensors/source.js'
import { assertLength, type MatmulInput } from './inputs.js'
import { matmul8Kernel } from './kernel.js'
import { matmul8Layout } from './layout.js'

/**
 * The product of two arrays on a backend: uploads, runs, reads, frees. Int32 [m, n]; `a` is int8 [m, k], `bt` int8
 * [n, k], row-major. Rejects with `TENSOR_DATA`, `KERNEL_PARAMETERS` and what the backend's `run` rejects with.
 *
 * @example
 * const backend = await openBackend()
 * const c = await multiply8(backend, { m: 1, n: 1, k: 2, a: Int8Array.of(1, 2), bt: Int8Array.of(3, 4) })
 * console.log(backend.kind, c[0]) // wasm 11
 * await backend.close()
 */
export async function multiply8(backend: ComputeBackend, { m, n, k, a, bt }: MatmulInput): Promise<Int32Array> {
  const params = { m, n, k }
  const layout = matmul8Layout(params, 1)
  assertLength('a', a, m * k)
  assertLength('bt', bt, n * k)
  const sources = [bytesSource(layout.a, bytesOf(a)), bytesSource(layout.b, bytesOf(bt))]
  const inputs = await Promise.all(sources.map((source) => backend.upload(source)))
  try {
    const output = await backend.run({ kernel: matmul8Kernel, params, layout, shard: 0 }, inputs)
    const bytes = await backend.read(output, { first: 0, count: m })
    backend.free(output)
    return new Int32Array(bytes.slice().buffer)
  } finally {
    for (const input of inputs) backend.free(input)
  }
}

function bytesOf(array: Int8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
