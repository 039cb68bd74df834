import { TensorIndexError } from '../errors.js'
import type { RowComputer } from '../kernel.js'
import { instantiate, reserve, type WasmMemory } from '../wasm.js'
import { MONTE_CARLO_WASM, MOST_PAYOFFS, PAYOFFS } from './generated/monte-carlo-wasm.js'
import { CHUNK_BYTES, monteCarloLayout } from './layout.js'
import type { MonteCarloParams } from './params.js'

const WORD_BYTES = 4
const WORD_BITS = 32
const OUTPUT_AT = PAYOFFS + MOST_PAYOFFS * WORD_BYTES

interface MonteCarloExports {
  readonly memory: WasmMemory
  /** (k, l, steps, drift, volatility, strike, side): the params; k and l are the words of the seed. */
  readonly prepare: (...args: [number, number, number, drift: bigint, number, number, side: number]) => void
  readonly payoffs: (path: number, count: number) => void
  readonly sums: (to: number, chunks: number, paths: number) => void
}

/**
 * MonteCarlo in WebAssembly SIMD on one thread, four paths at a time. The bytes are a view of the instance's memory, gone
 * with the next call. Rejects with `KERNEL_NO_WASM`; its calls with `TENSOR_INDEX` for rows outside the shard.
 */
export async function openMonteCarloWasm(): Promise<RowComputer<MonteCarloParams>> {
  const exports = await instantiate<MonteCarloExports>(MONTE_CARLO_WASM)
  return {
    async rows({ params, layout, shard }, _inputs, { first, count }) {
      const chunks = monteCarloLayout(params, layout.shards).chunksOf(shard)
      const last = first + count - 1
      if (first < 0 || count < 1 || last >= chunks.count)
        throw new TensorIndexError({ what: 'row', index: last, count: chunks.count })
      return drawChunks(exports, params, { first: chunks.start + first, count })
    },
  }
}

function drawChunks(
  exports: MonteCarloExports,
  params: MonteCarloParams,
  chunks: { first: number; count: number },
): Uint8Array {
  const { option, steps, paths, drift, volatility, strike, seed } = params
  const { memory, prepare, payoffs, sums } = exports
  reserve(memory, OUTPUT_AT + chunks.count * CHUNK_BYTES)
  const key = [Number(BigInt.asIntN(WORD_BITS, seed)), Number(seed >> BigInt(WORD_BITS))] as const
  prepare(...key, steps, BigInt(drift), volatility, strike, option === 0 ? 1 : -1)
  const most = Math.floor(MOST_PAYOFFS / paths)
  for (let done = 0; done < chunks.count; done += most) {
    const some = Math.min(most, chunks.count - done)
    payoffs((chunks.first + done) * paths, some * paths)
    sums(OUTPUT_AT + done * CHUNK_BYTES, some, paths)
  }
  return new Uint8Array(memory.buffer, OUTPUT_AT, chunks.count * CHUNK_BYTES)
}
