import { KernelDeviceError, KernelError } from '../../errors.js'
import type { GpuHandle } from './adapter.js'
import { answered } from './answered.js'

const SCOPES = ['validation', 'out-of-memory', 'internal'] as const

/**
 * Runs work on a device; a device that is or gets lost, a refused allocation, a validation error and a submit that
 * hangs end it with `KERNEL_DEVICE`. One work at a time.
 */
export type Guard = <Result>(work: () => Promise<Result>) => Promise<Result>

export function openGuard({ device, description }: Pick<GpuHandle, 'device' | 'description'>): Guard {
  let lost: string | undefined
  void device.lost.then((info) => {
    lost = info.message || info.reason
  })
  const fail = (reason: string, cause?: unknown) => new KernelDeviceError({ device: description, reason, cause })
  return async (work) => {
    if (lost !== undefined) throw fail(lost)
    for (const scope of SCOPES) device.pushErrorScope(scope)
    const [outcome] = await Promise.allSettled([Promise.resolve().then(work)])
    const errors = await Promise.allSettled(SCOPES.map(() => answered(device.popErrorScope())))
    const caught = errors.map((popped) =>
      popped.status === 'fulfilled' ? popped.value?.message : String(popped.reason),
    )
    const cause: unknown = outcome.status === 'rejected' ? outcome.reason : undefined
    const reason = lost ?? caught.find((message) => message !== undefined)
    if (reason !== undefined) throw fail(reason, cause)
    if (outcome.status === 'fulfilled') return outcome.value
    if (cause instanceof KernelError) throw cause
    throw fail(String(cause), cause)
  }
}
