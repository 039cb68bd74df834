import { openCursors, type Cursors } from './cursors.js'
import type { Database } from './database.js'
import { openJobs, type Jobs } from './jobs.js'
import { openJournal, type Journal } from './journal.js'
import { openOutbox, type Outbox } from './outbox.js'
import { openProtection, type Protection } from './protection.js'
import { openRequests, type Requests } from './requests.js'
import { openSpeeds, type Speeds } from './speeds.js'

/** All tables of one database. */
export interface Store {
  readonly db: Database
  readonly journal: Journal
  readonly jobs: Jobs
  readonly requests: Requests
  readonly protection: Protection
  readonly outbox: Outbox
  readonly cursors: Cursors
  readonly speeds: Speeds
}

export function openStore(db: Database, nowMs: () => number = Date.now): Store {
  return {
    db,
    journal: openJournal(db, nowMs),
    jobs: openJobs(db, nowMs),
    requests: openRequests(db, nowMs),
    protection: openProtection(db, nowMs),
    outbox: openOutbox(db, nowMs),
    cursors: openCursors(db),
    speeds: openSpeeds(db),
  }
}
