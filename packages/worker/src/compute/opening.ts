import { openBackend, selfTest, type BackendKind, type ComputeBackend } from '@quern/kernels'
import { budgetOf } from './memory.js'
import type { OpenMessage, PassedOver } from './messages.js'

/** Opens one kind of backend; rejects with a typed error. */
export type OpenKind = (kind: BackendKind, message: OpenMessage) => Promise<ComputeBackend>

/** The built-in backends. */
export const openKind: OpenKind = (kind, message) =>
  openBackend({
    prefer: kind,
    allowFallbackAdapter: message.allowSoftwareGpu,
    memoryBytes: budgetOf(kind, message),
    threads: message.threads,
  })

/** The first backend that opens and passes its self-test, if any, and those before it with their problems. */
export async function openFirst(
  message: OpenMessage,
  open: OpenKind,
): Promise<{ readonly backend: ComputeBackend | undefined; readonly passedOver: readonly PassedOver[] }> {
  const passedOver: PassedOver[] = []
  for (const kind of message.kinds) {
    try {
      return { backend: await openTested(kind, message, open), passedOver }
    } catch (error) {
      passedOver.push({ kind, ...failureOf(error) })
    }
  }
  return { backend: undefined, passedOver }
}

async function openTested(kind: BackendKind, message: OpenMessage, open: OpenKind): Promise<ComputeBackend> {
  const backend = await open(kind, message)
  try {
    await selfTest(backend)
    return backend
  } catch (error) {
    // A device that failed may never answer: it is not waited for.
    backend.close().catch(() => undefined)
    throw error
  }
}

/** The code and the message of any thrown value, as they travel to the parent. */
export function failureOf(error: unknown): { code: string; message: string } {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return { code: typeof code === 'string' ? code : 'FAILED', message: String(message ?? error) }
}
