import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { memberScope } from '../../src/domain/money/charges.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import {
  acceptAndMove,
  acceptAndPost,
  createHeldHandler,
  moveNow,
  mustChange,
  soon,
} from '../contracts/jobs/harness.ts';
import { aCharge, candidateOf, newcomer, steps } from '../contracts/jobs/job-parts.ts';
import { inOneWrite } from '../support/in-one-write.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { type Jobs, openJobs } from '../support/open-jobs.ts';

const log = createLogger({ level: 'silent' });
const clock = createManualClock();

let database: SqliteDatabase;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-storage-'));
  database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  return async () => {
    database.close();
    await rm(folder, { recursive: true });
  };
});

describe('queries', () => {
  it('all go by an index, so that a long history costs nothing', async () => {
    const statements = new Set<string>();
    database.onStatement((sql) => statements.add(sql));
    const jobs = await openJobs({ database, clock, log });
    await useEverything(jobs);

    const plans = [...statements].map((sql) => ({
      sql,
      plan: database
        .statement(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...Array(sql.split('?').length - 1).fill(null))
        .map(({ detail }) => String(detail)),
    }));

    // The index of unfinished jobs holds nothing else, so walking it whole is what is wanted; a list that was given, too.
    const isCheap = (step: string) =>
      !/SCAN|TEMP B-TREE FOR ORDER/.test(step) ||
      step === 'SCAN jobs USING INDEX jobs_unfinished' ||
      /^SCAN \d+-ROW VALUES CLAUSE/.test(step);
    // These hold what is on its way and nothing of what was.
    const isOfNow = (sql: string) =>
      /"(job_turns|lines|turn_counter|workers|channel_pauses|provider_states|alarms)"/.test(sql);
    // A few that were named may be put in order.
    const isOfNamed = (sql: string) => /where "id" in \(/.test(sql);
    const isFine = (sql: string) => isOfNow(sql) || isOfNamed(sql);
    expect(plans.filter(({ sql, plan }) => !isFine(sql) && !plan.every(isCheap))).toEqual([]);
    const used = plans.flatMap(({ plan }) => plan).join();
    expect(indexes().filter((index) => !used.includes(index))).toEqual([]);
  });

  function indexes(): string[] {
    // What is beside the jobs is not asked by them.
    const rows = database
      .statement(
        `SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
         AND tbl_name NOT IN ('draft_uploads', 'files', 'moderation_actions', 'member_blocks', 'cover_reports')`,
      )
      .all();
    return rows.map(({ name }) => String(name));
  }

  async function useEverything(jobs: Jobs) {
    const make = createHeldHandler();
    jobs.work('make', make.handler);
    jobs.work('prepare', createHeldHandler().handler);
    jobs.work('deliver', createHeldHandler().handler);
    jobs.onAlarm('tell', async () => undefined);
    jobs.start();
    await jobs.accept(newcomer(1), [aCharge()]);
    await jobs.accept(newcomer(2), [aCharge()]);
    await jobs.presumed();
    await soon(() => expect(make.running()).toHaveLength(2));
    await make.runOf(newcomer(1).id).lease.stillOurs();
    await moveNow(jobs, newcomer(1).id, steps.submitting(candidateOf('p')));
    await moveNow(jobs, newcomer(1).id, steps.delivering());
    await moveNow(jobs, newcomer(1).id, { ...steps.delivered(), alarms: [{ kind: 'tell', at: clock.now() }] });
    await moveNow(jobs, newcomer(2).id, steps.cancelled());
    await jobs.alarms.set('tell', clock.now(), 'a');
    await jobs.unfinished();
    await jobs.cover(newcomer(1).id);
    await jobs.filesInUse(['a']);
    await jobs.holdersOf(['a']);
    await jobs.vote(newcomer(1).id, 'ada');
    await jobs.vote(newcomer(1).id, 'bob');
    const { guildId, requester } = newcomer(1);
    const member = { kind: 'member', guildId, memberId: requester.id, limit: 1 } as const;
    await jobs.history(member);
    await jobs.history({ ...member, olderThan: newcomer(2).id });
    await jobs.history({ ...member, newerThan: newcomer(1).id });
    await jobs.history({ kind: 'unfinished', guildId, limit: 1 });
    await jobs.history({ kind: 'unfinished', guildId, memberId: requester.id, limit: 1 });
    await jobs.countUnfinished(guildId);
    await jobs.history({ kind: 'posted', guildId, limit: 1 });
    await jobs.history({ kind: 'posted', guildId, text: 'a', limit: 1 });
    await jobs.history({ kind: 'top', guildId, since: 0, limit: 1 });
    await jobs.history({ kind: 'lineage', guildId, rootHash: 'a', limit: 1 });
    await jobs.history({ kind: 'poster', posterId: 'ada', limit: 1 });
    await jobs.usesOf('ada');
    await jobs.recordsOf(requester.id);
    await jobs.charge('lyrics', [aCharge({ scope: memberScope(guildId, requester.id) })]);
    const window = { key: '2026-11', endsAt: clock.now() + 1 };
    await jobs.give('gift', { scope: memberScope(guildId, requester.id), windows: [window], count: 1 });
    await jobs.takeBack('gift');
    await jobs.giveBack(newcomer(1).id);
    await jobs.guildIds();
    await jobs.endedIn(guildId, clock.now(), 1);
    await jobs.tidyCharges();
    await jobs.forgetEnded([newcomer(3).id]);
    await jobs.forgetGuild(guildId);
    await jobs.forget('bob', clock.now());
    await jobs.removeCover(newcomer(1).id);
    await jobs.forget(requester.id, clock.now() + 1);
    await clock.advance(1_000);
    await jobs.stop();
  }
});

describe('a record that cannot be read', () => {
  it('is refused to who asks for it, and stands in nobody’s way', async () => {
    const before = createSqlJobs({ database, clock, log });
    await before.accept(newcomer(1), []);
    await before.accept(newcomer(2), []);
    database.statement(`UPDATE jobs SET record = '{}' WHERE id = ?`).run(newcomer(1).id);

    const jobs = await openJobs({ database, clock, log });
    const make = createHeldHandler();
    jobs.work('make', make.handler);
    jobs.start();

    await soon(() => expect(make.running()).toEqual([newcomer(2).id]));
    await expect(jobs.get(newcomer(1).id)).rejects.toThrow();
    await expect(jobs.unfinished()).resolves.toHaveLength(1);
  });

  it('is never written', async () => {
    const jobs = createSqlJobs({ database, clock, log });
    const broken = { acceptedAt: 0.5 };
    await expect(jobs.accept(newcomer(1, broken), [aCharge()])).rejects.toThrow();
    await jobs.accept(newcomer(2), []);

    await expect(mustChange(jobs, newcomer(2), { to: 'queued', set: { notBefore: 0.5 } })).rejects.toThrow();

    await expect(jobs.get(newcomer(1).id)).resolves.toBeUndefined();
    await expect(jobs.usage(aCharge().scope, aCharge().window.key)).resolves.toEqual({ count: 0, micros: 0 });
    await expect(jobs.get(newcomer(2).id)).resolves.toEqual(newcomer(2));
  });
});

it('stores what the charges of a job became, for every one of them', async () => {
  const jobs = createSqlJobs({ database, clock, log });
  await jobs.accept(newcomer(1), [aCharge(), aCharge({ scope: { name: 'member', id: 'g:m' } })]);
  await jobs.change(newcomer(1).id, newcomer(1).version, {
    to: 'failed',
    settle: { kind: 'commit', count: 0, micros: 5 },
  });
  await acceptAndMove(jobs, newcomer(2), steps.cancelled());

  const rows = database.statement('SELECT scope_name, count, micros, state FROM charges ORDER BY scope_name').all();

  expect(rows).toEqual([
    { scope_name: 'guild', count: 0, micros: 5, state: 'committed' },
    { scope_name: 'member', count: 0, micros: 5, state: 'committed' },
  ]);
});

it('has nothing of a member who was forgotten, in any table, but what still counts', async () => {
  const jobs = createSqlJobs({ database, clock, log });
  const ada = { id: 'ada-0001', name: 'Ada' };
  const job = newcomer(1, { requester: ada });
  await jobs.accept(job, [aCharge({ scope: memberScope(job.guildId, ada.id) }), aCharge()]);
  await moveNow(jobs, job.id, steps.submitting(candidateOf('p')));
  await moveNow(jobs, job.id, steps.delivering());
  await moveNow(jobs, job.id, steps.delivered());
  await acceptAndPost(jobs, newcomer(2));
  await jobs.vote(newcomer(2).id, ada.id);
  const rowsWith = (text: string) =>
    tables().flatMap((table) =>
      database
        .statement(`SELECT * FROM ${table}`)
        .all()
        .filter((row) => JSON.stringify(row).includes(text)),
    );
  expect(rowsWith(ada.id)).toHaveLength(5);

  await jobs.forget(ada.id, clock.now() + 1);

  expect(rowsWith(ada.id)).toEqual([]);
  expect(rowsWith(job.id)).toEqual([]);
  const charges = database.statement('SELECT scope_name, scope_id FROM charges ORDER BY scope_name').all();
  expect(charges).toEqual([
    { scope_name: 'guild', scope_id: aCharge().scope.id },
    { scope_name: 'member', scope_id: expect.stringMatching(/^#[0-9a-f]{64}$/) },
  ]);
});

it('goes on with a deletion that was cut short', async () => {
  const jobs = createSqlJobs({ database, clock, log });
  const { acceptedAt, requester } = newcomer(0);
  for (let n = 0; n < 30; n += 1) await acceptAndMove(jobs, newcomer(n), steps.cancelled());
  let writes = 0;
  const breaking: SqliteDatabase = {
    ...database,
    store: <Tables>() => {
      const store = database.store<Tables>();
      const write: typeof store.write = async (...work) => {
        writes += 1;
        if (writes === 2) throw new Error('the power is gone');
        return store.write(...work);
      };
      return { ...store, write };
    },
  };

  const broken = createSqlJobs({ database: breaking, clock, log });
  await expect(broken.forget(requester.id, acceptedAt + 1)).rejects.toThrow('the power is gone');
  const { length } = (await jobs.recordsOf(requester.id)).jobs;
  expect(length).toBeGreaterThan(0);
  expect(length).toBeLessThan(30);

  const { unusedFiles } = await jobs.forget(requester.id, acceptedAt + 1);
  expect(unusedFiles).toEqual([newcomer(0).reference?.hash]);
  expect((await jobs.recordsOf(requester.id)).jobs).toEqual([]);
});

it('keeps no charge of a member who was forgotten that counts nowhere', async () => {
  const jobs = createSqlJobs({ database, clock, log });
  const { id, guildId, requester } = newcomer(1);
  const charges = [aCharge({ scope: memberScope(guildId, requester.id) }), aCharge()];
  await jobs.accept(newcomer(1), charges);
  await moveNow(jobs, id, steps.cancelled());
  await jobs.accept(newcomer(2), charges);
  await moveNow(jobs, newcomer(2).id, { to: 'failed', settle: { kind: 'commit', count: 1, micros: 5 } });
  await jobs.charge('lyrics', charges.slice(0, 1));
  await jobs.settleCharge('lyrics', { kind: 'refund' });

  await jobs.forget(requester.id, newcomer(1).acceptedAt + 1);
  expect(database.statement('SELECT DISTINCT state FROM charges').all()).toEqual([{ state: 'committed' }]);
  await jobs.accept(newcomer(2), charges);
  await moveNow(jobs, newcomer(2).id, { to: 'failed', settle: { kind: 'commit', count: 1, micros: 5 } });
  const later = createManualClock(aCharge().window.endsAt);
  await createSqlJobs({ database, clock: later, log }).forget(requester.id, later.now());

  const left = database.statement('SELECT scope_name, count(*) AS rows FROM charges GROUP BY scope_name').all();
  expect(left).toEqual([{ scope_name: 'guild', rows: 1 }]);
});

it('lets go of nameless charges whose windows have ended', async () => {
  const before = createSqlJobs({ database, clock, log });
  await before.charge('lyrics', [aCharge({ scope: memberScope('guild-1', 'ada') })]);
  await before.forget('ada', 0);
  const later = createManualClock(aCharge().window.endsAt);
  expect(database.statement('SELECT count(*) AS rows FROM charges').get()).toEqual({ rows: 1 });

  await createSqlJobs({ database, clock: later, log }).tidyCharges();

  expect(database.statement('SELECT count(*) AS rows FROM charges').get()).toEqual({ rows: 0 });
});

it('looks for a text in the latest thousand covers of a server', async () => {
  const jobs = createSqlJobs({ database, clock, log });
  await acceptAndPost(jobs, newcomer(1, { style: 'the oldest' }));
  await clock.advance(1);
  await acceptAndPost(jobs, newcomer(2, { style: 'the next' }));
  const numbers = 'WITH RECURSIVE numbers (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1008)';
  inOneWrite(database, () => {
    database
      .statement(
        `${numbers} INSERT INTO jobs (seq, id, version, state, guild_id, requester_id, accepted_at, record)
         SELECT n, 'many-' || n, version, state, guild_id, requester_id, accepted_at, record FROM numbers, jobs WHERE seq = 2`,
      )
      .run();
    database
      .statement(
        `${numbers} INSERT INTO covers (job_seq, id, guild_id, channel_id, message_id, requester_id, posted_at)
         SELECT n, 'many-' || n, guild_id, channel_id, message_id, requester_id, posted_at + n
         FROM numbers, covers WHERE job_seq = 2`,
      )
      .run();
  });
  const search = async (text: string) => {
    const { entries } = await jobs.history({ kind: 'posted', guildId: newcomer(1).guildId, text, limit: 5 });
    return entries.map(({ job }) => job.id);
  };

  await expect(search('the next')).resolves.toEqual([newcomer(2).id]);
  await expect(search('the oldest')).resolves.toEqual([]);
});

function tables(): string[] {
  const rows = database.statement(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
  return rows.map(({ name }) => String(name));
}
