import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { openGuard } from './guard.js'
import { openSubmits, submitState } from './submits.js'

/** Anything that a device has, called or read. */
const anything: unknown = new Proxy(() => undefined, {
  get: (_target, name) => (name === 'then' ? undefined : anything),
  apply: () => anything,
})
const never = new Promise<never>(() => undefined)

test('guard_deviceThatAnswersNothingMore_endsItsWork', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const device = {
    createBuffer: () => anything,
    createBindGroup: () => anything,
    createCommandEncoder: () => anything,
    lost: never,
    queue: { writeBuffer: () => undefined, submit: () => undefined, onSubmittedWorkDone: () => never },
    pushErrorScope: () => undefined,
    popErrorScope: () => never,
  } as unknown as GPUDevice
  const guard = openGuard({ device, description: 'hung' })
  const submits = openSubmits(submitState(device), () => undefined)
  const work = guard(async () => {
    const pipeline = anything as GPUComputePipeline
    await submits.add({ pipeline, bindings: [], words: new Uint32Array(1), groups: [1, 1], cost: 1 })
    await submits.flush()
  })
  const failed = assert.rejects(work, { code: 'KERNEL_DEVICE', message: /device=hung, reason=.*no answer in 30 s/ })
  // The submit, then the error scopes.
  for (let i = 0; i < 2; i++) {
    await new Promise((resolve) => setImmediate(resolve))
    mock.timers.tick(30_000)
  }
  await failed
  mock.timers.reset()
})
