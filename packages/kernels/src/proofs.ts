import { concatBytes } from '@noble/hashes/utils.js'
import { TensorShapeError } from './errors.js'
import { toHex, type Hex } from './hex.js'
import type { ShardJob } from './kernel.js'
import type { Commitment, Opening } from './tensors/commitment.js'
import type { TensorShape } from './tensors/shape.js'

/** What a shard was computed from, and what came of it. */
export interface ShardCommitments {
  readonly inputs: readonly Commitment[]
  readonly output: Commitment
}

/**
 * The proofs of elements of a shard's output; ids from `elements` on name leaves of pure padding. Each tensor is opened
 * once for all of them. Rejects with `KERNEL_ELEMENT`, and with `TENSOR_SHAPE` for commitments to other tensors.
 */
export async function proveElements(
  job: ShardJob,
  { inputs, output }: ShardCommitments,
  elements: readonly bigint[],
): Promise<Hex[]> {
  assertCommitments(job, { inputs, output })
  const asked = elements.flatMap((element, proof) =>
    job.kernel.openings(job, element).map((opening, place) => ({ ...opening, proof, place })),
  )
  const proofs: Opening[][] = elements.map(() => [])
  for (const [index, commitment] of [...inputs, output].entries()) {
    const own = asked.filter(({ of }) => (of === 'output' ? inputs.length : of) === index)
    const opened = own.length === 0 ? [] : await commitment.open(own.map(({ part }) => part))
    for (const [i, { proof, place }] of own.entries()) (proofs[proof] as Opening[])[place] = opened[i] as Opening
  }
  return proofs.map(joinOpenings)
}

/** A proof as the contracts read it: all bytes, then all paths. */
export function joinOpenings(openings: readonly Opening[]): Hex {
  return toHex(concatBytes(...openings.map(({ bytes }) => bytes), ...openings.map(({ path }) => path)))
}

function assertCommitments({ layout, shard }: ShardJob, { inputs, output }: ShardCommitments): void {
  if (inputs.length !== layout.inputs.length) {
    throw new TensorShapeError({ inputs: inputs.length, needInputs: layout.inputs.length })
  }
  for (const [index, shape] of layout.inputs.entries()) assertStorage(index, (inputs[index] as Commitment).shape, shape)
  assertStorage('output', output.shape, layout.output(shard))
}

/** Throws `TENSOR_SHAPE` unless rows are stored as those of `need`: what a proof's layout depends on. */
export function assertStorage(tensor: string | number, have: TensorShape, need: TensorShape): void {
  const fields = ['ll', 'rl', 'hl', 'laneReversed'] as const
  if (fields.every((field) => have[field] === need[field])) return
  throw new TensorShapeError({ tensor, rows: have.rows, cols: have.cols, needRows: need.rows, needCols: need.cols })
}
