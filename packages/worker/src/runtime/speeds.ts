import type { Database } from './database.js'

/** What this worker's device took for the work it has done, by kernel. */
export interface Speeds {
  /** Milliseconds for a unit of the kernel; undefined before enough was computed to tell. */
  msOfUnit(kernelId: number): number | undefined
  /** Counts work that was done in `ms`; earlier work counts a fifth less each time. */
  measured(kernelId: number, work: { units: number; ms: number }): void
}

/** Shorter work says more about its start than about its speed. */
const leastMs = 500
const memory = 0.8

export function openSpeeds(db: Database): Speeds {
  return {
    msOfUnit: (kernelId) => {
      const row = db.get('SELECT ms, units FROM speeds WHERE kernel_id = $kernelId', { kernelId })
      return row && Number(row['ms']) / Number(row['units'])
    },
    measured: (kernelId, { units, ms }) => {
      if (ms < leastMs || units <= 0) return
      db.run(
        `INSERT INTO speeds VALUES ($kernelId, $ms, $units)
         ON CONFLICT (kernel_id) DO UPDATE SET ms = ms * $memory + excluded.ms, units = units * $memory + excluded.units`,
        { kernelId, ms, units, memory },
      )
    },
  }
}
