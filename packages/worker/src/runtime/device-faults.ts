import type { BackendKind } from '@quern/kernels'

/** The device computed, or tested, something wrong, or is gone. */
const faults: ReadonlySet<string> = new Set(['KERNEL_DEVICE', 'KERNEL_SELF_TEST', 'SELF_CHECK'])
/** With these a driver takes its process along. */
const crashes: ReadonlySet<string> = new Set(['COMPUTE_START', 'COMPUTE_CHILD_EXITED'])

/** Whether an error is the device's own fault: its results cannot be trusted, or it is gone. */
export function isFault(error: unknown, kind: BackendKind): boolean {
  const { code = '' } = error as { code?: string }
  return faults.has(code) || (kind === 'webgpu' && crashes.has(code))
}
