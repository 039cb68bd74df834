import { KernelNoWasmError } from '../errors.js'
import { KECCAK_WASM } from '../generated/keccak-wasm.js'
import type { FlatKernel, RowComputer } from '../kernel.js'
import { instantiate } from '../wasm.js'
import type { ComputeBackend } from './backend.js'
import { openCpuBackend } from './cpu.js'

/** WebAssembly SIMD on the processor. Rejects with `KERNEL_NO_WASM` where the engine cannot instantiate it. */
export async function openWasmBackend(
  options: { readonly memoryBytes?: number | undefined } = {},
): Promise<ComputeBackend> {
  await assertSimd()
  const computers = new Map<FlatKernel, Promise<RowComputer>>()
  return openCpuBackend({
    ...options,
    name: 'wasm-simd',
    kind: 'wasm',
    device: 'CPU, one thread',
    computerOf(kernel) {
      const computer = computers.get(kernel) ?? kernel.openWasm()
      computers.set(kernel, computer)
      return computer
    },
  })
}

async function assertSimd(): Promise<void> {
  try {
    await instantiate(KECCAK_WASM)
  } catch (cause) {
    throw new KernelNoWasmError({ cause })
  }
}
