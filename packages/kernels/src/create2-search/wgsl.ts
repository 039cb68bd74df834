import {
  KECCAK_WGSL_CONSTANTS,
  KECCAK_WGSL_MAIN,
  KECCAK_WGSL_PERMUTE,
  KECCAK_WGSL_THREADS,
} from '../tensors/keccak-wgsl.js'
import { fromHex } from '../hex.js'
import type { SearchSlice } from '../search-slice.js'
import type { CandidateRange, WgslSearch } from '../witness-kernel.js'
import { paddedBlock } from './block.js'
import type { Create2SearchParams } from './params.js'
import { saltHex, saltsOfSlice } from './slice.js'

/** Words that hold the 85 bytes of the message and the padding's first. */
const BLOCK_WORDS = 22
/** The address is the last words of the hash. */
const FIRST_ADDRESS_WORD = 3
const ADDRESS_WORDS = 5
/** Threads count in the salt's last four bytes. */
const COUNTER_SPAN = 2n ** 32n
/** Salts of one dispatch: their threads, rounded up to a plane of groups, have numbers below 2^32. */
const MOST_AT_ONCE = 2 ** 30

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
/** A word of the state: lanes have two. */
const state = (word: number): string => `s${word >> 1}${word % 2 === 0 ? 'x' : 'y'}`

const CODE = `
struct Work {
  first: u32,
  count: u32,
${range(BLOCK_WORDS)
  .map((i) => `  block${i}: u32,`)
  .join('\n')}
${range(ADDRESS_WORDS)
  .map((i) => `  mask${i}: u32,\n  value${i}: u32,`)
  .join('\n')}
}
@group(0) @binding(0) var<uniform> work: Work;
@group(0) @binding(1) var<storage, read_write> found: atomic<u32>;
${KECCAK_WGSL_CONSTANTS}
${KECCAK_WGSL_MAIN}
  ${range(BLOCK_WORDS)
    .map((i) => `${state(i)} = work.block${i};`)
    .join('\n  ')}
  // The counter is in bytes 49 to 52 of the message, the highest first.
  s6x |= ((index >> 16u) & 0xff00u) | (index & 0xff0000u) | ((index & 0xff00u) << 16u);
  s6y |= index & 0xffu;
  s16y = 0x80000000u;
  ${KECCAK_WGSL_PERMUTE}
  let difference = ${range(ADDRESS_WORDS)
    .map((i) => `((${state(FIRST_ADDRESS_WORD + i)} ^ work.value${i}) & work.mask${i})`)
    .join(' | ')};
  if (difference == 0u) {
    atomicMin(&found, thread);
  }
}`

/** Tries one salt a thread. What the atomic returns is not used, and the smallest number is the same in any order. */
export const create2SearchWgsl: WgslSearch<Create2SearchParams> = {
  threads: KECCAK_WGSL_THREADS,
  code: CODE,
  most(slice, from) {
    const { first } = saltsOfSlice({ ...slice, from })
    return Math.min(MOST_AT_ONCE, Number(COUNTER_SPAN - (first % COUNTER_SPAN)))
  },
  words: wordsOf,
}

function wordsOf(slice: SearchSlice<Create2SearchParams>, { from, count }: CandidateRange): Uint32Array {
  const { params } = slice
  const { first } = saltsOfSlice({ ...slice, from })
  const counter = first % COUNTER_SPAN
  const block = littleEndian(paddedBlock(params, first - counter)).subarray(0, BLOCK_WORDS)
  const [mask, value] = [params.mask, params.value].map((bits) => littleEndian(fromHex(saltHex(bits))))
  const target = range(ADDRESS_WORDS).flatMap((i) => [mask, value].map((words) => words?.[FIRST_ADDRESS_WORD + i] ?? 0))
  return Uint32Array.of(Number(counter), count, ...block, ...target)
}

function littleEndian(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getUint32(4 * i, true))
}
