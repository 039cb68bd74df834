import type { CrashPoint } from '../config/crash-points.js'
import { crashAt } from '../runtime/crash.js'
import { openDatabase } from '../runtime/database.js'
import { openStore } from '../runtime/store.js'
import { intendJob, testSubmitter } from './submitter.test.fixture.js'

// Sends one transaction, as a worker would, and dies at the named boundary; run again, it goes on from the database.
const [stateDir = '', rpcUrl = '', point] = process.argv.slice(2)
const db = openDatabase(stateDir)
const store = openStore(db)
const atBoundary = crashAt(point as CrashPoint | undefined)
if (store.jobs.isEmpty()) {
  intendJob(store, 1)
  atBoundary('outbox.intended')
}
const submitter = testSubmitter({ store, rpcUrl, atBoundary })
while (store.outbox.live().length > 0) await submitter.step()
db.close()
