import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { lookAtDatabase } from '../../../src/database/look-at.ts';
import { DatabaseMovedError, openAsItIs, openDatabase, type SqliteDatabase } from '../../../src/database.ts';
import { createSqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import { createKeyvStore } from '../../../src/store/keyv-store.ts';
import { CARRIED } from '../../../src/tools/move/carried-tables.ts';
import type { MoveEnd } from '../../../src/tools/move/end.ts';
import { type Figures, figuresOf } from '../../../src/tools/move/figures.ts';
import { moveDatabase } from '../../../src/tools/move/move-database.ts';
import { openSqliteEnd } from '../../../src/tools/move/sqlite-end.ts';
import { newcomer } from '../../contracts/jobs/job-parts.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { fillTables } from './fill-tables.ts';

const log = createLogger({ level: 'silent' });
const clock = createManualClock();
const realTime = { now: () => Date.now() };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coverband-move-'));
  return () => rm(folder, { recursive: true });
});

const pathOf = (name: string) => join(folder, name, 'coverband.db');

/** As a bot opens it. */
function open(name: string): SqliteDatabase {
  const database = openDatabase({ file: pathOf(name), migrations: jobMigrations, log });
  onTestFinished(() => database.close());
  return database;
}

async function openEnd(name: string): Promise<MoveEnd> {
  const end = await openSqliteEnd({ file: pathOf(name), clock, realTime, log });
  onTestFinished(() => end.close());
  return end;
}

async function filled(name: string, rows = 3): Promise<void> {
  const database = open(name);
  await fillTables(database, rows);
  database.close();
}

/** Between two files: the rules are the same whatever the engines. What wraps the target is there for one run. */
async function move(from: string, to: string, wrap: (target: MoveEnd) => MoveEnd = (target) => target) {
  const source = await openEnd(from);
  const target = await openEnd(to);
  try {
    return await moveDatabase({ source, target: wrap(target), clock, newId: randomUUID });
  } finally {
    await source.close();
    await target.close();
  }
}

async function figuresIn(name: string): Promise<Figures> {
  const end = await openEnd(name);
  try {
    return await figuresOf(end, { asThere: (_, row) => row, now: clock.now() });
  } finally {
    await end.close();
  }
}

/** As if the process were killed before it wrote its page of this number. */
function dyingAt(page: number): (target: MoveEnd) => MoveEnd {
  let pages = 0;
  return (target) => ({
    ...target,
    async insert(...given) {
      pages += 1;
      if (pages === page) throw new Error('killed');
      await target.insert(...given);
    },
  });
}

describe('a move', () => {
  it('carries every row of every table, and says how many', async () => {
    await filled('from', 600);

    const { figures } = await move('from', 'to');

    const found = await figuresIn('to');
    expect(figures).toEqual(found);
    expect(found.tables.map(({ table, rows }) => [table, rows])).toEqual(
      CARRIED.map(({ name }) => {
        if (name === 'secrets') return [name, 601];
        return [name, name === 'turn_counter' || name === 'guild_comparison' ? 1 : 600];
      }),
    );
    expect(found.imbalances).toEqual([]);
    expect(found.sums.map(({ of, scope, rows, count }) => [of, scope, rows, count])).toEqual([
      ['charges', 'guild', 600, 180_300],
      ['usage', 'guild', 600, 180_300],
    ]);
  });

  it('leaves the source to nobody, and says where all of it went and how it comes back', async () => {
    await filled('from');

    await move('from', 'to');

    expect(() => open('from')).toThrow(DatabaseMovedError);
    expect(() => open('from')).toThrow(
      /the database was moved to SQLite \(.*to.coverband\.db on .*\) on 20..-..-..: set DATABASE_URL to it; to come back, .* npm run move -- --to sqlite/,
    );
    expect(() => openAsItIs({ file: pathOf('from'), log })).toThrow(DatabaseMovedError);
    expect(() => lookAtDatabase(pathOf('from'), jobMigrations)).toThrow('was moved to');
    expect(() => open('to')).not.toThrow();
    await expect(move('from', 'elsewhere')).rejects.toThrow('the database was moved to');
  });

  it('has what is kept by key expire when it would have', async () => {
    await filled('from', 2);

    await move('from', 'to');

    const kept = open('to').statement('SELECT key, value, namespace, expires FROM keyv ORDER BY key').all();
    using before = new DatabaseSync(pathOf('from'));
    const rows = before.prepare('SELECT key, value, namespace, expires FROM keyv ORDER BY key').all();
    expect(kept).toHaveLength(2);
    expect(kept.map(({ key, namespace }) => [key, namespace])).toEqual(
      rows.map(({ key, namespace }) => [key, namespace]),
    );
    const shift = Number(kept[0]?.expires) - Number(rows[0]?.expires);
    expect(Math.abs(shift)).toBeLessThan(60_000);
    expect(kept[1]).toEqual(rows[1]);
  });

  it('numbers what comes later on from the highest number that was ever given', async () => {
    await filled('from', 5);
    const before = open('from');
    before.statement('DELETE FROM alarms WHERE seq = 5').run();
    before.close();

    await move('from', 'to');

    const after = open('to');
    const jobs = createSqlJobs({ database: after, clock, log });
    await jobs.accept(newcomer(9), []);
    await jobs.alarms.set('tell', 1, 'a job');
    expect(after.statement('SELECT max(seq) AS seq FROM jobs').get()).toEqual({ seq: 6 });
    expect(after.statement('SELECT max(seq) AS seq FROM alarms').get()).toEqual({ seq: 6 });
  });

  it('fails where the other side is not the same, and leaves the source to the bot', async () => {
    await filled('from');
    const lying = (target: MoveEnd): MoveEnd => ({
      ...target,
      insert: (tx, table, rows) =>
        target.insert(tx, table, table.name === 'usage' ? rows.map((row) => ({ ...row, micros: 0 })) : rows),
    });

    await expect(move('from', 'to', lying)).rejects.toThrow(
      /both sides are not the same, and nothing was changed in .*: usage: not the same rows here \(.*\) and there .*; the sums of charges and usage; what is wrong in the sums of quotas/,
    );

    expect(() => open('from')).not.toThrow();
    expect(() => open('to')).toThrow('is not complete');
  });
});

