import type { DeviceSummary } from '../compute/messages.js'
import type { WorkerConfig } from '../config/schema.js'
import { InputError, shortMessage } from '../errors.js'
import type { Compute } from '../runtime/compute.js'

interface ExaminedCompute {
  readonly config: WorkerConfig
  readonly compute: Compute
}

const testTimeoutMs = 120_000

const install =
  'Install the driver: with libvulkan1, mesa-vulkan-drivers for AMD and Intel, or NVIDIA’s own; then "npm install webgpu". Or set compute.backend = "wasm".'

/** What the child computes on, and why on nothing better. */
export async function checkDevice({ config, compute }: ExaminedCompute): Promise<string> {
  const device = await compute.ready().catch((error: unknown) => {
    throw deviceError(error)
  })
  if (device.isFallbackAdapter && !config.compute.allow_software_gpu) {
    throw new InputError('SOFTWARE_GPU', `${device.device} is a software driver, not a GPU.`, { hint: install })
  }
  return describeDevice(device, config)
}

function deviceError(cause: unknown): unknown {
  const { code = 'COMPUTE_START' } = cause as { code?: string }
  if (code !== 'KERNEL_NO_ADAPTER') return cause
  return new InputError(code, shortMessage(cause), { hint: install, cause })
}

function describeDevice(device: DeviceSummary, { compute }: WorkerConfig): string {
  const label = device.isFallbackAdapter ? 'software adapter' : device.kind
  const memory = `${Math.floor(device.memoryBytes / 2 ** 20)} MiB for tensors, killed above ${compute.memory_mb} MiB`
  const without = device.passedOver.map(({ kind, message }) => `; no ${kind}: ${message}`).join('')
  const said = Object.entries(device.details).filter(([, value]) => value !== '')
  const details = said.length === 0 ? '' : ` (${said.map((pair) => pair.join(' ')).join(', ')})`
  return `${label}: ${device.name} on ${device.device}${details}, ${memory}${without}`
}

/** Runs every kernel in the real child as a job's work is run. */
export async function checkKernels({ compute }: ExaminedCompute): Promise<string> {
  const signal = AbortSignal.timeout(testTimeoutMs)
  const { tested } = await compute.run({ task: 'selftest' }, { timeoutMs: testTimeoutMs, signal })
  return tested.map(({ kernel, size, ms }) => `${kernel} ${size} in ${ms} ms`).join(', ')
}
