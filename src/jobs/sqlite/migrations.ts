/**
 * The tables of jobs, in the order in which they came to be. Scripts that were released are never changed: a database out
 * there has run them.
 */
export const jobMigrations: readonly string[] = [
  `
  -- The record is the truth; the other columns are what is searched by. seq is the order of acceptance.
  CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    guild_id TEXT NOT NULL,
    requester_id TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  -- Stays small whatever the history grows to.
  CREATE INDEX jobs_unfinished ON jobs (seq) WHERE state NOT IN ('delivered', 'failed', 'cancelled');

  -- Which files a job refers to, by hash.
  CREATE TABLE job_files (
    job_seq INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    PRIMARY KEY (job_seq, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX job_files_by_hash ON job_files (hash, job_seq);

  -- Usage of a quota is the sum over its rows, so there is no counter that could disagree. They outlive their job until
  -- the window has ended.
  CREATE TABLE charges (
    job_id TEXT NOT NULL,
    scope_name TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    window_key TEXT NOT NULL,
    window_ends_at INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    micros INTEGER NOT NULL CHECK (micros >= 0),
    state TEXT NOT NULL CHECK (state IN ('reserved', 'committed', 'refunded')),
    PRIMARY KEY (job_id, scope_name, scope_id, window_key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX charges_in_use ON charges (scope_name, scope_id, window_key, count, micros) WHERE state <> 'refunded';

  CREATE TABLE covers (
    id TEXT PRIMARY KEY,
    guild_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    requester_id TEXT NOT NULL,
    posted_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- seq is never given twice: an alarm that is set again while it rings is a new row, and survives the end of the ringing.
  CREATE TABLE alarms (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    job_id TEXT NOT NULL,
    due_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX alarms_due ON alarms (kind, due_at, job_id);
  `,
];
