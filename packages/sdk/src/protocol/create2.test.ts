import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeCreate2SearchParams, KernelError } from '@quern/kernels'
import { getContractAddress, keccak256, pad } from 'viem'
import { sampleRequest } from '../arbitraries.test.helper.js'
import { addressOfAnswer, describeCreate2Search } from './create2.js'
import { estimateWork } from './estimate.js'
import { encodeInputRoots } from './matmul.js'

const target = {
  deployer: '0x00000000000000000000000000000000DeaDBeef',
  initCodeHash: keccak256('0xdeadbeef'),
  mask: 0x3fffn,
  value: 0xc0n,
} as const

test('describeCreate2Search_hasNoInputsAndOneShard', () => {
  const { kernelId, work, inputRoots } = describeCreate2Search(target)
  assert.deepEqual([kernelId, work.shards, work.inputUri, inputRoots], [3, 1, '', []])
  assert.equal(work.inputRoot, keccak256(encodeInputRoots(inputRoots)))
  const deployer = target.deployer.toLowerCase()
  assert.deepEqual(decodeCreate2SearchParams(work.params), { ...target, deployer, base: 0n, r: 128 })
})

test('describeCreate2Search_takesTheRangesThatAreAskedFor', () => {
  const { work } = describeCreate2Search({ ...target, shards: 4, base: 0xdeadbeefn << 2n, r: 94 })
  const { base, r } = decodeCreate2SearchParams(work.params)
  assert.deepEqual([work.shards, base, r], [4, 0xdeadbeefn << 2n, 94])
})

test('describeCreate2Search_refusesByTheFactsOfTheKernel', () => {
  const refused: readonly (readonly [object, string])[] = [
    [{ mask: 0n, value: 0n }, 'mask'],
    [{ value: 0x4000n }, 'value & ~mask'],
    [{ r: 20 }, 'r'],
    [{ base: 2n ** 128n }, 'base'],
    [{ base: 2n ** 128n - 1n, shards: 2 }, 'shards'],
  ]
  for (const [changed, name] of refused) {
    assert.throws(
      () => describeCreate2Search({ ...target, ...changed }),
      (error: unknown) => {
        assert.ok(error instanceof KernelError)
        assert.deepEqual([error.code, error.facts['name']], ['KERNEL_PARAMETERS', name])
        return true
      },
    )
  }
})

test('estimateWork_knowsSearches', () => {
  const { kernelId, work } = describeCreate2Search({ ...target, mask: 2n ** 30n - 1n, shards: 3 })
  const { params, shards } = work
  const estimate = { units: 1024n, elements: [1n, 1n, 1n], maxSamples: 0, proofBytes: 32 }
  assert.deepEqual(estimateWork({ kernelId, params, shards }), estimate)
  assert.throws(() => estimateWork({ kernelId: 9, params, shards }), { code: 'KERNEL_UNSUPPORTED' })
})

test('addressOfAnswer_isOnlyForItsOwnSearches', () => {
  const { kernelId, work } = describeCreate2Search(target)
  const salt = pad('0x07')
  const opcode = 'CREATE2'
  const from = { from: target.deployer, salt, bytecodeHash: target.initCodeHash }
  const terms = { ...sampleRequest.terms, kernelId }
  assert.equal(addressOfAnswer({ terms, work }, salt), getContractAddress({ opcode, ...from }))
  assert.equal(addressOfAnswer({ terms: { ...terms, kernelId: kernelId + 1 }, work }, salt), undefined)
})
