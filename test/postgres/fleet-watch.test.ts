import { describe, expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { createFleetWatch } from '../../src/cluster/fleet-watch.ts';
import type { Agreed } from '../../src/cluster/port.ts';
import { createCrossing, createDuties } from '../../src/cluster/postgres.ts';
import type { PostgresDatabase } from '../../src/database.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { createLogger } from '../../src/logger.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { createTestDatabase, hasPostgres } from './use-postgres.ts';

const log = createLogger({ level: 'silent' });
const clock = createClock();

async function openDatabase(): Promise<PostgresDatabase> {
  const test = await createTestDatabase();
  const database = await test.open();
  onTestFinished(async () => {
    await database.close();
    await test.drop();
  });
  return database;
}

/** One process of several, which has joined. */
async function join(database: PostgresDatabase, workerId: string, mayTake = () => true) {
  const leases = createSqlJobs({ database, clock, log }).leasesOf({ workerId, lastsMs: 30_000 });
  await leases.join();
  const duties = createDuties({ database, workerId, mayTake });
  const crossing = createCrossing({ database, workerId, speed: 1, clock });
  return { ...leases, ...duties, ...crossing };
}

const A = { RUNNING_PER_GUILD: 'two' };
const B = { RUNNING_PER_GUILD: 'three' };

describe.skipIf(!hasPostgres)('processes on one database', () => {
  it('learn of each other what they must agree on', async () => {
    const database = await openDatabase();
    const [one, other] = [await join(database, 'one'), await join(database, 'other')];
    expect(await one.meet(A)).toEqual(
      expect.arrayContaining([
        { id: 'one', agreed: A },
        { id: 'other', agreed: undefined },
      ]),
    );
    expect(await other.meet(B)).toEqual(
      expect.arrayContaining([
        { id: 'one', agreed: A },
        { id: 'other', agreed: B },
      ]),
    );
    await one.leave();
    expect(await other.meet(B)).toEqual([{ id: 'other', agreed: B }]);
    // One that was given up begins with a new row, and says it anew.
    await other.join();
    expect(await other.meet(B)).toEqual([{ id: 'other', agreed: B }]);
  });

  it('see that they disagree, and that they agree again', async () => {
    const database = await openDatabase();
    const manual = createManualClock();
    const open = async (workerId: string, agreed: Agreed) => {
      const cluster = await join(database, workerId);
      const living: number[] = [];
      const watch = createFleetWatch({ cluster, agreed, onLiving: (count) => living.push(count), clock: manual, log });
      onTestFinished(() => watch.stop());
      await watch.start();
      return { ...cluster, ...watch, counts: living };
    };
    const first = await open('1', A);
    const second = await open('2', B);
    expect(first.differing()).toEqual([]);
    expect(second.differing()).toEqual(['RUNNING_PER_GUILD']);
    expect(second.living()).toBe(2);
    await first.isOurs('retention');
    await first.leave();
    await manual.runUntil(() => second.differing().length === 0);
    expect(second.counts.at(-1)).toBe(1);
    await second.isOurs('retention');
    await manual.runUntil(() => second.duties().length === 1);
    expect(second.duties()).toEqual(['retention']);
  });

  it('have one do what is done once, and let another one where that takes nothing on', async () => {
    const database = await openDatabase();
    let isRight = true;
    const [one, other] = [await join(database, 'one', () => isRight), await join(database, 'other')];
    await expect(one.isOurs('retention')).resolves.toBe(true);
    await expect(other.isOurs('retention')).resolves.toBe(false);
    isRight = false;
    await expect(one.isOurs('retention')).resolves.toBe(false);
    await expect(other.isOurs('retention')).resolves.toBe(true);
    await expect(other.held()).resolves.toEqual(['retention']);
  });

  it('know how far their clocks are from the database’s', async () => {
    const test = await createTestDatabase();
    onTestFinished(() => test.drop());
    for (const aheadMs of [0, 45_000, -3_600_000]) {
      const shifted = { ...clock, now: () => clock.now() + aheadMs };
      const database = await test.open({ clock: shifted });
      expect(Math.abs(database.clockOffsetMs() - aheadMs)).toBeLessThan(1_000);
      await database.close();
    }
  });
});
