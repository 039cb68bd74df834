import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as kernels from './index.js'

test('index_exports_exactlyTheseNames', () => {
  assert.deepEqual(Object.keys(kernels), [
    'KernelClosedError',
    'KernelDeviceError',
    'KernelElementError',
    'KernelError',
    'KernelNoAdapterError',
    'KernelNoWasmError',
    'KernelParameterError',
    'KernelSelfTestError',
    'KernelShardError',
    'MATMUL8_KERNEL_ID',
    'MATMUL8_MAX_K',
    'MATMUL8_MAX_SIDE',
    'TensorDataError',
    'TensorIndexError',
    'TensorShapeError',
    'checkMatmul8',
    'createWitnessBuilder',
    'decodeMatmul8Params',
    'encodeMatmul8Params',
    'findWrongElement',
    'freivalds',
    'matmul8Layout',
    'matmul8ShardProduct',
    'matmul8TreeA',
    'matmul8TreeB',
    'matmul8TreeC',
    'matmul8Witness',
    'merkleTree',
    'openBackend',
    'referenceElement',
    'referenceMatmul8',
    'selfTest',
    'tensorRoot',
    'tensorShape',
  ])
})
