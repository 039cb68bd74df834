import { openBackend, type ComputeBackend, type RowComputer, type TensorSource } from '@quern/kernels'
import type { Hex } from 'viem'
import { createKeptTensors, type KeptTensors } from './kept-tensors.js'
import type { OpenMessage } from './messages.js'
import { shareOf } from './memory.js'
import { selfChecked } from './self-check.js'

/** What tasks work with, from one to the next. */
export interface Workbench {
  /** Its outputs are checked, and then changed if the program wants to lie. */
  readonly backend: ComputeBackend
  /** The same before the program has changed anything. */
  readonly checked: ComputeBackend
  readonly kept: KeptTensors
  /** Bytes of tensors that may be held in this process's memory. */
  readonly keptBytes: number
  /** Milliseconds of checks since the last call. */
  takeCheckMs(): number
  /** The root as the processor computes it, whatever the device. */
  processorRoot(source: TensorSource, signal: AbortSignal): Promise<Hex>
}

export function createWorkbench(
  backend: ComputeBackend,
  message: OpenMessage & { readonly wrapBackend: (backend: ComputeBackend) => ComputeBackend },
): Workbench {
  let checkMs = 0
  const onChecked = (ms: number): void => {
    checkMs += ms
  }
  const keptBytes = shareOf(message.memoryBytes) / 2
  let opened: Promise<ComputeBackend> | undefined
  const processor = (): Promise<ComputeBackend> => {
    opened ??= openProcessor(message)
    return opened
  }
  const computer = async (): Promise<RowComputer | undefined> =>
    (backend.kind === 'wasm' ? backend : await processor()).computer
  const checked = selfChecked(backend, { rows: message.selfChecks, computer, onChecked })
  return {
    backend: message.wrapBackend(checked),
    checked,
    kept: createKeptTensors(keptBytes),
    keptBytes,
    takeCheckMs: () => {
      const ms = Math.round(checkMs)
      checkMs = 0
      return ms
    },
    processorRoot: async (source, signal) => {
      const used = await processor()
      const tensor = await used.upload(source)
      try {
        return (await used.commit(tensor, { signal })).root
      } finally {
        used.free(tensor)
      }
    },
  }
}

/** Threads beside a GPU hash its outputs and compute again what has no shorter check. */
async function openProcessor({ memoryBytes, threads }: OpenMessage): Promise<ComputeBackend> {
  const options = { memoryBytes: shareOf(memoryBytes), threads }
  return openBackend({ prefer: 'wasm', ...options }).catch(() => openBackend({ prefer: 'reference', ...options }))
}
