import { concatBytes } from '@noble/hashes/utils.js'
import type { Opening, OpeningRequest } from '../../tensors/commitment.js'
import type { TensorShape } from '../../tensors/shape.js'
import { HASH_BYTES } from '../../tensors/hasher.js'
import { storedPiece } from '../../tensors/stored-piece.js'
import { indexIn } from '../../tensors/tree.js'
import type { CopiedBytes } from './buffers.js'
import type { GpuTree } from './commit.js'
import type { GpuEngine } from './engine.js'
import { rowsOfPart } from './parts.js'
import { bufferOf, type GpuTensor } from './residency.js'

/** Bytes that are here already, or those of a buffer that will be read. */
type Found = Uint8Array | CopiedBytes

/** One opening before anything is read: the bytes without padding, and the siblings from the part up. */
interface FoundOpening {
  readonly bytes: Found
  /** Bytes of the opened part, padding included. */
  readonly length: number
  readonly siblings: readonly Found[]
}

/** Opens parts of a committed tensor with one read of the device. Rejects with `TENSOR_INDEX`. */
export async function openParts(
  engine: GpuEngine,
  { tensor, tree }: { readonly tensor: GpuTensor; readonly tree: GpuTree },
  requests: readonly OpeningRequest[],
): Promise<Opening[]> {
  const places = requests.map((request) => placeOf(tensor.shape, request))
  const found: FoundOpening[] = []
  for (const place of places) {
    found.push({
      bytes: await findBytes(tensor, place),
      length: place.length,
      siblings: siblingsOf(tree, place),
    })
  }
  const read = await reader(
    engine,
    found.flatMap(({ bytes, siblings }) => [bytes, ...siblings]),
  )
  return found.map(({ bytes, length, siblings }) => ({
    bytes: storedPiece(tensor.shape, read(bytes), length),
    path: concatBytes(...siblings.map(read)),
  }))
}

/** A row or a leaf: `length` bytes of a row from byte `start` on, and its node in the tree. */
interface Place {
  readonly row: number
  readonly start: number
  readonly length: number
  readonly level: number
  readonly index: number
}

function placeOf(shape: TensorShape, request: OpeningRequest): Place {
  const { ll, rl, hl, depth, paddedRowBytes } = shape
  if ('row' in request) {
    const row = indexIn('row', request.row, 2 ** hl)
    return { row, start: 0, length: paddedRowBytes, level: rl, index: row }
  }
  const leaf = indexIn('leaf', request.leaf, 2 ** depth)
  const row = Math.floor(leaf / 2 ** rl)
  return { row, start: (leaf - row * 2 ** rl) * 2 ** ll, length: 2 ** ll, level: 0, index: leaf }
}

/** The bytes of a place that are no padding rows: from the source where there is one, else from the device. */
async function findBytes(tensor: GpuTensor, { row, start, length }: Place): Promise<Found> {
  const { shape, plan, source } = tensor
  if (row >= shape.rows || start >= shape.rowBytes) return new Uint8Array()
  if (source !== undefined) {
    const bytes = await source.read({ first: row, count: 1 })
    return bytes.slice(start, start + length)
  }
  const part = Math.floor(row / plan.partRows)
  const offset = (row - rowsOfPart(plan, part).first) * plan.stride + start
  return { buffer: bufferOf({ tensor, part }), offset, bytes: Math.min(length, plan.stride - start) }
}

function siblingsOf(tree: GpuTree, { level, index }: Place): Found[] {
  const inPart = Math.max(0, tree.partDepth - level)
  const found = Array.from({ length: inPart }, (_, up) => {
    const own = Math.floor(index / 2 ** up)
    return nodeOf(tree, level + up, own % 2 === 0 ? own + 1 : own - 1)
  })
  return [...found, tree.upper.path(level + inPart, Math.floor(index / 2 ** inPart))]
}

/** A node below the roots of the parts. */
function nodeOf({ parts, partDepth, zeros }: GpuTree, level: number, index: number): Found {
  const width = 2 ** (partDepth - level)
  const part = parts[Math.floor(index / width)]
  const { place = 0, count = 0 } = part?.levels[level] ?? {}
  const local = index % width
  if (part === undefined || local >= count) return zeros[level] as Uint8Array
  return { buffer: part.buffer, offset: (place + local) * HASH_BYTES, bytes: HASH_BYTES }
}

/** Reads all that lies on the device at once; the function returned gives the bytes of each. */
async function reader(engine: GpuEngine, found: readonly Found[]): Promise<(one: Found) => Uint8Array> {
  const pieces = found.filter((one): one is CopiedBytes => !(one instanceof Uint8Array))
  const all = await engine.transfers.gather(pieces)
  const starts = new Map<Found, number>()
  let end = 0
  for (const piece of pieces) {
    starts.set(piece, end)
    end += piece.bytes
  }
  return (one) => {
    const start = starts.get(one)
    return start === undefined ? (one as Uint8Array) : all.subarray(start, start + (one as CopiedBytes).bytes)
  }
}
