import { fromHex, type Hex } from '../hex.js'
import { instantiateNow, type WasmMemory } from '../wasm.js'
import { paddedBlock } from './block.js'
import { CREATE2_BLOCK, CREATE2_TARGET, CREATE2_WASM, COUNTER_BYTES } from './generated/create2-wasm.js'
import type { Create2SearchParams } from './params.js'
import { saltHex, saltsOfSlice, type Create2SearchSlice } from './slice.js'

const HASH_BYTES = 32
// The module counts in the salt's last bytes only, and its index is a signed 32-bit number.
const COUNTER_SPAN = 2n ** BigInt(8 * COUNTER_BYTES)
const MOST_AT_ONCE = 2 ** 30

interface Create2Exports {
  readonly memory: WasmMemory
  /** Tries `count` salts whose last bytes begin with `counter`: which one is the first wanted, or −1. */
  readonly search: (counter: bigint, count: number) => number
}

/** The search in WebAssembly SIMD; throws what the engine throws where that cannot be instantiated at once. */
export function createWasmSearch(): (slice: Create2SearchSlice) => Hex | undefined {
  const exports = instantiateNow<Create2Exports>(CREATE2_WASM)
  return (slice) => searchBy(exports, slice)
}

function searchBy({ memory, search }: Create2Exports, slice: Create2SearchSlice): Hex | undefined {
  const { first, count } = saltsOfSlice(slice)
  const bytes = new Uint8Array(memory.buffer)
  writeTarget(bytes, slice.params)
  for (let done = 0; done < count;) {
    const salt = first + BigInt(done)
    const counter = salt % COUNTER_SPAN
    const step = Math.min(count - done, MOST_AT_ONCE, Number(COUNTER_SPAN - counter))
    // The module sets the bytes of the counter.
    bytes.set(paddedBlock(slice.params, salt - counter), CREATE2_BLOCK)
    const index = search(counter, step)
    if (index >= 0) return saltHex(salt + BigInt(index))
    done += step
  }
  return undefined
}

/** Mask and value as the last bytes of a hash, one after the other. */
function writeTarget(bytes: Uint8Array, { mask, value }: Create2SearchParams): void {
  bytes.set(fromHex(saltHex(mask)), CREATE2_TARGET)
  bytes.set(fromHex(saltHex(value)), CREATE2_TARGET + HASH_BYTES)
}
