import { KernelTensorError } from '../errors.js'
import type { TensorSource } from '../tensors/source.js'
import type { DeviceTensor } from './backend.js'

/** A tensor that a backend holds. */
export interface HeldTensor {
  readonly source: TensorSource
  /** A copy that threads can read. */
  shared?: TensorSource
  /** Each gives back memory when the tensor is freed. */
  readonly releases: (() => void)[]
}

/** The tensors of one backend. */
export interface TensorTable {
  add(held: HeldTensor): DeviceTensor
  /** Throws `KERNEL_TENSOR`. */
  find(tensor: DeviceTensor): HeldTensor
  free(tensor: DeviceTensor): void
  freeAll(): void
}

export function tensorTable(backend: string): TensorTable {
  const tensors = new Map<DeviceTensor, HeldTensor>()
  const free = (tensor: DeviceTensor) => {
    for (const release of tensors.get(tensor)?.releases ?? []) release()
    tensors.delete(tensor)
  }
  return {
    add(held) {
      const tensor: DeviceTensor = { shape: held.source.shape }
      tensors.set(tensor, held)
      return tensor
    },
    find(tensor) {
      const held = tensors.get(tensor)
      if (held === undefined) throw new KernelTensorError({ backend })
      return held
    },
    free,
    freeAll() {
      for (const tensor of tensors.keys()) free(tensor)
    },
  }
}
