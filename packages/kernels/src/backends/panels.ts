import { WGSL_TILE } from './wgsl.js'

/** Bytes of one buffer: what WebGPU guarantees for a storage binding, so that no higher limit is asked for. */
export const GPU_BUFFER_BYTES = 2 ** 27

const MAX_GROUPS = 65535
const MAX_PANEL_COLS = 8192

/** How a product is cut for the device: panels of `rows` × `cols`, each row of an operand `words` 32-bit words long. */
export interface GpuPanels {
  readonly rows: number
  readonly cols: number
  readonly words: number
}

/**
 * Panels whose operands and product each fit `bufferBytes`, and whose workgroups fit 65,535 along each dimension.
 * `bufferBytes` has room for at least one row of 16384 bytes.
 */
export function planGpuPanels(
  { m, n, k }: { readonly m: number; readonly n: number; readonly k: number },
  bufferBytes: number = GPU_BUFFER_BYTES,
): GpuPanels {
  const words = Math.ceil(k / 4)
  const operandRows = Math.floor(bufferBytes / (4 * words))
  const cols = Math.min(n, MAX_PANEL_COLS, operandRows)
  const rows = Math.min(m, operandRows, Math.floor(bufferBytes / (4 * cols)), MAX_GROUPS * WGSL_TILE)
  return { rows, cols, words }
}
