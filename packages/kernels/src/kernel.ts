import type { KernelBase } from './kernel-base.js'
import type { OpeningRequest } from './tensors/commitment.js'
import type { TensorShape } from './tensors/shape.js'
import type { RowRange, TensorSource } from './tensors/source.js'

/** What follows from a job's parameters and its number of shards. */
export interface FlatLayout {
  readonly shards: number
  /** Shapes of the inputs; the same for all shards. */
  readonly inputs: readonly TensorShape[]
  /** The output of one shard. Throws `KERNEL_SHARD`. */
  output(shard: number): TensorShape
  /** Elements of a shard's output, counted row by row. Throws `KERNEL_SHARD`. */
  elements(shard: number): bigint
  /** Work of the largest shard in the kernel's units. */
  readonly units: bigint
  /** The most elements one reveal may prove. */
  readonly maxSamples: number
  /** Bytes of the proof of one element in the first shard. */
  readonly proofBytes: number
  /** Gas that checking one element takes at most besides what a call pays for the proof's bytes. */
  readonly sampleGas: number
}

/** One shard of one job, validated. */
export interface ShardJob<Params = unknown> {
  readonly kernel: FlatKernel<Params>
  readonly params: Params
  readonly layout: FlatLayout
  readonly shard: number
}

/** Computes rows of a shard's output on the processor. One call at a time. */
export interface RowComputer<Params = unknown> {
  /**
   * Rows of a call below which each costs noticeably more. So many may take long: the call then lets other events run and
   * reads of `inputs` at least every 100 ms or so.
   */
  readonly leastRows?: number
  /**
   * The bytes of some rows of the output: row-major, without padding. What it returns may be overwritten by the next
   * call. Reads of `inputs` what these rows need.
   */
  rows(job: ShardJob<Params>, inputs: readonly TensorSource[], rows: RowRange): Promise<Uint8Array>
}

/**
 * How rows of an input meet the output: row by row, the shards' outputs one behind another; as its columns (words); or
 * all of it for every element.
 */
export type InputUse = 'rows' | 'columns' | 'whole'

/** A kernel's arithmetic on the GPU; memory, panels, submits and commitment are the engine's. */
export interface WgslProgram<Params = unknown> {
  readonly inputs: readonly InputUse[]
  /** Rows and columns (32-bit words of the output) that one workgroup computes. */
  readonly tile: { readonly rows: number; readonly columns: number }
  /** The shader's functions with `main`, behind what `declarations` of backends/webgpu/programs.ts puts before them. */
  code(features: { readonly packedDot: boolean }): string
  /** The kernel's own uniform words, behind the engine's. */
  constants(job: ShardJob<Params>): Uint32Array
}

/** A kernel whose output is a tensor of which every element can be proved alone. All a new one has to bring. */
export interface FlatKernel<Params = unknown> extends KernelBase<Params> {
  readonly kind: 'flat'
  /** Throws `KERNEL_PARAMETERS` for shards without elements. */
  layout(params: Params, shards: number): FlatLayout
  /** Multiply-adds or steps of like cost in one row of a shard's output: by it rows are shared out and submits are sized. */
  rowCost(job: ShardJob<Params>): number
  /** Permutations of keccak that take as long as a unit does, both on the processor: where trees take longer, time tells no speed. */
  readonly unitHashes: number
  /** The definition: rows in plain TypeScript. */
  readonly reference: RowComputer<Params>
  /** Opens the kernel's WebAssembly. Rejects with `KERNEL_NO_WASM`. */
  openWasm(): Promise<RowComputer<Params>>
  readonly wgsl: WgslProgram<Params>
  /** The openings that prove an element: of input i, or of the output (`'output'`). A proof is all bytes, then all paths. */
  openings(job: ShardJob<Params>, element: bigint): readonly { of: number | 'output'; part: OpeningRequest }[]
  /**
   * Looks at all of an output for an element that is wrong: by a way of the kernel's own that is shorter than computing,
   * else by `findDifference`.
   */
  findWrong(job: ShardJob<Params>, whole: WholeOutput<Params>): Promise<WholeCheck>
}

/** A shard's output with the inputs that it is checked against. */
export interface WholeOutput<Params = unknown> {
  readonly inputs: readonly TensorSource[]
  readonly output: TensorSource
  /** Computes rows again; when left out, one that the kernel opens. */
  readonly computer?: RowComputer<Params> | undefined
}

/** What a check of a whole output found. */
export interface WholeCheck {
  /** Undefined when none was found. */
  readonly wrongElement: bigint | undefined
  /** Bounds the chance that one is there all the same: 0 when everything was computed again. */
  readonly errorProbability: number
}

/** A check that misses a wrong output more often than this is none: such an output must not be sealed. */
export const MOST_ERROR_PROBABILITY = 2 ** -60
