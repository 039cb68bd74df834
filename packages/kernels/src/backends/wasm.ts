import { KECCAK_WASM } from '../tensors/generated/keccak-wasm.js'
import type { FlatKernel, RowComputer } from '../kernel.js'
import { instantiate } from '../wasm.js'
import type { Searcher, WitnessKernel } from '../witness-kernel.js'
import type { ComputeBackend } from './backend.js'
import { openCpuBackend, type CpuOptions } from './cpu.js'
import { openThreadPool } from './thread-pool.js'

const BLOCK_MS = 400

/**
 * WebAssembly SIMD on the processor, on as many threads as asked for where the engine has them, else on one. Rejects with
 * `KERNEL_NO_WASM` where the engine cannot instantiate it.
 */
export async function openWasmBackend({ memoryBytes, threads = 1 }: CpuOptions = {}): Promise<ComputeBackend> {
  // Whether the engine has it at all: no kernel is known yet.
  await instantiate(KECCAK_WASM)
  const computers = new Map<FlatKernel, Promise<RowComputer>>()
  const searchers = new Map<WitnessKernel, Promise<Searcher>>()
  const pool = await openThreadPool('wasm', threads)
  return openCpuBackend({
    memoryBytes,
    name: 'wasm-simd',
    kind: 'wasm',
    device: pool === undefined ? 'CPU, one thread' : `CPU, ${pool.count} threads`,
    blockMs: BLOCK_MS,
    pool,
    computerOf(kernel) {
      const computer = computers.get(kernel) ?? kernel.openWasm()
      computers.set(kernel, computer)
      return computer
    },
    searcherOf(kernel) {
      const searcher = searchers.get(kernel) ?? kernel.openWasm()
      searchers.set(kernel, searcher)
      return searcher
    },
  })
}
