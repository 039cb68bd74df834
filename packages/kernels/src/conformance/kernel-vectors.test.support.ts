import { merkleTree, tensorShape, type Hex, type MerkleTree, type TensorShape, type Verdict } from '../index.js'
import { joinOpenings } from '../proofs.js'
import type { ShapeFault, ShardOf } from '../shape-fault.js'

/** Verdicts by their number in the contracts' enum. */
export const VERDICT_CODES: Record<Verdict, number> = { invalid: 0, correct: 1, wrong: 2 }

const NO_ROOT: Hex = `0x${'00'.repeat(32)}`

/** What a kernel is asked about. */
export interface VectorJob {
  readonly params: Hex
  readonly shards: number
  readonly shard: number
}

/** One call of the contract's `check` and what it returns. */
export interface KernelVectorCheck extends VectorJob {
  readonly name: string
  readonly inputRoots: readonly Hex[]
  readonly outputRoot: Hex
  readonly element: number
  readonly proof: Hex
  readonly verdict: number
}

/** What `validate` and `elements` return for a job. */
export interface KernelVectorLayout extends VectorJob {
  readonly elements: string
  readonly units: string
  readonly maxSamples: number
  /** Of a flat kernel. */
  readonly proofBytes?: number
}

/** What `elements` refuses, and `validate` too unless the shard is at fault. */
export interface KernelVectorRefusal extends VectorJob {
  readonly name: string
  readonly have: string
  readonly least: string
  readonly most: string
}

/** What the file of every kernel holds. */
export interface KernelVectors {
  readonly about: string
  readonly checks: readonly KernelVectorCheck[]
  readonly layouts: readonly KernelVectorLayout[]
  readonly refusals: readonly KernelVectorRefusal[]
}

/** What a contract's `check` is asked. */
export type CheckClaim = Omit<KernelVectorCheck, 'name' | 'element' | 'verdict'> & { readonly element: bigint }

/** What judges a claim, in TypeScript. */
export type CheckTwin = (claim: CheckClaim) => Verdict

/** What finds the fault of params and shards. */
export type FaultFinder = (params: Hex, of: ShardOf) => ShapeFault | undefined

/** An output with its padding spelled out, so that any byte of it can be changed. */
export function outputTree(
  shape: TensorShape,
  rowAt: (row: number) => Uint8Array,
  change: (bytes: Uint8Array) => void = () => undefined,
): MerkleTree {
  const rows = 2 ** shape.hl
  const bytes = new Uint8Array(rows * shape.paddedRowBytes)
  for (let row = 0; row < shape.rows; row++) bytes.set(rowAt(row), row * shape.paddedRowBytes)
  change(bytes)
  return merkleTree(tensorShape({ rows, cols: shape.paddedRowBytes / 4, elementBytes: 4, role: 'output' }), bytes)
}

/** A row of an input. */
export interface RowOfInput {
  readonly tree: MerkleTree
  readonly row: number
}

/** A claim about a leaf of an output; `changed` is what its call has instead. */
export interface LeafClaim {
  readonly name: string
  readonly tree: MerkleTree
  readonly leaf: number
  readonly element: number
  /** What its proof opens beside the leaf: a row of every input of the kernel. */
  readonly rows?: readonly RowOfInput[]
  readonly changed?: Partial<Omit<KernelVectorCheck, 'name' | 'verdict'>>
}

/** The call that makes the claim about `job`, and the verdict of `check` on it. */
export function writtenCheck(
  check: CheckTwin,
  job: VectorJob,
  { name, changed, ...claim }: LeafClaim,
): KernelVectorCheck {
  const { tree, element, rows = [] } = claim
  const inputRoots = rows.map((input) => input.tree.root)
  const call = { ...job, inputRoots, outputRoot: tree.root, element, proof: proofOf(claim), ...changed }
  return { name, ...call, verdict: VERDICT_CODES[check({ ...call, element: BigInt(element) })] }
}

function proofOf({ tree, leaf, rows = [] }: Pick<LeafClaim, 'tree' | 'leaf' | 'rows'>): Hex {
  const inputs = rows.map((input) => ({ bytes: input.tree.row(input.row), path: input.tree.pathOfRow(input.row) }))
  return joinOpenings([...inputs, { bytes: tree.leaf(leaf), path: tree.pathOfLeaf(leaf) }])
}

