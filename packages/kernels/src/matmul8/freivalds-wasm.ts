import { instantiateNow, type WasmMemory } from '../wasm.js'
import type { FillRandom, FreivaldsMachine, FreivaldsSize } from './freivalds-machine.js'
import {
  FREIVALDS_BYTES,
  FREIVALDS_BYTES_AT,
  FREIVALDS_C_AT,
  FREIVALDS_LIST_AT,
  FREIVALDS_MAX_ROWS,
  FREIVALDS_R_AT,
  FREIVALDS_ROW_AT,
  FREIVALDS_ROW_GROUP,
  FREIVALDS_WASM,
} from './generated/freivalds-wasm.js'

const PAGE_BYTES = 65536
const VECTOR_WORDS = 4
const WORD_BYTES = 4

interface FreivaldsExports {
  readonly memory: WasmMemory
  readonly narrow: (r: number, words: number) => void
  readonly addB: (...args: [source: number, rows: number, k: number, r0: number, r1: number]) => void
  readonly endB: (k: number) => void
  readonly subtractA: (source: number, rows: number, k: number) => void
  readonly addC: (...args: [source: number, rows: number, cols: number, r0: number, r1: number]) => void
  readonly differing: (rows: number) => number
  readonly firstDifference: (rows: number, k: number) => number
}

/** Takes 2.2 MiB and 8 bytes a column. Throws what the engine throws where it cannot be instantiated at once. */
export function createWasmMachine({ n, k }: FreivaldsSize, fillRandom: FillRandom): FreivaldsMachine {
  const exports = instantiateNow<FreivaldsExports>(FREIVALDS_WASM)
  const [r0, r1] = drawEntries(exports, n, fillRandom)
  const memory = new Uint8Array(exports.memory.buffer)
  let added = 0
  let rows = 0
  return {
    rowGroup: FREIVALDS_ROW_GROUP,
    maxBytes: FREIVALDS_BYTES,
    maxRows: FREIVALDS_MAX_ROWS,
    addB(bytes) {
      memory.set(bytes, FREIVALDS_BYTES_AT)
      exports.addB(FREIVALDS_BYTES_AT, bytes.length / k, k, r0 + added * WORD_BYTES, r1 + added * WORD_BYTES)
      added += bytes.length / k
    },
    endB: () => exports.endB(k),
    subtractA(bytes) {
      memory.set(bytes, FREIVALDS_BYTES_AT)
      rows = bytes.length / k
      exports.subtractA(FREIVALDS_BYTES_AT, rows, k)
    },
    addC(bytes) {
      for (let from = 0; from < bytes.length; from += FREIVALDS_BYTES) {
        const part = bytes.subarray(from, from + FREIVALDS_BYTES)
        memory.set(part, FREIVALDS_C_AT)
        exports.addC(FREIVALDS_C_AT, rows, part.length / WORD_BYTES / rows, r0 + from, r1 + from)
      }
      return [...new Uint32Array(memory.buffer, FREIVALDS_LIST_AT, exports.differing(rows))]
    },
    firstDifference({ a, b, c }) {
      memory.set(a, FREIVALDS_ROW_AT)
      memory.set(b, FREIVALDS_BYTES_AT)
      memory.set(c, FREIVALDS_C_AT)
      return exports.firstDifference(b.length / k, k)
    },
  }
}

/** Fills both vectors r, behind which zeros make the vector of words whole, and says where they begin. */
function drawEntries(
  { memory, narrow }: FreivaldsExports,
  n: number,
  fillRandom: FillRandom,
): readonly [number, number] {
  const words = Math.ceil(n / VECTOR_WORDS) * VECTOR_WORDS
  const starts = [FREIVALDS_R_AT, FREIVALDS_R_AT + words * WORD_BYTES] as const
  memory.grow(Math.ceil((2 * words * WORD_BYTES) / PAGE_BYTES))
  for (const at of starts) fillRandom(new Uint8Array(memory.buffer, at, n * WORD_BYTES))
  narrow(FREIVALDS_R_AT, 2 * words)
  return starts
}
