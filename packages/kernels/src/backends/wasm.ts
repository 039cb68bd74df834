import { matmul8Layout } from '../matmul8/layout.js'
import { openMatmul8Wasm } from '../matmul8/wasm-rows.js'
import { bytesSource } from '../tensors/source.js'
import type { ComputeBackend } from './backend.js'
import { queued } from './queue.js'

/**
 * WebAssembly SIMD on one thread. Memory stays below 10 MiB and the product.
 * Throws `KERNEL_NO_WASM` where the engine cannot instantiate it.
 */
export async function openWasmBackend(): Promise<ComputeBackend> {
  const computer = await openMatmul8Wasm()
  return queued({
    name: 'wasm-simd',
    kind: 'wasm',
    device: 'CPU, one thread',
    isFallbackAdapter: false,
    async multiply({ m, n, k, a, bt }) {
      const params = { m, n, k }
      const layout = matmul8Layout(params, 1)
      const inputs = [bytesSource(layout.a, bytesOf(a)), bytesSource(layout.b, bytesOf(bt))]
      const bytes = await computer.rows({ params, layout, shard: 0 }, inputs, { first: 0, count: m })
      return new Int32Array(bytes.slice().buffer)
    },
    free: () => undefined,
  })
}

function bytesOf(array: Int8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.length)
}
