import type { BackendKind } from '@quern/kernels'
import type { Hex } from 'viem'

export type BackendChoice = 'auto' | 'webgpu' | 'wasm' | 'reference'

/** What the child computes on. */
export interface DeviceSummary {
  readonly name: string
  readonly kind: BackendKind
  readonly device: string
  /** What adapter and driver say of themselves. */
  readonly details: Readonly<Record<string, string>>
  readonly isFallbackAdapter: boolean
  /** Bytes that tensors and trees may take together on it. */
  readonly memoryBytes: number
  /** Kinds that would have been better and could not be used. */
  readonly passedOver: readonly PassedOver[]
}

/** A kind of backend that could not be used, and why. */
export interface PassedOver {
  readonly kind: BackendKind
  readonly code: string
  readonly message: string
}

/** The kernel's work as the request names it. */
export interface KernelWork {
  readonly kernelId: number
  readonly params: Hex
  readonly shards: number
}

/** One job and the verified files of its inputs. */
export interface JobWork extends KernelWork {
  readonly shard: number
  readonly inputRoots: readonly Hex[]
  readonly inputFiles: readonly string[]
}

/** Checks input tensors against their roots and keeps them in the worker's own folder. */
export interface InputsTask extends KernelWork {
  readonly task: 'inputs'
  readonly inputRoots: readonly Hex[]
  readonly sourceFiles: readonly string[]
  readonly folder: string
}

/** Computes a job's output, writes it to a file of `folder` named by its root and shape, and reports the root. */
export interface ComputeTask extends JobWork {
  readonly task: 'compute'
  readonly folder: string
}

/** Searches a part of a shard for its answer; found, it is written to `<folder>/<root>.bin`. */
export interface SearchTask extends KernelWork {
  readonly task: 'search'
  readonly shard: number
  /** Where an earlier part ended, a decimal number; a random place when left out. */
  readonly from?: string
  /** Ends soon after so many milliseconds. */
  readonly budgetMs: number
  readonly folder: string
}

/** What a part of a search found, and how much it tried. */
export interface SearchResult {
  readonly root: Hex | undefined
  readonly kind: BackendKind
  /** Where the search goes on, a decimal number. */
  readonly next: string
  readonly units: number
  readonly ms: number
}

/** Builds the proofs of elements of an output that was computed before. */
export interface ProveTask extends JobWork {
  readonly task: 'prove'
  readonly outputFile: string
  readonly root: Hex
  /** Decimal numbers. */
  readonly elements: readonly string[]
}

/** Computes small work of every kernel as a job's, and compares it with the processor's. */
export interface SelfTestTask {
  readonly task: 'selftest'
}

/** A kernel at a size that was computed right, in so many milliseconds with its check and its commitment. */
export interface TestedKernel {
  readonly kernel: string
  readonly size: string
  readonly ms: number
}

export type Task = InputsTask | ComputeTask | SearchTask | ProveTask | SelfTestTask

/** Milliseconds of a computation by its parts, in their order. */
export interface PartTimes {
  readonly read: number
  readonly compute: number
  readonly check: number
  readonly commit: number
  readonly write: number
}

/** An output that was checked and is kept; `ms` is all of it. */
export interface ComputeResult {
  readonly root: Hex
  readonly file: string
  readonly kind: BackendKind
  readonly ms: number
  readonly parts: PartTimes
}

export interface TaskResults {
  readonly inputs: { readonly files: readonly string[] }
  readonly compute: ComputeResult
  readonly search: SearchResult
  readonly prove: { readonly proofs: readonly Hex[] }
  readonly selftest: { readonly tested: readonly TestedKernel[] }
}

/** The descriptor on which a child that takes too much memory says so, before it kills itself. */
export const memoryFd = 4

export interface OpenMessage {
  readonly type: 'open'
  /** The first of these that opens and passes its self-test is used. */
  readonly kinds: readonly BackendKind[]
  readonly allowSoftwareGpu: boolean
  /** Most rows of each result that the reference computes again. */
  readonly selfChecks: number
  /** Threads for work on the processor. */
  readonly threads: number
  /** Resident bytes at which the child is ended. */
  readonly memoryBytes: number
  /** Bytes of a GPU's own memory that tensors, trees and buffers may take together. */
  readonly gpuMemoryBytes: number
}

export type ToChild =
  | OpenMessage
  | { readonly type: 'task'; readonly id: number; readonly task: Task }
  /** Ends a task at its next submit or block. */
  | { readonly type: 'cancel'; readonly id: number }

export type ToParent =
  | { readonly type: 'ready'; readonly device: DeviceSummary }
  /** No backend opened; the child is of no use. */
  | { readonly type: 'unopened'; readonly passedOver: readonly PassedOver[] }
  | { readonly type: 'done'; readonly id: number; readonly result: TaskResults[Task['task']] }
  | { readonly type: 'failed'; readonly id: number; readonly code: string; readonly message: string }
