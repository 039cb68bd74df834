// Machines without a GPU that may be used: no driver, no Dawn, no adapter, a software driver. Each is refused by name.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { KernelError, openBackend } from '../index.js'

const ENTRY = new URL('../index.js', import.meta.url).href
/** A loader under which the package webgpu is not there. */
const WITHOUT_DAWN = `data:text/javascript,${encodeURIComponent(
  `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(\`
export async function resolve(name, context, next) { if (name === 'webgpu') throw new Error('not installed'); return next(name, context) }\`))`,
)}`

/** What a process of its own gets from openBackend: kinds that opened, and errors with code, facts and hint. */
async function openedElsewhere(options: object, { flags = [] as string[], env = {} } = {}) {
  const script = `Object.assign(process.env, ${JSON.stringify(env)})
const { openBackend } = await import('${ENTRY}')
const told = await openBackend(${JSON.stringify(options)}).then(async (backend) => { await backend.close(); return { kind: backend.kind } },
  ({ code, facts, hint }) => ({ code, facts, hint }))
console.log(JSON.stringify(told))`
  const args = [...flags, '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Record<string, string | Record<string, string>>
}

const NO_DRIVER = { VK_DRIVER_FILES: '/nowhere/driver.json', VK_ADD_DRIVER_FILES: '' }

test('adapters_missingDriver_isNamedAndAutoGoesOnWithWasm', async () => {
  const told = await openedElsewhere({ prefer: 'webgpu', allowFallbackAdapter: true }, { env: NO_DRIVER })
  assert.equal(told['code'], 'KERNEL_NO_ADAPTER')
  assert.deepEqual(told['facts'], { reason: 'WebGPU lists no adapter' })
  assert.match(String(told['hint']), /Install the GPU's Vulkan, Metal or D3D12 driver/)
  assert.deepEqual(await openedElsewhere({}, { env: NO_DRIVER }), { kind: 'wasm' })
})

test('adapters_missingPackage_isNamedAndAutoGoesOnWithWasm', async () => {
  const flags = ['--import', WITHOUT_DAWN]
  const told = await openedElsewhere({ prefer: 'webgpu', allowFallbackAdapter: true }, { flags })
  assert.equal(told['code'], 'KERNEL_NO_ADAPTER')
  assert.deepEqual(told['facts'], { reason: 'the optional package webgpu cannot be loaded' })
  assert.deepEqual(await openedElsewhere({}, { flags }), { kind: 'wasm' })
})

/** Runs `work` where the engine itself has a WebGPU whose adapter is `adapter`. */
async function withAdapter(adapter: object | null, work: () => Promise<void>): Promise<void> {
  const { navigator } = globalThis as unknown as { navigator: object }
  const gpu = { requestAdapter: async () => adapter, wgslLanguageFeatures: new Set() }
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true })
  try {
    await work()
  } finally {
    Reflect.deleteProperty(navigator, 'gpu')
  }
}

async function assertRefused(options: object, code: string, facts: object): Promise<void> {
  await assert.rejects(openBackend({ prefer: 'webgpu', ...options }), (error: unknown) => {
    assert.ok(error instanceof KernelError, String(error))
    assert.deepEqual([error.code, error.facts], [code, facts])
    return true
  })
}

test('adapters_noneListed_isRefused', () =>
  withAdapter(null, () => assertRefused({}, 'KERNEL_NO_ADAPTER', { reason: 'WebGPU lists no adapter' })))

test('adapters_softwareDriver_isNeverCalledAGpu', async () => {
  for (const info of [
    { vendor: 'mesa', description: 'llvmpipe (LLVM 19)', isFallbackAdapter: false },
    { vendor: 'google', description: 'SwiftShader Device', isFallbackAdapter: false },
    { vendor: 'Google', description: '', device: 'swiftshader', isFallbackAdapter: false },
    { vendor: 'somebody', description: 'a rasterizer', isFallbackAdapter: true },
  ]) {
    await withAdapter({ info }, async () => {
      const facts = {
        reason: 'the only adapter is a software driver',
        vendor: info.vendor,
        device: info.description || info.device,
      }
      await assertRefused({}, 'KERNEL_NO_ADAPTER', facts)
      const backend = await openBackend()
      assert.equal(backend.kind, 'wasm')
      await backend.close()
    })
  }
})

const REAL = { vendor: 'somebody', description: 'a card', isFallbackAdapter: false }
const PROMISED = {
  maxStorageBufferBindingSize: 2 ** 27,
  maxBufferSize: 2 ** 28,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupsPerDimension: 65535,
  maxStorageBuffersPerShaderStage: 8,
}

test('adapters_anyLimitBelowWhatWebGpuPromises_isRefusedByValueAndLimit', async () => {
  for (const limit of Object.keys(PROMISED) as (keyof typeof PROMISED)[]) {
    const have = PROMISED[limit] / 4
    const need = limit === 'maxBufferSize' ? 2 ** 27 : PROMISED[limit]
    await withAdapter({ info: REAL, limits: { ...PROMISED, [limit]: have } }, () =>
      assertRefused({}, 'KERNEL_LIMIT', { device: 'a card', limit, have, need }),
    )
  }
})

test('adapters_thatGiveNoDevice_areRefused', async () => {
  const requestDevice = async () => {
    throw new TypeError('limits refused')
  }
  await withAdapter({ info: REAL, limits: PROMISED, requestDevice }, () =>
    assertRefused({}, 'KERNEL_DEVICE', { device: 'a card', reason: 'the adapter gives no device' }),
  )
})
