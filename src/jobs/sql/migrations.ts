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
  `
  -- A member's own, in one server or in all.
  CREATE INDEX jobs_of_member ON jobs (requester_id, guild_id);
  CREATE INDEX jobs_unfinished_of_guild ON jobs (guild_id, seq) WHERE state NOT IN ('delivered', 'failed', 'cancelled');

  -- What covers are searched by stands beside them, so that no record is read but those that are shown. The row goes when
  -- the cover is removed.
  CREATE TABLE covers_now (
    job_seq INTEGER PRIMARY KEY REFERENCES jobs (seq) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    guild_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    requester_id TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    root_hash TEXT,
    poster_id TEXT,
    song_name TEXT,
    style TEXT,
    -- The rows of votes, counted in each write that changes them: what is sorted by must stand in an index.
    votes INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  INSERT INTO covers_now (job_seq, id, guild_id, channel_id, message_id, requester_id, posted_at,
                          root_hash, poster_id, song_name, style)
  SELECT seq, covers.id, covers.guild_id, channel_id, message_id, covers.requester_id, posted_at,
         song ->> '$.hash', song ->> '$.posterId', song ->> '$.name', record ->> '$.style'
  FROM covers
  JOIN (
    SELECT seq, id, record,
           coalesce(nullif(record -> '$.reference', 'null'), nullif(record -> '$.voice', 'null'),
                    record -> '$.instrumental') AS song
    -- One that cannot be read stays where it is and is in nobody's way.
    FROM (SELECT seq, id, iif(json_valid(record), record, '{}') AS record FROM jobs)
  ) AS known USING (id)
  ORDER BY seq;
  DROP TABLE covers;
  ALTER TABLE covers_now RENAME TO covers;
  CREATE INDEX covers_of_guild ON covers (guild_id, posted_at);
  CREATE INDEX covers_by_votes ON covers (guild_id, votes, posted_at) WHERE votes > 0;
  CREATE INDEX covers_of_root ON covers (guild_id, root_hash, posted_at);
  CREATE INDEX covers_of_poster ON covers (poster_id, posted_at) WHERE poster_id IS NOT NULL;

  CREATE TABLE votes (
    cover_id TEXT NOT NULL REFERENCES covers (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL,
    voted_at INTEGER NOT NULL,
    PRIMARY KEY (cover_id, member_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX votes_of_member ON votes (member_id, voted_at);

  -- The scope of a member is the server's id, a colon, and the member's; one that was forgotten is a '#' and a keyed hash.
  CREATE INDEX charges_of_member ON charges (substr(scope_id, instr(scope_id, ':') + 1)) WHERE scope_name = 'member';
  CREATE INDEX charges_nameless ON charges (window_ends_at) WHERE scope_name = 'member' AND substr(scope_id, 1, 1) = '#';
  CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO secrets VALUES ('nameless', randomblob(32));
  `,
  `
  -- New music is found together with the covers of it, by the hash of its first take.
  UPDATE covers
  SET root_hash = (
    SELECT iif(json_valid(record), record, '{}') ->> '$.takes[0].hash' FROM jobs WHERE seq = job_seq
  )
  WHERE root_hash IS NULL;
  `,
  `
  -- Charges may be presumed, and members have quotas over all servers, whose scope is the member's id alone.
  CREATE TABLE charges_now (
    job_id TEXT NOT NULL,
    scope_name TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    window_key TEXT NOT NULL,
    window_ends_at INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    micros INTEGER NOT NULL CHECK (micros >= 0),
    state TEXT NOT NULL CHECK (state IN ('reserved', 'presumed', 'committed', 'refunded')),
    PRIMARY KEY (job_id, scope_name, scope_id, window_key)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO charges_now SELECT * FROM charges;
  -- What servers and members have used counts for the bot as a whole, and for the members in all servers, as well.
  INSERT INTO charges_now
  SELECT job_id, 'operator', 'all', window_key, window_ends_at, count, micros, state
  FROM charges WHERE scope_name = 'guild';
  INSERT INTO charges_now
  SELECT job_id, 'memberTotal', substr(scope_id, instr(scope_id, ':') + 1), window_key, window_ends_at, count, micros, state
  FROM charges WHERE scope_name = 'member' AND substr(scope_id, 1, 1) <> '#';
  DROP TABLE charges;
  ALTER TABLE charges_now RENAME TO charges;
  CREATE INDEX charges_in_use ON charges (scope_name, scope_id, window_key, count, micros) WHERE state <> 'refunded';
  CREATE INDEX charges_of_member ON charges (substr(scope_id, instr(scope_id, ':') + 1))
    WHERE scope_name NOT IN ('operator', 'guild');
  CREATE INDEX charges_nameless ON charges (window_ends_at)
    WHERE scope_name NOT IN ('operator', 'guild') AND substr(scope_id, 1, 1) = '#';
  CREATE INDEX charges_presumed ON charges (window_ends_at, job_id)
    WHERE state = 'presumed' AND scope_name = 'operator';
  `,
  `
  -- The songs that members have uploaded for drafts, which are not jobs yet. Beside the drafts, which are kept by key alone.
  CREATE TABLE draft_uploads (
    draft_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    member_id TEXT NOT NULL,
    url TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (draft_id, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX draft_uploads_by_hash ON draft_uploads (hash, size_bytes);
  CREATE INDEX draft_uploads_of_member ON draft_uploads (member_id, expires_at);
  CREATE INDEX draft_uploads_by_time ON draft_uploads (expires_at);
  `,
  `
  -- Servers that were missing when the bot's servers were listed, and when that was compared last.
  CREATE TABLE guild_absences (
    guild_id TEXT PRIMARY KEY,
    stage TEXT NOT NULL CHECK (stage IN ('missing', 'gone', 'erased')),
    since INTEGER NOT NULL,
    lists INTEGER NOT NULL,
    counted_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE guild_comparison (id INTEGER PRIMARY KEY CHECK (id = 1), compared_at INTEGER NOT NULL) STRICT;

  -- What there is of one server: its jobs, and what it and its members have used.
  CREATE INDEX jobs_of_guild ON jobs (guild_id, seq);
  CREATE INDEX charges_of_guild ON charges (scope_id) WHERE scope_name IN ('guild', 'member');
  `,
  `
  -- What moderators have done, and what is kept of it. \`once\` names what is done once however many click; null once it is undone.
  CREATE TABLE moderation_actions (
    id TEXT PRIMARY KEY,
    guild_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    member_id TEXT,
    job_id TEXT,
    by_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    once TEXT,
    record TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX moderation_once ON moderation_actions (guild_id, once) WHERE once IS NOT NULL;
  CREATE INDEX moderation_of_member ON moderation_actions (member_id, guild_id, at);
  CREATE INDEX moderation_of_guild ON moderation_actions (guild_id, at);
  CREATE INDEX moderation_of_job ON moderation_actions (job_id) WHERE job_id IS NOT NULL;
  CREATE INDEX moderation_by ON moderation_actions (by_id);
  CREATE INDEX moderation_by_time ON moderation_actions (at);

  -- Null as the end: until a moderator lifts it.
  CREATE TABLE member_blocks (
    guild_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    ends_at INTEGER,
    action_id TEXT NOT NULL,
    PRIMARY KEY (guild_id, member_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX member_blocks_of_member ON member_blocks (member_id);

  -- What stands in the cards of reports.
  CREATE TABLE cover_reports (
    id TEXT PRIMARY KEY,
    guild_id TEXT NOT NULL,
    job_id TEXT NOT NULL,
    reporter_id TEXT NOT NULL,
    reporter_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX cover_reports_of_reporter ON cover_reports (reporter_id);
  CREATE INDEX cover_reports_of_guild ON cover_reports (guild_id);
  CREATE INDEX cover_reports_by_time ON cover_reports (at);

  -- Takes that moderators gave a member of a server beside the limit, for one window.
  CREATE TABLE given_takes (
    id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    window_key TEXT NOT NULL,
    window_ends_at INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (scope_id, window_key, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX given_takes_by_id ON given_takes (id);
  CREATE INDEX given_takes_by_time ON given_takes (window_ends_at);
  CREATE INDEX given_takes_of_member ON given_takes (substr(scope_id, instr(scope_id, ':') + 1));
  `,
  `
  -- What only SQLite could look up in the records becomes columns of its own, since the same statements serve other databases.
  ALTER TABLE jobs ADD COLUMN channel_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE jobs ADD COLUMN has_takes INTEGER NOT NULL DEFAULT 0;
  UPDATE jobs SET
    channel_id = coalesce(record ->> '$.channelId', ''),
    has_takes = record ->> '$.takes[0].hash' IS NOT NULL
  WHERE json_valid(record);

  DROP INDEX charges_of_member;
  DROP INDEX charges_nameless;
  DROP INDEX charges_of_guild;
  ALTER TABLE charges ADD COLUMN guild_id TEXT;
  ALTER TABLE charges ADD COLUMN member_id TEXT;
  ALTER TABLE charges ADD COLUMN provider TEXT;
  UPDATE charges SET
    guild_id = CASE
      WHEN scope_name = 'guild' THEN scope_id
      WHEN scope_name = 'member' AND instr(scope_id, ':') > 0 THEN substr(scope_id, 1, instr(scope_id, ':') - 1)
    END,
    member_id = CASE
      WHEN scope_name NOT IN ('operator', 'guild') AND substr(scope_id, 1, 1) <> '#'
      THEN substr(scope_id, instr(scope_id, ':') + 1)
    END,
    provider = (
      SELECT coalesce(record ->> '$.task.provider', record ->> '$.candidates[0].provider')
      FROM jobs WHERE jobs.id = charges.job_id AND json_valid(record)
    );
  CREATE INDEX charges_of_member ON charges (member_id) WHERE member_id IS NOT NULL;
  CREATE INDEX charges_nameless ON charges (window_ends_at)
    WHERE member_id IS NULL AND scope_name NOT IN ('operator', 'guild');
  CREATE INDEX charges_of_guild ON charges (guild_id) WHERE guild_id IS NOT NULL;

  DROP INDEX given_takes_of_member;
  ALTER TABLE given_takes ADD COLUMN guild_id TEXT;
  ALTER TABLE given_takes ADD COLUMN member_id TEXT;
  UPDATE given_takes SET
    guild_id = substr(scope_id, 1, instr(scope_id, ':') - 1),
    member_id = substr(scope_id, instr(scope_id, ':') + 1);
  CREATE INDEX given_takes_of_member ON given_takes (member_id);
  CREATE INDEX given_takes_of_guild ON given_takes (guild_id);

  -- The sums of charges that were not given back.
  CREATE TABLE usage (
    scope_name TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    guild_id TEXT,
    member_id TEXT,
    window_key TEXT NOT NULL,
    window_ends_at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    micros INTEGER NOT NULL,
    PRIMARY KEY (scope_name, scope_id, window_key)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO usage
  SELECT scope_name, scope_id, max(guild_id), max(member_id), window_key, max(window_ends_at), sum(count), sum(micros)
  FROM charges WHERE state <> 'refunded' GROUP BY scope_name, scope_id, window_key;
  CREATE INDEX usage_by_time ON usage (window_ends_at);
  -- What was summed up by it is in those rows by now.
  DROP INDEX charges_in_use;
  CREATE INDEX charges_in_use ON charges (scope_name, scope_id, window_key) WHERE state <> 'refunded';
  CREATE INDEX usage_of_member ON usage (member_id) WHERE member_id IS NOT NULL;
  CREATE INDEX usage_of_guild ON usage (guild_id) WHERE guild_id IS NOT NULL;
  `,
  `
  -- Who works on which job, and who is next. Small rows apart from the records, since they change often.
  CREATE TABLE workers (id TEXT PRIMARY KEY, alive_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE job_turns (
    job_seq INTEGER PRIMARY KEY REFERENCES jobs (seq) ON DELETE CASCADE,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    guild_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    kind TEXT CHECK (kind IN ('make', 'prepare', 'deliver')),
    is_begun INTEGER NOT NULL,
    has_turn INTEGER NOT NULL,
    providers TEXT NOT NULL,
    provider TEXT,
    not_before INTEGER NOT NULL,
    due_at INTEGER NOT NULL DEFAULT 0,
    paused_until INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    epoch INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  -- Few, and most of them for few rows: each costs a page of every write.
  CREATE INDEX job_turns_held ON job_turns (kind) WHERE owner IS NOT NULL;
  CREATE INDEX job_turns_running ON job_turns (guild_id, provider) WHERE has_turn = 1;
  CREATE INDEX job_turns_of_guild ON job_turns (guild_id, member_id, job_seq);
  CREATE INDEX job_turns_prepare ON job_turns (job_seq) WHERE kind = 'prepare';
  CREATE INDEX job_turns_deliver ON job_turns (job_seq) WHERE kind = 'deliver';
  CREATE INDEX job_turns_due ON job_turns (due_at) WHERE due_at > 0;
  CREATE INDEX job_turns_paused ON job_turns (paused_until) WHERE paused_until > 0;
  -- What is not at its end is found by these rows.
  DROP INDEX jobs_unfinished;
  DROP INDEX jobs_unfinished_of_guild;
  INSERT INTO job_turns (job_seq, id, version, guild_id, member_id, channel_id, kind, is_begun, has_turn, providers, provider,
                         not_before)
  SELECT seq, id, version, guild_id, requester_id, channel_id,
         CASE
           WHEN state IN ('queued', 'submitting', 'generating') THEN 'make'
           WHEN state = 'delivering' AND record ->> '$.preparedFor' IS NULL AND record ->> '$.delivery.startedAt' IS NULL
             THEN 'prepare'
           WHEN state = 'delivering' THEN 'deliver'
         END,
         state IN ('submitting', 'generating') OR record ->> '$.delivery.startedAt' IS NOT NULL,
         state IN ('submitting', 'generating'),
         (SELECT group_concat(value ->> '$.provider', ',') FROM json_each(record, '$.candidates')),
         record ->> '$.task.provider',
         coalesce(record ->> '$.notBefore', 0)
  FROM jobs WHERE state NOT IN ('delivered', 'failed', 'cancelled') AND json_valid(record)
    AND json_array_length(record, '$.candidates') > 0;

  CREATE TABLE lines (
    guild_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    make INTEGER NOT NULL,
    prepare INTEGER NOT NULL,
    deliver INTEGER NOT NULL,
    PRIMARY KEY (guild_id, member_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO lines SELECT guild_id, '', min(job_seq), min(job_seq), min(job_seq) FROM job_turns GROUP BY guild_id;
  INSERT INTO lines SELECT guild_id, member_id, min(job_seq), min(job_seq), min(job_seq) FROM job_turns GROUP BY 1, 2;
  CREATE TABLE turn_counter (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL) STRICT;
  INSERT INTO turn_counter SELECT 1, coalesce(max(job_seq), 0) FROM job_turns;

  CREATE TABLE provider_states (
    provider TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    closed_until INTEGER NOT NULL,
    is_on_trial INTEGER NOT NULL,
    fewest INTEGER
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE alarms ADD COLUMN owner TEXT;
  ALTER TABLE alarms ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE alarms ADD COLUMN paused_until INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX alarms_ringing ON alarms (kind, job_id) WHERE owner IS NOT NULL;

  -- Whose failures hold up all that goes there.
  CREATE TABLE channel_pauses (channel_id TEXT PRIMARY KEY, failures INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- What is known of songs and covers; their bytes are in a folder or a bucket. Thousands, and read as a whole now and then: an
  -- index would cost each use a page.
  CREATE TABLE files (
    hash TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    used_by TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('coming', 'live', 'dying', 'gone'))
  ) STRICT, WITHOUT ROWID;
  `,
];
