import type { Hex } from '../hex.js'
import { referenceCreate2Search } from './reference.js'
import type { Create2SearchSlice } from './slice.js'
import { createWasmSearch } from './wasm-search.js'

let shared: ((slice: Create2SearchSlice) => Hex | undefined) | undefined

/**
 * The first salt of the slice whose address is wanted, 32 bytes, or undefined when the slice has none. Works in WebAssembly
 * SIMD on one thread, some million salts a second, and gives the thread back at the end of the slice only: take slices of
 * 2^20 or so, and go on from `from + count`. Engines without WebAssembly SIMD search by the reference.
 * Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `KERNEL_SLICE`.
 *
 * @example
 * const hash = `0x${'5a'.repeat(32)}` as const
 * const params = { deployer: `0x${'11'.repeat(20)}`, initCodeHash: hash, mask: 0xffn, value: 1n, base: 0n, r: 15 } as const
 * const salt = searchCreate2Salts({ params, shards: 1, shard: 0, from: 0n, count: 2 ** 15 })
 */
export function searchCreate2Salts(slice: Create2SearchSlice): Hex | undefined {
  shared ??= fastestSearch()
  return shared(slice)
}

function fastestSearch(): (slice: Create2SearchSlice) => Hex | undefined {
  try {
    return createWasmSearch()
  } catch {
    // No WebAssembly, no SIMD, or an engine that refuses to compile synchronously: the reference is always right.
    return referenceCreate2Search
  }
}
