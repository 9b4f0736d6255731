import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../src/database.ts';
import type { JobState } from '../../src/domain/job.ts';
import { dayOf, monthOf } from '../../src/domain/money/quota.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { moveNow } from '../contracts/jobs/harness.ts';
import { candidateOf, steps } from '../contracts/jobs/job-parts.ts';
import { SOME_TIME } from '../support/build-job.ts';
import { createManualClock } from '../support/manual-clock.ts';

const log = createLogger({ level: 'silent' });
const GUILD = '2000000000000000001';
const ADA = '4000000000000000001';
const SONG = 'a'.repeat(64);
const VOICE = 'c'.repeat(64);
const DAY = dayOf(SOME_TIME);
const MONTH = monthOf(SOME_TIME);

let file: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-migration-'));
  file = join(folder, 'coverband.db');
  return () => rm(folder, { recursive: true });
});

const song = (hash: string, name: string) => ({
  hash,
  name,
  sizeBytes: 1_000,
  durationMs: 60_000,
  container: 'MP3',
  codec: 'MPEG 1 Layer 3',
  link: null,
});

/** A record as the first release wrote it. */
function recordOfVersion1(id: string, state: JobState, changes: object = {}) {
  const isDelivered = state === 'delivered';
  return {
    id,
    version: isDelivered ? 3 : 0,
    state,
    guildId: GUILD,
    channelId: '3000000000000000001',
    requester: { id: ADA, name: 'Ada' },
    locale: 'en-US',
    kind: 'cover',
    reference: song(SONG, 'Ärger.mp3'),
    voice: null,
    instrumental: null,
    isInstrumental: false,
    writesLyrics: false,
    style: 'slow blues',
    lyrics: null,
    wanted: { takes: 1, seed: null, audio: { format: 'mp3', bitrateKbps: 256, sampleRate: 44_100, channels: 2 } },
    candidates: [{ provider: 'runware', model: 'minimax:music@cover', priceMicros: 150_000 }],
    tried: [],
    acceptedAt: SOME_TIME,
    notBefore: SOME_TIME,
    task: null,
    takes: isDelivered
      ? [{ hash: 'b'.repeat(64), sizeBytes: 1, format: 'mp3', seed: null, costMicros: 0, link: null }]
      : [],
    delivery: isDelivered ? { startedAt: SOME_TIME, messageId: 'message-1' } : null,
    progress: null,
    cancelRequestedAt: null,
    failure: null,
    settled: isDelivered ? 'committed' : 'reserved',
    spentMicros: isDelivered ? 150_000 : 0,
    timeline: [{ state: 'queued', at: SOME_TIME }],
    ...changes,
  };
}

