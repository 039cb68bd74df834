import { toHex, type Hex } from '../../hex.js'
import { HASH_BYTES } from '../../tensors/hasher.js'
import { KECCAK_WGSL_THREADS, leafWgsl, nodeWgsl } from '../../tensors/keccak-wgsl.js'
import { upperTree, type UpperTree } from '../../tensors/upper-tree.js'
import { zeroNodes } from '../../tensors/zero-nodes.js'
import { createPipeline } from './buffers.js'
import type { GpuEngine } from './engine.js'
import { bytesOfPart, rowsOfPart } from './parts.js'
import { bufferOf, type GpuTensor } from './residency.js'
import { openSubmits, planeOf, type Step, type Submits } from './submits.js'
import { partDepth, treeLevels, type TreeLevel } from './tree-plan.js'

const PAIR_BYTES = 8
const RATE_BYTES = 136
/** Multiply-adds that take as long as a permutation. */
const PERMUTATION_COST = 2 ** 14

/** The trees of a tensor's parts, on the device, and what is above them. */
export interface GpuTree {
  readonly root: Hex
  readonly parts: readonly { readonly buffer: GPUBuffer; readonly levels: readonly TreeLevel[] }[]
  /** Levels above the leaves up to the root of a part. */
  readonly partDepth: number
  /** What is above the roots of the parts. */
  readonly upper: UpperTree
  /** Roots of padding, by level. */
  readonly zeros: readonly Uint8Array[]
}

/** Hashes a tensor where it is, and reads back the roots of its parts. Rejects with `KERNEL_MEMORY`, and with what `check` throws. */
export async function commitTensor(engine: GpuEngine, tensor: GpuTensor, check: () => void): Promise<GpuTree> {
  const { plan } = tensor
  const zeros = zeroNodes(tensor.shape)
  const levels = Array.from({ length: plan.parts }, (_, part) => treeLevels(plan, part))
  const sizes = levels.map((some) => HASH_BYTES * some.reduce((sum, { count }) => sum + count, 0))
  const workBytes = tensor.source === undefined ? 0 : bytesOfPart(plan, 0)
  // Hashed once more, a tensor has the same tree.
  const isFirst = tensor.trees.length === 0
  const allocations = isFirst ? engine.residency.allocate('tree', sizes, workBytes) : tensor.trees
  try {
    const parts = allocations.map(({ buffer }, part) => ({ buffer, levels: levels[part] as TreeLevel[] }))
    await hashParts(engine, { tensor, parts, zeros, check })
    const upper = upperTree(tensor.shape, { level: partDepth(plan), nodes: await rootsOf(engine, parts) })
    if (isFirst) tensor.trees.push(...allocations)
    return { root: toHex(upper.root), parts, partDepth: partDepth(plan), upper, zeros }
  } catch (error) {
    if (isFirst) for (const allocation of allocations) allocation.release()
    throw error
  }
}

interface Hashing extends Pick<GpuTree, 'parts' | 'zeros'> {
  readonly tensor: GpuTensor
  readonly check: () => void
}

async function hashParts(engine: GpuEngine, { tensor, parts, zeros, check }: Hashing): Promise<void> {
  const submits = openSubmits(engine.submits, check)
  const { plan } = tensor
  const { ll } = tensor.shape
  const leaf = await engine.pipelines.of(`leaf ${ll}`, () => createPipeline(engine.handle.device, leafWgsl(ll), 1))
  const node = await engine.pipelines.of('node', () => createPipeline(engine.handle.device, nodeWgsl(), 0))
  for (const [part, { buffer, levels }] of parts.entries()) {
    const rows = rowsOfPart(plan, part)
    await engine.residency.load([{ tensor, part, rows }], { flush: () => submits.flush(), check })
    await addSlices(submits, {
      pipeline: leaf,
      bindings: [buffer, bufferOf({ tensor, part })],
      count: levels[0]?.count as number,
      permutations: Math.floor(2 ** ll / RATE_BYTES) + 1,
      words: [tensor.shape.rl, plan.stride / PAIR_BYTES, tensor.shape.laneReversed ? 3 : 0],
    })
    for (const [level, below] of levels.slice(0, -1).entries()) {
      const { place, count } = levels[level + 1] as TreeLevel
      const zero = new Uint32Array((zeros[level] as Uint8Array).slice().buffer)
      const words = [below.count, below.place, place, 0, 0, 0, ...zero]
      await addSlices(submits, { pipeline: node, bindings: [buffer], count, permutations: 1, words })
    }
  }
  await submits.flush()
}

/** Adds the dispatches of `count` hashes, each sized to fit a submit. The uniform begins with the first and their number. */
async function addSlices(
  submits: Submits,
  hashes: Pick<Step, 'pipeline' | 'bindings'> & { count: number; permutations: number; words: readonly number[] },
): Promise<void> {
  const { pipeline, bindings, count, permutations, words } = hashes
  const cost = permutations * PERMUTATION_COST
  for (let first = 0; first < count;) {
    const some = Math.min(count - first, Math.max(KECCAK_WGSL_THREADS, Math.floor(submits.capacity(pipeline) / cost)))
    await submits.add({
      pipeline,
      bindings,
      words: Uint32Array.of(first, some, ...words),
      groups: planeOf(Math.ceil(some / KECCAK_WGSL_THREADS)),
      cost: some * cost,
    })
    first += some
  }
}

function rootsOf(engine: GpuEngine, parts: GpuTree['parts']): Promise<Uint8Array> {
  const pieces = parts.map(({ buffer, levels }) => {
    const offset = (levels.at(-1)?.place as number) * HASH_BYTES
    return { buffer, offset, bytes: HASH_BYTES }
  })
  return engine.transfers.gather(pieces)
}
