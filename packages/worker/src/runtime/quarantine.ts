import type { BackendKind } from '@quern/kernels'

/** A kind of device that is not used before a time, and the fault that it had. */
export interface Quarantined {
  readonly kind: BackendKind
  readonly code: string
  readonly problem: string
  /** How long it lasts, and when it ends (Unix milliseconds). */
  readonly ms: number
  readonly untilMs: number
}

/** Which devices are left alone because of a fault, each fault longer than the one before. */
export interface Quarantine {
  put(kind: BackendKind, fault: { code: string; problem: string }): Quarantined
  /** The quarantine that a kind is in now. */
  of(kind: BackendKind): Quarantined | undefined
}

const firstMs = 60_000
const mostMs = 24 * 3_600_000
/** A device that had no fault for so long begins anew. */
const forgottenMs = 24 * 3_600_000

/** The first quarantine lasts a minute, each further one four times as long, up to a day. */
export function createQuarantine(nowMs: () => number): Quarantine {
  const last = new Map<BackendKind, Quarantined>()
  return {
    put: (kind, fault) => {
      const before = last.get(kind)
      const isRecent = before !== undefined && nowMs() - before.untilMs < forgottenMs
      const ms = isRecent ? Math.min(before.ms * 4, mostMs) : firstMs
      const quarantined = { kind, ...fault, ms, untilMs: nowMs() + ms }
      last.set(kind, quarantined)
      return quarantined
    },
    of: (kind) => {
      const quarantined = last.get(kind)
      return quarantined !== undefined && nowMs() < quarantined.untilMs ? quarantined : undefined
    },
  }
}