function writeJob(
  database: SqliteDatabase,
  record: ReturnType<typeof recordOfVersion1>,
  text = JSON.stringify(record),
): void {
  const { id, version, state, guildId, requester, acceptedAt } = record;
  const { lastInsertRowid } = database
    .statement(
      `INSERT INTO jobs (id, version, state, guild_id, requester_id, accepted_at, record) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(id, version, state, guildId, requester.id, acceptedAt, text);
  database.statement('INSERT INTO job_files (job_seq, hash) VALUES (?, ?)').run(lastInsertRowid, SONG);
  database
    .statement(`INSERT INTO charges VALUES (?, 'member', ?, ?, ?, 1, 150000, ?)`)
    .run(id, `${GUILD}:${ADA}`, DAY.key, DAY.endsAt, state === 'delivered' ? 'committed' : 'reserved');
  if (state !== 'delivered') return;
  database
    .statement(
      'INSERT INTO covers (id, guild_id, channel_id, message_id, requester_id, posted_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(id, guildId, '3000000000000000001', 'message-1', requester.id, SOME_TIME + Number(id.slice(-1)));
}

/** Opens what the first release left behind, as this one does. */
function openAfter(write: (database: SqliteDatabase) => void) {
  const before = openDatabase({ file, log, migrations: jobMigrations.slice(0, 1) });
  write(before);
  before.close();
  const database = openDatabase({ migrations: jobMigrations, file, log });
  onTestFinished(() => database.close());
  return createSqlJobs({ database, clock: createManualClock(), log });
}

describe('a database of the first release', () => {
  it('has its jobs, and they go on', async () => {
    const jobs = openAfter((database) => {
      writeJob(database, recordOfVersion1('job-1', 'queued'));
      writeJob(database, recordOfVersion1('job-2', 'delivered'));
    });

    await expect(jobs.get('job-1')).resolves.toEqual({
      ...recordOfVersion1('job-1', 'queued'),
      reference: { ...song(SONG, 'Ärger.mp3'), posterId: null },
      publicLocale: null,
      askedIn: null,
      opensThread: false,
      forumId: null,
      forumTag: null,
      lineage: null,
      mayUse: false,
      waveform: null,
      attempt: 0,
      preparedFor: null,
      billedMicros: null,
    });
    expect((await jobs.get('job-2'))?.takes).toMatchObject([{ sound: null, playable: null }]);
    await moveNow(jobs, 'job-1', steps.submitting(candidateOf('p')));
    await moveNow(jobs, 'job-1', steps.delivering());
    await expect(moveNow(jobs, 'job-1', steps.delivered())).resolves.toMatchObject({ state: 'delivered', version: 3 });
    await expect(jobs.cover('job-1')).resolves.toMatchObject({ votes: 0 });
  });

  it('has its covers, to be found, voted for and counted', async () => {
    const jobs = openAfter((database) => {
      writeJob(database, recordOfVersion1('job-1', 'delivered'));
      const parts = { reference: null, voice: song(VOICE, 'voice.wav'), instrumental: song(SONG, 'band.wav') };
      writeJob(database, recordOfVersion1('job-2', 'delivered', { ...parts, style: null }));
      const words = { kind: 'song', reference: null, style: 'ÄRGER in slow motion' };
      writeJob(database, recordOfVersion1('job-3', 'delivered', words));
      writeJob(database, recordOfVersion1('job-4', 'queued'));
    });
    const found = async (query: Parameters<typeof jobs.history>[0]) =>
      (await jobs.history(query)).entries.map(({ job }) => job.id);
    const here = { guildId: GUILD, limit: 10 };

    await expect(jobs.cover('job-1')).resolves.toEqual({
      id: 'job-1',
      guildId: GUILD,
      channelId: '3000000000000000001',
      messageId: 'message-1',
      requesterId: ADA,
      postedAt: SOME_TIME + 1,
      votes: 0,
    });
    await expect(found({ kind: 'member', memberId: ADA, ...here })).resolves.toEqual([
      'job-4',
      'job-3',
      'job-2',
      'job-1',
    ]);
    await expect(found({ kind: 'unfinished', ...here })).resolves.toEqual(['job-4']);
    await expect(found({ kind: 'posted', ...here })).resolves.toEqual(['job-3', 'job-2', 'job-1']);
    await expect(found({ kind: 'posted', text: 'ärger', ...here })).resolves.toEqual(['job-3', 'job-1']);
    await expect(found({ kind: 'posted', text: 'voice.wav', ...here })).resolves.toEqual(['job-2']);
    await expect(found({ kind: 'lineage', rootHash: SONG, ...here })).resolves.toEqual(['job-1']);
    await expect(found({ kind: 'lineage', rootHash: VOICE, ...here })).resolves.toEqual(['job-2']);
    await expect(found({ kind: 'lineage', rootHash: 'b'.repeat(64), ...here })).resolves.toEqual(['job-3']);
    await expect(jobs.vote('job-2', 'bob')).resolves.toEqual({ count: 1, isGiven: true });
    await expect(found({ kind: 'top', since: 0, ...here })).resolves.toEqual(['job-2']);
  });

  it('has what waited handed out, and counts what was used where it was', async () => {
    const jobs = openAfter((database) => {
      for (const [index, state] of (['queued', 'delivered', 'generating', 'delivering', 'unknown'] as const).entries())
        writeJob(database, recordOfVersion1(`job-${index}`, state));
    });
    const leases = jobs.leasesOf({ workerId: 'worker' });
    await leases.join();
    const held = { all: false, guilds: new Set<string>(), providers: new Set<string>() };
    const room = { make: 9, prepare: 9, deliver: 9 };
    const rules = { perGuild: 9, guildCaps: new Map(), slots: new Map(), held };

    const { claims } = await leases.claim({ rules, room, perGuild: room });

    const given = claims.map(({ id, kind }) => [id, kind]).toSorted();
    expect(given).toEqual([
      ['job-0', 'make'],
      ['job-2', 'make'],
      ['job-3', 'prepare'],
    ]);
    await expect(jobs.imbalances()).resolves.toEqual([]);
    await expect(jobs.countUnfinished(GUILD)).resolves.toBe(4);
    await expect(jobs.usage({ name: 'member', id: `${GUILD}:${ADA}` }, DAY.key)).resolves.toMatchObject({ count: 5 });
  });

  it('has its charges, and can forget a member', async () => {
    const jobs = openAfter((database) => {
      for (const n of [1, 2]) writeJob(database, recordOfVersion1(`job-${n}`, 'delivered'));
    });
    const scope = { name: 'member', id: `${GUILD}:${ADA}` } as const;
    await expect(jobs.usage(scope, DAY.key)).resolves.toEqual({ count: 2, micros: 300_000 });
    const everywhere = { name: 'memberTotal', id: ADA } as const;
    await expect(jobs.usage(everywhere, DAY.key)).resolves.toEqual({ count: 2, micros: 300_000 });

    const { covers, unusedFiles } = await jobs.forget(ADA, SOME_TIME + 1);

    expect([covers.map(({ id }) => id), unusedFiles]).toEqual([['job-1', 'job-2'], [SONG]]);
    await expect(jobs.recordsOf(ADA)).resolves.toEqual({ jobs: [], covers: [], votes: [], charges: [] });
    await expect(jobs.usage(scope, DAY.key)).resolves.toEqual({ count: 2, micros: 300_000 });
  });

  it('counts what its servers have used this month for the bot as a whole', async () => {
    const jobs = openAfter((database) => {
      writeJob(database, recordOfVersion1('job-1', 'queued'));
      database
        .statement(`INSERT INTO charges VALUES ('job-1', 'guild', ?, ?, ?, 1, 150000, 'reserved')`)
        .run(GUILD, MONTH.key, MONTH.endsAt);
    });
    const used = () => jobs.usage({ name: 'operator', id: 'all' }, MONTH.key);
    await expect(used()).resolves.toEqual({ count: 1, micros: 150_000 });
    await moveNow(jobs, 'job-1', steps.cancelled());
    await expect(used()).resolves.toEqual({ count: 0, micros: 0 });
  });

  it.each([
    '{}',
    '{"reference":"a song","style":7}',
    'torn {',
    '5',
  ])('opens though the record of a job is %s', async (text) => {
    const jobs = openAfter((database) => {
      writeJob(database, recordOfVersion1('job-1', 'delivered'), text);
      writeJob(database, recordOfVersion1('job-2', 'delivered'));
    });

    const posted = await jobs.history({ kind: 'posted', guildId: GUILD, limit: 10 });

    expect(posted.entries.map(({ job }) => job.id)).toEqual(['job-2']);
    await expect(jobs.cover('job-1')).resolves.toMatchObject({ messageId: 'message-1' });
    await expect(jobs.vote('job-1', 'bob')).resolves.toEqual({ count: 1, isGiven: true });
  });
});

it('gives each database a key of its own for members who are forgotten', async () => {
  const keys = [file, `${file}-other`].map((path) => {
    const database = openDatabase({ migrations: jobMigrations, file: path, log });
    onTestFinished(() => database.close());
    return database.statement(`SELECT hex(value) AS key FROM secrets WHERE name = 'nameless'`).get()?.key;
  });

  expect(new Set(keys).size).toBe(2);
  for (const key of keys) expect(key).toMatch(/^[0-9A-F]{64}$/);
});
