import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KernelDeviceError, KernelLimitError } from '../../index.js'
import { largestBuffer, requestDevice } from './limits.js'

const PROMISED = {
  maxStorageBufferBindingSize: 2 ** 27,
  maxBufferSize: 2 ** 28,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupsPerDimension: 65535,
  maxStorageBuffersPerShaderStage: 8,
}

/** An adapter that answers the first requests for a device with errors, and the last with a device of `limits`. */
function adapterOf(limits: Partial<typeof PROMISED>, refusals = 0) {
  const asked: (GPUDeviceDescriptor | undefined)[] = []
  const adapter = {
    limits: { ...PROMISED, ...limits },
    requestDevice: async (descriptor?: GPUDeviceDescriptor) => {
      asked.push(descriptor)
      if (asked.length <= refusals) throw new Error('refused')
      return { limits: { ...PROMISED, ...descriptor?.requiredLimits } }
    },
  } as unknown as GPUAdapter
  return { adapter, asked }
}

test('requestDevice_largerLimits_areAskedForUpToOneGibibyte', async () => {
  const { adapter, asked } = adapterOf({ maxStorageBufferBindingSize: 2 ** 31 - 4, maxBufferSize: 2 ** 40 })
  const device = await requestDevice(adapter, 'large')
  const requiredLimits = { maxStorageBufferBindingSize: 2 ** 30, maxBufferSize: 2 ** 30 }
  assert.deepEqual(asked, [{ requiredLimits }])
  assert.equal(largestBuffer(device), 2 ** 30)
})

test('requestDevice_refusedLimits_fallsBackToThoseThatArePromised', async () => {
  const { adapter, asked } = adapterOf({ maxStorageBufferBindingSize: 2 ** 30 }, 1)
  const device = await requestDevice(adapter, 'stingy')
  assert.deepEqual(asked.at(-1), undefined)
  assert.equal(largestBuffer(device), 2 ** 27)
})

test('requestDevice_everythingRefused_isADeviceError', async () => {
  await assert.rejects(requestDevice(adapterOf({}, 2).adapter, 'broken'), KernelDeviceError)
})

test('requestDevice_adapterBelowTheNeeded_isRefusedByLimitAndValue', async () => {
  const { adapter, asked } = adapterOf({ maxComputeInvocationsPerWorkgroup: 128 })
  await assert.rejects(requestDevice(adapter, 'small'), (error: unknown) => {
    assert.ok(error instanceof KernelLimitError)
    assert.equal(error.code, 'KERNEL_LIMIT')
    const limit = 'maxComputeInvocationsPerWorkgroup'
    assert.deepEqual(error.facts, { device: 'small', limit, have: 128, need: 256 })
    return true
  })
  assert.deepEqual(asked, [])
})
