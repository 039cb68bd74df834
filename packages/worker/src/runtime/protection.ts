import type { Hex } from 'viem'
import { WorkerError } from '../errors.js'
import type { Database } from './database.js'

/** The one job attempt that a seal belongs to. */
export interface SealKey {
  readonly chainId: number
  readonly escrow: Hex
  readonly jobId: Hex
  readonly attempt: number
}

export interface SealRecord {
  readonly root: Hex
  readonly salt: Hex
  readonly seal: Hex
}

/** A second result for a job attempt that was sealed already: committing it could cost the stake. */
export class SecondRootError extends WorkerError {
  constructor(key: SealKey, known: Hex, offered: Hex) {
    super('SECOND_ROOT', `Job ${key.jobId} attempt ${key.attempt} was sealed with another root.`, {
      facts: { job_id: key.jobId, attempt: key.attempt, known, offered },
      hint: 'The first result stands. A device that computes two results for one job must be checked.',
    })
  }
}

/** Slashing protection: one root for a job attempt, for ever. */
export interface Protection {
  /**
   * Keeps `record` on disk before it returns, or with the transaction around it; the same root again returns what is kept.
   * @throws SecondRootError
   */
  protect(key: SealKey, record: SealRecord): SealRecord
  find(key: SealKey): SealRecord | undefined
}

export function openProtection(db: Database, nowMs: () => number): Protection {
  const find = ({ chainId, escrow, jobId, attempt }: SealKey): SealRecord | undefined => {
    const row = db.get(
      `SELECT root, salt, seal FROM protection
       WHERE chain_id = $chainId AND escrow = $escrow AND job_id = $jobId AND attempt = $attempt`,
      { chainId, escrow: escrow.toLowerCase(), jobId: jobId.toLowerCase(), attempt },
    )
    return row && { root: row['root'] as Hex, salt: row['salt'] as Hex, seal: row['seal'] as Hex }
  }
  const protect = (key: SealKey, record: SealRecord): SealRecord =>
    db.transaction(() => {
      const known = find(key)
      if (known !== undefined && known.root !== record.root) throw new SecondRootError(key, known.root, record.root)
      if (known !== undefined) return known
      db.run('INSERT INTO protection VALUES ($chainId, $escrow, $jobId, $attempt, $root, $salt, $seal, $atMs)', {
        chainId: key.chainId,
        escrow: key.escrow.toLowerCase(),
        jobId: key.jobId.toLowerCase(),
        attempt: key.attempt,
        root: record.root,
        salt: record.salt,
        seal: record.seal,
        atMs: nowMs(),
      })
      return record
    })
  return { find, protect }
}
