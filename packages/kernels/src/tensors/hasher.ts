import { keccak_256 } from '@noble/hashes/sha3.js'
import { instantiateNow, type WasmMemory } from '../wasm.js'
import { KECCAK_WASM } from './generated/keccak-wasm.js'

/** Bytes of leaves that are hashed in one go; every leaf divides it. */
export const HASHER_INPUT_BYTES = 2 ** 19

/** Pairs of nodes that are hashed in one go. */
export const HASHER_PAIRS = 2 ** 11

export const HASH_BYTES = 32

const LEAF_SUFFIX = new TextEncoder().encode('LEAF')
const NO_SUFFIX = new Uint8Array(0)
const LANE_GROUP_WORDS = 8
// The module's memory: round constants; leaves; rows before they are padded, with what a last vector reads beyond them;
// nodes, with the hashes of two messages that are not there.
const WASM_LEAVES = 1024
const WASM_ROWS = WASM_LEAVES + HASHER_INPUT_BYTES
const WASM_NODES = WASM_ROWS + HASHER_INPUT_BYTES + 64

/**
 * keccak-256 over many leaves, and over their hashes up to the root of a subtree, all in one place: `load`, `leaves`,
 * then `climb` level by level. Keccak is FIPS 202's sponge with the padding of the original submission (0x01, not
 * SHA-3's 0x06). What `nodes` holds is overwritten by the next user: nobody keeps it across an await.
 */
export interface Hasher {
  readonly name: 'wasm-simd' | 'noble'
  /** Hashes, 32 bytes each: room for 2 · HASHER_PAIRS. */
  readonly nodes: Uint8Array
  /** Stores rows as leaves: each padded with zeros to `paddedRowBytes`, a multiple of 128; at most HASHER_INPUT_BYTES. */
  load(rows: Uint8Array, rowBytes: number, paddedRowBytes: number): void
  /** Reverses the order of the eight 32-bit words in every 32 bytes of the first `bytes` bytes of leaves. */
  reverseLanes(bytes: number): void
  /** Hashes the first `count` leaves of 2^ll bytes, each with its suffix, to `nodes`; 7 <= ll <= 10. */
  leaves(count: number, ll: number): void
  /** Hashes the first `count` pairs of `nodes` in place: the nodes above them. What stood behind those is lost. */
  climb(count: number): void
}

type HashFunction = (input: number, output: number, count: number) => void

interface KeccakExports extends Record<'node' | 'leaf7' | 'leaf8' | 'leaf9' | 'leaf10', HashFunction> {
  readonly memory: WasmMemory
  readonly reverseLanes: (pointer: number, bytes: number) => void
  readonly pad: (...args: [from: number, to: number, rows: number, rowBytes: number, paddedRowBytes: number]) => void
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
  return {
    name: 'wasm-simd',
    nodes: memory.subarray(WASM_NODES, WASM_NODES + 2 * HASHER_PAIRS * HASH_BYTES),
    load(rows, rowBytes, paddedRowBytes) {
      if (rowBytes === paddedRowBytes) return memory.set(rows, WASM_LEAVES)
      memory.set(rows, WASM_ROWS)
      return exports.pad(WASM_ROWS, WASM_LEAVES, rows.length / rowBytes, rowBytes, paddedRowBytes)
    },
    reverseLanes: (bytes) => exports.reverseLanes(WASM_LEAVES, bytes),
    leaves: (count, ll) => (leafFunctions[ll] as HashFunction)(WASM_LEAVES, WASM_NODES, count),
    climb: (count) => exports.node(WASM_NODES, WASM_NODES, count),
  }
}

/** The hasher in plain JavaScript, for engines without WebAssembly SIMD. */
export function createPortableHasher(): Hasher {
  const input = new Uint8Array(HASHER_INPUT_BYTES)
  const words = new Uint32Array(input.buffer)
  const nodes = new Uint8Array(2 * HASHER_PAIRS * HASH_BYTES)
  const hash = (messages: Uint8Array, length: number, suffix: Uint8Array) => {
    for (let i = 0; i < messages.length / length; i++) {
      const message = messages.subarray(i * length, (i + 1) * length)
      nodes.set(keccak_256.create().update(message).update(suffix).digest(), i * HASH_BYTES)
    }
  }
  return {
    name: 'noble',
    nodes,
    load(rows, rowBytes, paddedRowBytes) {
      for (let row = 0; row < rows.length / rowBytes; row++) {
        input.set(rows.subarray(row * rowBytes, (row + 1) * rowBytes), row * paddedRowBytes)
        input.fill(0, row * paddedRowBytes + rowBytes, (row + 1) * paddedRowBytes)
      }
    },
    reverseLanes(bytes) {
      for (let word = 0; word < bytes / 4; word += LANE_GROUP_WORDS) {
        words.subarray(word, word + LANE_GROUP_WORDS).reverse()
      }
    },
    leaves: (count, ll) => hash(input.subarray(0, count * 2 ** ll), 2 ** ll, LEAF_SUFFIX),
    climb: (count) => hash(nodes.subarray(0, count * 2 * HASH_BYTES), 2 * HASH_BYTES, NO_SUFFIX),
  }
}

let shared: Hasher | undefined

/** The fastest hasher of this engine, made once. */
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
