import type { BackendKind } from '@quern/kernels'
import type { Database } from './database.js'

/** Work of a kernel on a kind of device. */
export interface SpeedOf {
  readonly kernelId: number
  readonly kind: BackendKind
}

/** What this worker's devices took for the work they have done. */
export interface Speeds {
  /** Milliseconds for a unit of the kernel; undefined before enough was computed to tell. */
  msOfUnit(of: SpeedOf): number | undefined
  /** Counts work that was done in `ms`; earlier work counts a fifth less each time. */
  measured(of: SpeedOf, work: { units: number; ms: number }): void
}

/** Shorter work says more about its start than about its speed. */
const leastMs = 500
const memory = 0.8

export function openSpeeds(db: Database): Speeds {
  return {
    msOfUnit: ({ kernelId, kind }) => {
      const values = { kernelId, kind }
      const row = db.get('SELECT ms, units FROM speeds WHERE kernel_id = $kernelId AND device = $kind', values)
      return row && Number(row['ms']) / Number(row['units'])
    },
    measured: ({ kernelId, kind }, { units, ms }) => {
      if (ms < leastMs || units <= 0) return
      db.run(
        `INSERT INTO speeds VALUES ($kernelId, $kind, $ms, $units)
         ON CONFLICT (kernel_id, device) DO UPDATE SET ms = ms * $memory + excluded.ms, units = units * $memory + excluded.units`,
        { kernelId, kind, ms, units, memory },
      )
    },
  }
}
