import type { Hex } from './hex.js'
import type { KernelBase } from './kernel-base.js'
import type { SearchSlice } from './search-slice.js'
import type { Verdict } from './verdict.js'

/** A shard of a request's work without its kernel's number. */
export interface WitnessWork {
  /** As the contracts read them. */
  readonly params: Hex
  readonly shards: number
  readonly shard: number
}

/** Part of a search, and the kernel that it is for. */
export interface ShardSearch<Params = unknown> extends SearchSlice<Params> {
  readonly kernel: WitnessKernel<Params>
}

/** Tries candidates on the processor, without letting other events run. One call at a time. */
export interface Searcher<Params = unknown> {
  /** The answer with the smallest number in the slice, or undefined. */
  search(slice: SearchSlice<Params>): Hex | undefined
}

/** Candidates of a shard, by their numbers. */
export interface CandidateRange {
  readonly from: bigint
  readonly count: number
}

/** A search's arithmetic on the GPU; submits and the reading of what was found are the engine's. */
export interface WgslSearch<Params = unknown> {
  /** Candidates that one workgroup tries. */
  readonly threads: number
  /**
   * The whole shader: binding 0 is a uniform, 1 the word `found`. Of the answers in a dispatch it leaves the smallest number
   * there, counted from the dispatch's first candidate, unless it holds a smaller one already.
   */
  readonly code: string
  /** How many candidates from one on may be in a dispatch. */
  most(slice: SearchSlice<Params>, from: bigint): number
  /** The uniform of a dispatch. */
  words(slice: SearchSlice<Params>, range: CandidateRange): Uint32Array
}

/** What follows from a search's parameters and its number of shards. */
export interface WitnessLayout {
  /** How many candidates of a shard are tried on average. */
  readonly expectedCandidates: bigint
  /** Work of a shard in the kernel's units, as the contract counts it. */
  readonly units: bigint
  /** Bytes of a shard's output. */
  readonly outputBytes: number
  /** Gas that checking an output takes at most besides what a call pays for its bytes. */
  readonly checkGas: number
}

/** A kernel whose output is found by trying candidates, and proves itself. All a new one has to bring. */
export interface WitnessKernel<Params = unknown> extends KernelBase<Params> {
  readonly kind: 'witness'
  /** Throws `KERNEL_PARAMETERS`. */
  layout(params: Params, shards: number): WitnessLayout
  /** How many candidates a shard has. Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`. */
  candidates(slice: Pick<SearchSlice<Params>, 'params' | 'shards' | 'shard'>): bigint
  /** The candidate of a shard with a number, as an output. */
  output(slice: Pick<SearchSlice<Params>, 'params' | 'shards' | 'shard'>, candidate: bigint): Hex
  /** The number of an output that lies in the shard. */
  numberOf(slice: Pick<SearchSlice<Params>, 'params' | 'shards' | 'shard'>, output: Hex): bigint
  /** Candidates of a unit of work. */
  readonly unitCandidates: number
  /** Multiply-adds that take as long as trying a candidate: by it blocks and submits are sized. */
  readonly candidateCost: number
  /** The definition in plain TypeScript. */
  readonly reference: Searcher<Params>
  /** Opens the kernel's WebAssembly; rejects where the engine has none. */
  openWasm(): Promise<Searcher<Params>>
  readonly wgsl: WgslSearch<Params>
  /** What the contract says of an output, by the reference. */
  verdict(work: WitnessWork, output: Hex): Verdict
  /** What the contract keeps of an output. */
  root(output: Hex): Hex
  /** A search over some candidates whose only answer is known: the one with number `candidate` of the slice's shard. */
  probe(slice: SearchSlice<Params>, candidate: bigint): { readonly slice: SearchSlice<Params>; readonly answer: Hex }
}