describe('a move that was broken off', () => {
  it.each([1, 2, 3, 7, 15, 24])('before page %i is gone on with, and ends with the same', async (page) => {
    await filled('from', 300);
    await expect(move('from', 'to', dyingAt(page))).rejects.toThrow('killed');
    expect(() => open('to')).toThrow('is not complete: run the same npm run move once more');
    expect(() => open('from').close()).not.toThrow();
    let written = 0;
    const counting = (target: MoveEnd): MoveEnd => ({
      ...target,
      insert(...given) {
        written += 1;
        return target.insert(...given);
      },
    });

    const { figures, isResumed } = await move('from', 'to', counting);

    expect(isResumed).toBe(page > 1);
    expect(await figuresIn('to')).toEqual(figures);
    // Tables of 300 rows are two pages, and those of one row one: nothing is written twice.
    expect(written + page - 1).toBe(CARRIED.length * 2 - 2);
  });

  it('between the mark of the source and the end has only its end left to be done', async () => {
    await filled('from');
    const dying = (target: MoveEnd): MoveEnd => {
      let isMarked = false;
      return {
        ...target,
        async refuseWhileUsed(tx) {
          if (isMarked) throw new Error('killed');
          isMarked = true;
          await target.refuseWhileUsed(tx);
        },
      };
    };
    await expect(move('from', 'to', dying)).rejects.toThrow('killed');
    expect(() => open('from')).toThrow('was moved to');
    expect(() => open('to')).toThrow('is not complete');

    const { figures } = await move('from', 'to');

    expect(figures).toBeUndefined();
    expect(() => open('to')).not.toThrow();
  });

  it('is begun anew where the bot has worked on meanwhile', async () => {
    await filled('from', 300);
    await expect(move('from', 'to', dyingAt(24))).rejects.toThrow('killed');
    const meanwhile = open('from');
    meanwhile.statement("UPDATE jobs SET state = 'changed' WHERE seq = 1").run();
    meanwhile.statement('DELETE FROM jobs WHERE seq = 2').run();
    await createSqlJobs({ database: meanwhile, clock, log }).accept(newcomer(999_999), []);
    meanwhile.close();

    const { figures } = await move('from', 'to');

    expect(await figuresIn('to')).toEqual(figures);
    expect(open('to').statement('SELECT state FROM jobs WHERE seq = 1').get()).toEqual({ state: 'changed' });
  });
});

describe('a target', () => {
  it('that is not empty is refused, and stays as it was', async () => {
    await filled('from');
    const other = open('to');
    await createKeyvStore({ database: other, namespace: 'settings' }).set('a', 1);
    other.close();

    await expect(move('from', 'to')).rejects.toThrow(
      /to.coverband\.db .* is not empty \(there is something in what is kept by key\): move into a new database/,
    );

    expect(() => open('to')).not.toThrow();
    expect(() => open('from')).not.toThrow();
  });

  it('that holds an unfinished move of another database is refused', async () => {
    await filled('from');
    await filled('other');
    await expect(move('other', 'to', dyingAt(3))).rejects.toThrow('killed');

    await expect(move('from', 'to')).rejects.toThrow('holds an unfinished move from SQLite');
  });
});

describe('while a bot has the file', () => {
  it('nothing is moved', async () => {
    await filled('from');
    open('from');

    await expect(move('from', 'to')).rejects.toThrow('the bot is running, or another move: stop it, then move');
  });
});
