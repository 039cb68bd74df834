import { keccak_256 } from '@noble/hashes/sha3.js'
import { KECCAK_WASM } from '../generated/keccak-wasm.js'
import { instantiateNow, type WasmMemory } from '../wasm.js'

/** Bytes that `input` takes in one go; every leaf and every pair of nodes divides it. */
export const HASHER_INPUT_BYTES = 2 ** 19

const HASH_BYTES = 32
const NODE_BYTES = 64
const LEAF_SUFFIX = new TextEncoder().encode('LEAF')
// The module keeps its round constants below this address.
const WASM_INPUT = 1024
const WASM_OUTPUT = WASM_INPUT + HASHER_INPUT_BYTES

/**
 * keccak-256 over many messages of one length: write them into `input`, then call. The result is a view that the next
 * call overwrites. Keccak is FIPS 202's sponge with the padding of the original submission (0x01, not SHA-3's 0x06).
 */
export interface Hasher {
  readonly name: 'wasm-simd' | 'noble'
  readonly input: Uint8Array
  /** Hashes of the first `count` leaves of 2^ll bytes, each with its suffix; 7 <= ll <= 10. */
  leaves(count: number, ll: number): Uint8Array
  /** Hashes of the first `count` pairs of 32-byte nodes. */
  nodes(count: number): Uint8Array
  /** Reverses the order of the eight 32-bit words in every 32 bytes of the first `bytes` bytes. */
  reverseLanes(bytes: number): void
}

type HashFunction = (input: number, output: number, count: number) => void

interface KeccakExports extends Record<'node' | 'leaf7' | 'leaf8' | 'leaf9' | 'leaf10', HashFunction> {
  readonly memory: WasmMemory
  readonly reverseLanes: (pointer: number, bytes: number) => void
}

/** The hasher in WebAssembly SIMD; throws what the engine throws where that cannot be instantiated at once. */
export function createWasmHasher(): Hasher {
  const exports = instantiateNow<KeccakExports>(KECCAK_WASM)
  const leafFunctions: Record<number, HashFunction> = {
    7: exports.leaf7,
    8: exports.leaf8,
    9: exports.leaf9,
    10: exports.leaf10,
  }
  const memory = new Uint8Array(exports.memory.buffer)
  const run = (hash: HashFunction, count: number) => {
    hash(WASM_INPUT, WASM_OUTPUT, count)
    return memory.subarray(WASM_OUTPUT, WASM_OUTPUT + count * HASH_BYTES)
  }
  return {
    name: 'wasm-simd',
    input: memory.subarray(WASM_INPUT, WASM_OUTPUT),
    leaves: (count, ll) => run(leafFunctions[ll] as HashFunction, count),
    nodes: (count) => run(exports.node, count),
    reverseLanes: (bytes) => exports.reverseLanes(WASM_INPUT, bytes),
  }
}

/** The hasher in plain JavaScript, for engines without WebAssembly SIMD. */
export function createPortableHasher(): Hasher {
  const input = new Uint8Array(HASHER_INPUT_BYTES)
  const words = new Uint32Array(input.buffer)
  const output = new Uint8Array((HASHER_INPUT_BYTES / NODE_BYTES) * HASH_BYTES)
  const run = (count: number, bytes: number, suffix: Uint8Array) => {
    for (let i = 0; i < count; i++) {
      const digest = keccak_256
        .create()
        .update(input.subarray(i * bytes, (i + 1) * bytes))
        .update(suffix)
        .digest()
      output.set(digest, i * HASH_BYTES)
    }
    return output.subarray(0, count * HASH_BYTES)
  }
  return {
    name: 'noble',
    input,
    leaves: (count, ll) => run(count, 2 ** ll, LEAF_SUFFIX),
    nodes: (count) => run(count, NODE_BYTES, new Uint8Array(0)),
    reverseLanes: (bytes) => {
      for (let word = 0; word < bytes / 4; word += 8) words.subarray(word, word + 8).reverse()
    },
  }
}

let shared: Hasher | undefined

/** The fastest hasher of this engine, made once. Callers use a result before they call again. */
export function sharedHasher(): Hasher {
  if (shared === undefined) {
    try {
      shared = createWasmHasher()
    } catch {
      // No WebAssembly, no SIMD, or an engine that refuses to compile synchronously: the portable hasher is always right.
      shared = createPortableHasher()
    }
  }
  return shared
}
