import type { BackendKind, TensorShape } from '@quern/kernels'
import type { OpenMessage } from './messages.js'

/** What the program itself takes, without any tensor. */
export const programBytes = 192 * 2 ** 20

/** Of the memory that a child may use, what tensors of its backend may take; as much is left for all else. */
export function shareOf(memoryBytes: number): number {
  return Math.floor((memoryBytes - programBytes) / 2)
}

/** Memory of a tensor and its tree. */
export function heldBytes(shape: TensorShape): number {
  return shape.rows * shape.rowBytes + treeBytes(shape)
}

/** Memory of a whole tree. */
export function treeBytes({ depth }: TensorShape): number {
  return 64 * 2 ** depth
}

/** What tensors, trees and buffers of a backend may take: a GPU's are in its own memory, of which WebGPU does not tell the size. */
export function budgetOf(
  kind: BackendKind,
  { memoryBytes, gpuMemoryBytes }: Pick<OpenMessage, 'memoryBytes' | 'gpuMemoryBytes'>,
): number {
  return kind === 'webgpu' ? gpuMemoryBytes : shareOf(memoryBytes)
}
