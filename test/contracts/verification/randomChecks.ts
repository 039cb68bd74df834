// Random calls of Matmul8's `check` whose verdicts are known by how they were made, from a fixed seed.
import {
  createWitnessBuilder,
  encodeMatmul8Params,
  matmul8Layout,
  matmul8ShardProduct,
  matmul8TreeC,
  merkleTree,
  referenceMatmul8,
  tensorShape,
  type Hex,
  type Matmul8Layout,
  type MerkleTree,
  type WitnessBuilder,
  type WitnessInput,
} from '@quern/kernels'
import { diceOf, type Dice } from '../../../packages/kernels/dist/conformance/random-work.test.support.js'
import { randomProduct } from '../../../packages/kernels/dist/matmul8/random.test.support.js'

export const INVALID = 0
export const CORRECT = 1
export const WRONG = 2

/** One call of `check` and the verdict it must have. */
export interface Check {
  readonly name: string
  readonly params: Hex
  readonly shards: number
  readonly shard: number
  readonly inputRoots: readonly [Hex, Hex]
  readonly outputRoot: Hex
  readonly element: bigint
  readonly proof: Hex
  readonly verdict: number
}

/** A random shard with its output. */
interface Job extends WitnessInput {
  readonly c: Int32Array
  readonly layout: Matmul8Layout
  readonly elements: number
}

type Claim = Pick<Check, 'name' | 'element' | 'proof' | 'verdict'> & { readonly builder: WitnessBuilder }

/** `count` checks, taking turns among the ways to be right, wrong and malformed. */
export function randomChecks(count: number, seed: number): Check[] {
  const dice = diceOf(seed)
  return Array.from({ length: count }, (_, index) => {
    const job = randomJob(dice)
    const make = WAYS[index % WAYS.length] as (job: Job, dice: Dice) => Claim
    const { builder, name, ...claim } = make(job, dice)
    const { params, shards, shard } = job
    return {
      ...claim,
      name: `${index}, ${name}: ${params.m}x${params.n}x${params.k}, shard ${shard} of ${shards}, id ${claim.element}`,
      params: encodeMatmul8Params(params),
      shards,
      shard,
      inputRoots: builder.inputRoots,
      outputRoot: builder.root,
    }
  })
}

const WAYS: readonly ((job: Job, dice: Dice) => Claim)[] = [
  (job, dice) => claimOf(job, dice(job.elements), { name: 'honest', verdict: CORRECT }),
  (job, dice) => {
    const element = dice(job.elements)
    return claimOf(withValue(job, element, dice), element, { name: 'its value is wrong', verdict: WRONG })
  },
  (job, dice) => {
    const [wrong, element] = [dice(job.elements), dice(job.elements)]
    const verdict = wrong === element ? WRONG : CORRECT
    return claimOf(withValue(job, wrong, dice), element, { name: `element ${wrong} is wrong`, verdict })
  },
  (job, dice) => {
    const claim = claimOf(job, dice(job.elements), { name: 'one byte of the proof is changed', verdict: INVALID })
    return { ...claim, proof: flipped(claim.proof, dice(claim.proof.length / 2 - 1)) }
  },
  (job, dice) => {
    const claim = claimOf(job, dice(job.elements), { name: 'the proof is of another length', verdict: INVALID })
    const words = 1 + dice(claim.proof.length / 64 - 1)
    const longer = `${claim.proof}${'00'.repeat(32 * words)}` as Hex
    return { ...claim, proof: dice(2) === 0 ? longer : (claim.proof.slice(0, -64 * words) as Hex) }
  },
  dirtyPadding,
]

/** A byte of the output that holds no element is not zero: the leaf it lies in is wrong, and no other. */
function dirtyPadding(job: Job, dice: Dice): Claim {
  const { depth, ll, rl } = job.layout.c(job.shard)
  const free = paddingBytes(job)
  if (free.length === 0) return claimOf(job, dice(job.elements), { name: 'no padding', verdict: CORRECT })
  const dirty = free[dice(free.length)] as number
  const c = paddedOutput(job, (bytes) => {
    bytes[dirty] = 1 + dice(255)
  })
  const leaves = Array.from({ length: 2 ** depth }, (_, leaf) => job.elements + leaf).filter((id) =>
    isPaddingLeaf(job, id - job.elements),
  )
  const ids = [dice(job.elements), ...leaves]
  const id = ids[dice(ids.length)] as number
  const row = Math.floor(id / job.params.n)
  const leafOf = row * 2 ** rl + (((id % job.params.n) * 4) >> ll)
  const leaf = id < job.elements ? leafOf : id - job.elements
  return claimOf({ ...job, c }, id, { name: `byte ${dirty} is dirty`, verdict: leaf === dirty >> ll ? WRONG : CORRECT })
}

/** What the builder of `job` proves of an id, and what the contract has to say of it. */
function claimOf(job: WitnessInput, id: number, said: Pick<Claim, 'name' | 'verdict'>): Claim {
  const builder = createWitnessBuilder(job)
  const element = BigInt(id)
  return { ...said, element, proof: builder.proof(element), builder }
}

/** Places in the padded output that hold no element. */
function paddingBytes({ layout, shard }: Job): number[] {
  const { rows, hl, rowBytes, paddedRowBytes } = layout.c(shard)
  const all = Array.from({ length: 2 ** hl * paddedRowBytes }, (_, at) => at)
  return all.filter((at) => at >= rows * paddedRowBytes || at % paddedRowBytes >= rowBytes)
}

function isPaddingLeaf({ layout, shard }: Job, leaf: number): boolean {
  const { rows, rl, ll, rowBytes } = layout.c(shard)
  return leaf >= rows * 2 ** rl || (leaf % 2 ** rl) * 2 ** ll >= rowBytes
}

/** The output's tree with its padding spelled out and changed. */
function paddedOutput(job: Job, change: (bytes: Uint8Array) => void): MerkleTree {
  const shape = job.layout.c(job.shard)
  const tree = matmul8TreeC(job.layout, job.shard, job.c)
  const rows = 2 ** shape.hl
  const bytes = new Uint8Array(rows * shape.paddedRowBytes)
  for (let row = 0; row < shape.rows; row++) bytes.set(tree.row(row), row * shape.paddedRowBytes)
  change(bytes)
  return merkleTree(tensorShape({ rows, cols: shape.paddedRowBytes / 4, elementBytes: 4, role: 'output' }), bytes)
}

function withValue(job: Job, element: number, dice: Dice): Job {
  const c = job.c.slice()
  c[element] = (c[element] as number) ^ (1 << dice(32))
  return { ...job, c }
}

function flipped(hex: Hex, byte: number): Hex {
  const at = 2 + byte * 2
  const changed = (Number.parseInt(hex.slice(at, at + 2), 16) ^ 0x10).toString(16).padStart(2, '0')
  return `0x${hex.slice(2, at)}${changed}${hex.slice(at + 2)}`
}

/** A random shard with its inputs. */
export function randomJob(dice: Dice): Job {
  const shard = randomProduct(dice)
  const c = referenceMatmul8(matmul8ShardProduct(shard))
  const layout = matmul8Layout(shard.params, shard.shards)
  return { ...shard, c, layout, elements: Number(layout.elements(shard.shard)) }
}
