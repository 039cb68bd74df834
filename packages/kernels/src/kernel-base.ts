import type { BackendKind } from './backends/kind.js'
import type { Hex } from './hex.js'

/** Small work that a device is tried with before it takes any: a job of one shard. */
export interface Trial {
  /** As the contracts read them. */
  readonly params: Hex
  /** What its size is called. */
  readonly size: string
}

export type Trials = readonly [Trial, ...Trial[]]

/** What every kernel brings, a flat one or a witness one. */
export interface KernelBase<Params = unknown> {
  /** The number in the registry. */
  readonly id: number
  readonly name: string
  /** Throws `KERNEL_PARAMETERS`. */
  decode(encoded: Hex): Params
  /** Milliseconds that a slow device of each kind takes for a unit: by them work is sized before any was measured. */
  readonly unitMs: Readonly<Record<BackendKind, number>>
  /** Of each sort and order of size one; a search's answer is among the first 2^8 times as many candidates as it expects. */
  readonly trials: Trials
}
