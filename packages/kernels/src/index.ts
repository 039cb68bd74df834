export type { Hex } from './hex.js'
export {
  KernelClosedError,
  KernelDeviceError,
  KernelElementError,
  KernelError,
  KernelNoAdapterError,
  KernelNoWasmError,
  KernelParameterError,
  KernelSelfTestError,
  KernelShardError,
  TensorDataError,
  TensorIndexError,
  TensorShapeError,
  type KernelFacts,
} from './errors.js'
export { tensorShape, type TensorRole, type TensorShape } from './tensors/shape.js'
export { merkleTree, tensorRoot, type MerkleTree } from './tensors/merkle-tree.js'
export {
  decodeMatmul8Params,
  encodeMatmul8Params,
  MATMUL8_KERNEL_ID,
  MATMUL8_MAX_K,
  MATMUL8_MAX_SIDE,
  type Matmul8Params,
} from './matmul8/params.js'
export { matmul8Layout, type Matmul8Layout, type ShardRows } from './matmul8/layout.js'
export {
  matmul8ShardProduct,
  type Matmul8ShardInput,
  type Matmul8ShardOutput,
  type MatmulInput,
} from './matmul8/inputs.js'
export { referenceElement, referenceMatmul8 } from './matmul8/reference.js'
export { freivalds, type FreivaldsResult } from './matmul8/freivalds.js'
export { findWrongElement } from './matmul8/find-wrong-element.js'
export {
  createWitnessBuilder,
  matmul8TreeA,
  matmul8TreeB,
  matmul8TreeC,
  matmul8Witness,
  type WitnessBuilder,
  type WitnessInput,
} from './matmul8/witness.js'
export { checkMatmul8, type Matmul8Check, type Matmul8Verdict } from './matmul8/check.js'
export type { BackendKind, ComputeBackend } from './backends/backend.js'
export { openBackend, type OpenBackendOptions } from './backends/open.js'
export { selfTest } from './backends/self-test.js'
