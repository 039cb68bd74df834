import { flatKernels, witnessKernels } from '@quern/kernels'
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { createConfiguredCompute } from '../runtime/configured-compute.js'
import type { Compute } from '../runtime/compute.js'
import { testConfig } from '../services/samples.test.fixture.js'
import { checkDevice, checkKernels } from './doctor-compute.js'

const program = (name: string): string => fileURLToPath(new URL(`${name}.test.fixture.js`, import.meta.url))
const opened: Compute[] = []

function world(name: string, backend: string) {
  const settings = { 'compute.program': program(name), 'compute.backend': backend, 'compute.memory_mb': '1024' }
  const config = testConfig(settings)
  const compute = createConfiguredCompute(config, { environment: {}, log: pino({ level: 'silent' }) })
  opened.push(compute)
  return { config, compute }
}

afterEach(() => {
  for (const compute of opened.splice(0)) compute.close()
})

describe('doctor of the device', () => {
  it('says what is missing for the GPU in one line, and what to install', async () => {
    await assert.rejects(checkDevice(world('driverless-child', 'webgpu')), (error: Error & { hint?: string }) => {
      assert.match(error.message, /^No GPU adapter can be used\. \(reason=WebGPU lists no adapter\)[^\n]*$/)
      assert.match(error.hint ?? '', /mesa-vulkan-drivers.*npm install webgpu/)
      return 'exitCode' in error && error.exitCode === 2
    })
  })

  it('tells why the processor is used, and how much memory there is', async () => {
    const text = await checkDevice(world('driverless-child', 'auto'))
    assert.match(
      text,
      /^wasm: wasm-simd on CPU.*, 416 MiB for tensors, killed above 1024 MiB; no webgpu: No GPU adapter/,
    )
  })

  it('never calls a software adapter a GPU', async () => {
    const world1 = world('software-child', 'webgpu')
    await assert.rejects(checkDevice(world1), {
      code: 'SOFTWARE_GPU',
      message: 'llvmpipe is a software driver, not a GPU.',
    })
    const allowed = { ...world1.config, compute: { ...world1.config.compute, allow_software_gpu: true } }
    const text = await checkDevice({ ...world1, config: allowed })
    assert.match(text, /^software adapter: wasm-simd on llvmpipe \(vendor mesa, maxBufferSize 134217728\), /)
  })

  it('computes every kernel as a job is computed, at several sizes', async () => {
    const text = await checkKernels(world('driverless-child', 'auto'))
    const kernels = [...flatKernels, ...witnessKernels]
    const tested = kernels.flatMap(({ name, trials }) => trials.map(({ size }) => `${name} ${size}`))
    assert.equal(text.replaceAll(/ in \d+ ms/g, ''), tested.join(', '))
    assert.match(text, /^Matmul8 67 × 65 × 33 in \d+ ms, .* Create2Search 12 bits in \d+ ms$/)
  })

  it('tests the device, and not what a program makes of its results', async () => {
    assert.match(await checkKernels(world('../runtime/hung-child', 'wasm')), /512 in/)
  })

  it('finds a device that is wrong', async () => {
    await assert.rejects(checkKernels(world('../runtime/late-liar', 'webgpu')), { code: 'SELF_CHECK' })
  })

  it('finds a device that draws a pixel wrong', async () => {
    const problem = { code: 'SELF_CHECK', message: /element 3000 is wrong|row 30 is not that/ }
    await assert.rejects(checkKernels(world('miscoloured-child', 'webgpu')), problem)
  })
})
