import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  KernelNoAdapterError,
  KernelNoWasmError,
  KernelParameterError,
  KernelSelfTestError,
  multiply8,
  openBackend,
  selfTest,
  TensorDataError,
  type ComputeBackend,
} from '../index.js'

/** A WebGPU backend on whatever driver there is, or the error that says why there is none. */
async function softwareOrRealGpu(): Promise<ComputeBackend | KernelNoAdapterError> {
  try {
    return await openBackend({ prefer: 'webgpu', allowFallbackAdapter: true })
  } catch (error) {
    assert.ok(error instanceof KernelNoAdapterError)
    return error
  }
}

test('openBackend_webgpu_passesItsSelfTestOrSaysWhatToDo', async () => {
  const backend = await softwareOrRealGpu()
  if (backend instanceof KernelNoAdapterError) {
    assert.equal(backend.code, 'KERNEL_NO_ADAPTER')
    assert.match(backend.hint, /driver.*prefer: 'wasm'/)
    return
  }
  assert.equal(backend.kind, 'webgpu')
  assert.ok((await selfTest(backend)) > 4000)
  await backend.close()
})

test('openBackend_webgpu_neverTakesASoftwareDriverUnasked', async () => {
  try {
    const backend = await openBackend({ prefer: 'webgpu' })
    assert.equal(backend.isFallbackAdapter, false)
    await backend.close()
  } catch (error) {
    assert.ok(error instanceof KernelNoAdapterError)
  }
})

test('openBackend_auto_opensSomethingThatComputes', async () => {
  const backend = await openBackend()
  assert.ok(backend.kind === 'wasm' || (backend.kind === 'webgpu' && !backend.isFallbackAdapter))
  assert.ok((await selfTest(backend)) > 4000)
  await backend.close()
})

test('openBackend_withoutWebAssembly_fallsBackToTheReference', async () => {
  const engine = globalThis as { WebAssembly?: unknown }
  const saved = engine.WebAssembly
  engine.WebAssembly = undefined
  try {
    await assert.rejects(openBackend({ prefer: 'wasm' }), KernelNoWasmError)
    const backend = await openBackend()
    assert.ok(backend.kind === 'reference' || backend.kind === 'webgpu')
    assert.ok((await selfTest(backend)) > 4000)
    await backend.close()
  } finally {
    engine.WebAssembly = saved
  }
})

test('selfTest_oneWrongBit_isRefusedWithFacts', async () => {
  const right = await openBackend({ prefer: 'wasm' })
  const wrong: ComputeBackend = {
    ...right,
    read: async (tensor, rows) => {
      const bytes = (await right.read(tensor, rows)).slice()
      if (bytes.length === 66 * 70 * 4) bytes[4000 * 4] = (bytes[4000 * 4] as number) ^ 1
      return bytes
    },
  }
  await assert.rejects(selfTest(wrong), (error: unknown) => {
    assert.ok(error instanceof KernelSelfTestError)
    assert.equal(error.code, 'KERNEL_SELF_TEST')
    assert.equal(error.facts['index'], 4000)
    return true
  })
  await right.close()
})

test('multiply8_badInput_isRefused', async () => {
  const backend = await openBackend({ prefer: 'reference' })
  const input = { m: 1, n: 1, k: 1, a: new Int8Array(1), bt: new Int8Array(1) }
  await assert.rejects(multiply8(backend, { ...input, k: 2 }), TensorDataError)
  await assert.rejects(multiply8(backend, { ...input, m: 0, a: new Int8Array(0) }), KernelParameterError)
  await backend.close()
})
