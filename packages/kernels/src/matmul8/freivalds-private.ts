import type { FreivaldsMachine, FreivaldsSize } from './freivalds-machine.js'
import { createPortableMachine } from './freivalds-portable.js'
import { createWasmMachine } from './freivalds-wasm.js'

// What crypto.getRandomValues gives at once.
const MAX_RANDOM_BYTES = 65536

/** A machine for one check with r from the system's generator: in WebAssembly SIMD, or where there is none in BigInt. */
export function createPrivateMachine(size: FreivaldsSize): FreivaldsMachine {
  try {
    return createWasmMachine(size, fillPrivately)
  } catch {
    // No WebAssembly, no SIMD, or an engine that refuses to compile synchronously: the portable machine is always right.
    return createPortableMachine(size, fillPrivately)
  }
}

/** Independent uniform bytes that nobody else knows. */
function fillPrivately(bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; from += MAX_RANDOM_BYTES) {
    crypto.getRandomValues(bytes.subarray(from, from + MAX_RANDOM_BYTES) as Uint8Array<ArrayBuffer>)
  }
}
