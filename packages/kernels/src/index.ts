export type { Hex } from './hex.js'
export type { Verdict } from './verdict.js'
export type { ShapeFault, ShardOf } from './shape-fault.js'
export {
  KernelCancelledError,
  KernelClosedError,
  KernelDeviceError,
  KernelElementError,
  KernelError,
  KernelLimitError,
  KernelMemoryError,
  KernelNoAdapterError,
  KernelNoWasmError,
  KernelParameterError,
  KernelSelfTestError,
  KernelShardError,
  KernelSliceError,
  KernelTensorError,
  KernelUnknownError,
  TensorDataError,
  TensorFileError,
  TensorIndexError,
  TensorShapeError,
  type KernelFacts,
} from './errors.js'
export { tensorShape, type TensorRole, type TensorShape } from './tensors/shape.js'
export { merkleTree, tensorRoot, type MerkleTree } from './tensors/merkle-tree.js'
export { commitTensor } from './tensors/commit-tensor.js'
export { verifyOpening, type ClaimedOpening } from './tensors/verify-opening.js'
export { proveElements, type ShardCommitments } from './proofs.js'
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
export { checkMatmul8, type Matmul8Check } from './matmul8/check.js'
export { CREATE2_SEARCH_MAX_MASK_BITS, create2SearchFault, type Create2SearchFault } from './create2-search/faults.js'
export {
  CREATE2_SEARCH_KERNEL_ID,
  decodeCreate2SearchParams,
  encodeCreate2SearchParams,
  type Create2SearchParams,
} from './create2-search/params.js'
export { create2SearchLayout, type Create2SearchLayout, type ShardSalts } from './create2-search/layout.js'
export type { Create2SearchSlice } from './create2-search/slice.js'
export { create2SearchKernel } from './create2-search/kernel.js'
export { create2Address, referenceCreate2Search } from './create2-search/reference.js'
export { searchCreate2Salts } from './create2-search/search.js'
export {
  checkCreate2Search,
  checkCreate2SearchOutput,
  create2SearchRoot,
  type Create2SearchCheck,
} from './create2-search/check.js'
export { RENDER_MAX_ITERATIONS, RENDER_MAX_RAY_STEPS, RENDER_MAX_SIDE, renderFault } from './render/faults.js'
export {
  decodeRenderParams,
  encodeRenderParams,
  RENDER_KERNEL_ID,
  type RenderParams,
  type RenderScene,
} from './render/params.js'
export { renderLayout, type RenderBand, type RenderLayout } from './render/layout.js'
export { referencePixel, renderPixel, type PixelPlace } from './render/reference.js'
export { checkRender, type RenderCheck } from './render/check.js'
export {
  MONTE_CARLO_MAX_CHUNKS,
  MONTE_CARLO_MAX_COST,
  MONTE_CARLO_PATH_COST,
  MONTE_CARLO_PRICE_END,
  monteCarloFault,
} from './monte-carlo/faults.js'
export {
  decodeMonteCarloParams,
  encodeMonteCarloParams,
  MONTE_CARLO_KERNEL_ID,
  type MonteCarloOption,
  type MonteCarloParams,
} from './monte-carlo/params.js'
export { monteCarloLayout, type ChunkRange, type MonteCarloLayout } from './monte-carlo/layout.js'
export { philox4x32 } from './monte-carlo/philox.js'
export { monteCarloChunk, monteCarloPayoff, referenceChunk, type ChunkSums } from './monte-carlo/reference.js'
export { checkMonteCarlo, type MonteCarloCheck } from './monte-carlo/check.js'
export { NO_INPUTS_ROOT } from './no-inputs.js'
export {
  MOST_ERROR_PROBABILITY,
  type FlatKernel,
  type FlatLayout,
  type RowComputer,
  type ShardJob,
  type WholeCheck,
  type WholeOutput,
} from './kernel.js'
export { findDifference } from './find-difference.js'
export type { SearchSlice } from './search-slice.js'
export type { KernelBase, Trial, Trials } from './kernel-base.js'
export type { Searcher, ShardSearch, WitnessKernel, WitnessLayout, WitnessWork } from './witness-kernel.js'
export {
  findKernel,
  flatKernel,
  flatKernels,
  shardJob,
  witnessKernel,
  witnessKernels,
  type Kernel,
  type ShardWork,
} from './kernels.js'
export { matmul8Kernel } from './matmul8/kernel.js'
export { renderKernel } from './render/kernel.js'
export { monteCarloKernel } from './monte-carlo/kernel.js'
export { multiply8 } from './matmul8/multiply8.js'
export { bytesSource, type RowRange, type TensorOrigin, type TensorSource } from './tensors/source.js'
export type { Commitment, Opening, OpeningRequest } from './tensors/commitment.js'
export type { ComputeBackend, DeviceTensor, RunOptions } from './backends/backend.js'
export type { BackendKind } from './backends/kind.js'
export { openBackend, type OpenBackendOptions } from './backends/open.js'
export { selfTest } from './backends/self-test.js'
