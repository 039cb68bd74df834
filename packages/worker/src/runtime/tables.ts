export const schemaVersion = 3

const jobs = `
CREATE TABLE jobs (
  job_id TEXT PRIMARY KEY,
  request_id TEXT NOT NULL REFERENCES requests (request_id),
  shard INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('seen', 'accepting', 'assigned', 'computed', 'sealed', 'committed', 'revealing', 'revealed', 'submitting', 'settled',
     'lost')),
  attempt INTEGER NOT NULL,
  price TEXT NOT NULL,
  lock TEXT NOT NULL,
  deadline_s INTEGER NOT NULL DEFAULT 0,
  beacon_id TEXT,
  root TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  updated_at_ms INTEGER NOT NULL,
  UNIQUE (request_id, shard)
) STRICT;
CREATE INDEX jobs_state ON jobs (state);
`

const outbox = `
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('accept', 'commit', 'reveal', 'revealSampled', 'submitWitness', 'finalize')),
  request_id TEXT NOT NULL,
  target TEXT NOT NULL,
  calldata TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('intended', 'signed', 'sent', 'done', 'reverted', 'refused', 'lost')),
  nonce INTEGER,
  gas_limit TEXT,
  reason TEXT,
  gas_used TEXT,
  fee_paid TEXT,
  tx_hash TEXT,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_status ON outbox (status);
`

const cursors = `
CREATE TABLE cursors (
  name TEXT PRIMARY KEY,
  cursor TEXT NOT NULL
) STRICT;
`

const speeds = `
CREATE TABLE speeds (
  kernel_id INTEGER NOT NULL,
  device TEXT NOT NULL,
  ms REAL NOT NULL,
  units REAL NOT NULL,
  PRIMARY KEY (kernel_id, device)
) STRICT;
`

/**
 * All tables. Amounts are decimal strings of base units, bytes are 0x hex, times are Unix milliseconds unless the name
 * ends in `_s`. `protection` is never deleted from: it outlives jobs, requests and restarts.
 */
export const tables = `
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  request_id TEXT,
  job_id TEXT,
  event TEXT NOT NULL,
  reason TEXT,
  facts TEXT NOT NULL
) STRICT;
CREATE INDEX journal_job ON journal (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE requests (
  request_id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  document TEXT NOT NULL,
  action TEXT NOT NULL,
  reason TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  retry_at_ms INTEGER NOT NULL DEFAULT 0,
  inputs_ready INTEGER NOT NULL DEFAULT 0,
  seen_at_ms INTEGER NOT NULL
) STRICT;

${jobs}
CREATE TABLE protection (
  chain_id INTEGER NOT NULL,
  escrow TEXT NOT NULL,
  job_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  root TEXT NOT NULL,
  salt TEXT NOT NULL,
  seal TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  UNIQUE (chain_id, escrow, job_id, attempt)
) STRICT;

${outbox}
CREATE TABLE outbox_jobs (
  outbox_id INTEGER NOT NULL REFERENCES outbox (id),
  job_id TEXT NOT NULL REFERENCES jobs (job_id),
  PRIMARY KEY (outbox_id, job_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE transactions (
  hash TEXT PRIMARY KEY,
  outbox_id INTEGER NOT NULL REFERENCES outbox (id),
  nonce INTEGER NOT NULL,
  max_fee TEXT NOT NULL,
  priority_fee TEXT NOT NULL,
  raw TEXT NOT NULL,
  signed_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX transactions_outbox ON transactions (outbox_id);
${cursors}
${speeds}
`

/** What takes a database of the version before to each version; foreign keys are not looked at meanwhile. */
export const migrations: Readonly<Record<number, string>> = {
  2: `
ALTER TABLE jobs RENAME TO jobs_1;
ALTER TABLE outbox RENAME TO outbox_1;
DROP INDEX jobs_state;
DROP INDEX outbox_status;
${jobs}
${outbox}
INSERT INTO jobs SELECT * FROM jobs_1;
INSERT INTO outbox SELECT * FROM outbox_1;
DROP TABLE jobs_1;
DROP TABLE outbox_1;
${cursors}
CREATE TABLE speeds (
  kernel_id INTEGER PRIMARY KEY,
  ms REAL NOT NULL,
  units REAL NOT NULL
) STRICT;
`,
  // Which device was that fast was not kept.
  3: `
DROP TABLE speeds;
${speeds}
`,
}