/** `right`, a claim about shard 1 of 2 of a job with nine to eleven rows, made malformed: by its proof, its inputs, its shards. */
export function malformedClaims(right: Omit<LeafClaim, 'name' | 'changed'>): LeafClaim[] {
  const { tree, leaf, rows = [] } = right
  const proof = proofOf(right)
  const inputRoots = [...rows.map((input) => input.tree.root), tree.root]
  const changes: readonly (readonly [name: string, NonNullable<LeafClaim['changed']>])[] = [
    ['the proof of another leaf', { proof: proofOf({ ...right, leaf: leaf + 1 }) }],
    ['one byte of the path changed', { proof: `${proof.slice(0, -2)}00` as Hex }],
    ['one word short', { proof: proof.slice(0, -64) as Hex }],
    ['one word too long', { proof: `${proof}${'00'.repeat(32)}` }],
    ['an input', { inputRoots }],
    ['no shards', { shards: 0 }],
    ['too many shards', { shards: 7, shard: 1 }],
    ['a shard beyond the shards', { shard: 2 }],
    ['the other shard', { shard: 0 }],
  ]
  return changes.map(([name, changed]) => ({ ...right, name, changed }))
}

/** The sizes that every layout has. */
export interface LayoutSizes {
  elements(shard: number): bigint
  readonly units: bigint
  readonly maxSamples: number
  /** Of a flat kernel. */
  readonly proofBytes?: number
}

/** What a kernel's layout says of a job. */
export function writtenLayout(job: VectorJob, layout: LayoutSizes): KernelVectorLayout {
  const { units, maxSamples, proofBytes } = layout
  const sizes = { elements: layout.elements(job.shard).toString(), units: units.toString(), maxSamples }
  return { ...job, ...sizes, ...(proofBytes === undefined ? {} : { proofBytes }) }
}

/** Params with one word replaced. */
export function withWord(params: Hex, index: number, word: bigint): Hex {
  const at = 2 + 64 * index
  return `0x${params.slice(2, at)}${BigInt.asUintN(256, word).toString(16).padStart(64, '0')}${params.slice(at + 64)}`
}

/** A job that is refused, and the name of its fault. */
export type RefusedJob = readonly [name: string, job: VectorJob]

/** The one shard of params. */
export function oneShard(params: Hex): VectorJob {
  return { params, shards: 1, shard: 0 }
}

/** Params of a wrong length. */
export function wrongLengths(whole: Hex): RefusedJob[] {
  const lengths: readonly Hex[] = ['0x', whole.slice(0, -2) as Hex, `${whole}${'00'.repeat(32)}`]
  return lengths.map((params) => ['paramsLength', oneShard(params)])
}

/** Shards of 36 rows that are none. */
export function wrongShards(params: Hex): RefusedJob[] {
  return [
    ['shards', { params, shards: 0, shard: 0 }],
    ['shards', { params, shards: 37, shard: 0 }],
    ['shards', { params, shards: 13, shard: 0 }],
    ['shard', { params, shards: 12, shard: 12 }],
    ['shard', { params, shards: 1, shard: 2 ** 32 - 1 }],
  ]
}

/** What `faultOf` finds; throws where it is not the fault that was meant. */
export function writtenRefusals(jobs: readonly RefusedJob[], faultOf: FaultFinder): KernelVectorRefusal[] {
  return jobs.map(([name, job]) => {
    const fault = faultOf(job.params, job)
    if (fault?.name !== name) throw new Error(`${name}: the fault is ${String(fault?.name)}`)
    const [have, least, most] = [fault.have, fault.least, fault.most].map(String) as [string, string, string]
    return { name, ...job, have, least, most }
  })
}

/** Claims about a job that is refused: the first right one, and one without roots and proof. */
export function claimsOfRefused({ checks }: Pick<KernelVectors, 'checks'>, job: VectorJob): CheckClaim[] {
  const right = checks.find(({ verdict }) => verdict === VERDICT_CODES.correct)
  if (right === undefined) throw new Error('no claim is right')
  const { inputRoots, outputRoot, proof, element } = right
  const { params, shards, shard } = job
  const claim = { params, shards, shard, inputRoots, outputRoot, proof, element: BigInt(element) }
  return [claim, { ...claim, inputRoots: inputRoots.map(() => NO_ROOT), outputRoot: NO_ROOT, proof: '0x' }]
}

/** Vectors as a file holds them: one check, layout or refusal a line. */
export function formatVectors(vectors: object): string {
  const list = (items: readonly unknown[]) =>
    `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
  const fields = Object.entries(vectors).map(([name, value]) => {
    return `${JSON.stringify(name)}: ${Array.isArray(value) ? list(value) : JSON.stringify(value)}`
  })
  return `{\n  ${fields.join(',\n  ')}\n}\n`
}
