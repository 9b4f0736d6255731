import { describe, expect, it, onTestFinished } from 'vitest';
import { createAllowance } from '../../src/covers/allowance.ts';
import { createLyricsHelp } from '../../src/covers/lyrics-draft.ts';
import { guildScope, type QuotaPolicy } from '../../src/domain/charges.ts';
import { monthOf } from '../../src/domain/quota.ts';
import { createSqliteJobs } from '../../src/jobs/sqlite/jobs.ts';
import { createLogger } from '../../src/logger.ts';
import { startMinimaxHarness } from '../providers/minimax/harness.ts';
import { aDraft, aReference, NO_LIMITS } from '../support/a-job.ts';

const PRICE_MICROS = 7_000;

async function openLyrics(limits: Partial<QuotaPolicy> = {}) {
  const { database, clock, provider, sandbox, close } = await startMinimaxHarness();
  onTestFinished(close);
  const log = createLogger({ level: 'silent' });
  const jobs = createSqliteJobs({ database, clock, log, caps: { perGuild: 1, perProvider: () => 1 } });
  const quota = { ...NO_LIMITS, ...limits };
  const songOf = async () => aReference();
  const allowance = createAllowance({ jobs, quota, clock });
  const onPaid = () => {};
  const help = createLyricsHelp({ providers: [provider], songOf, jobs, allowance, quota, onPaid, clock, log });
  return {
    sandbox,
    write: (attempt: string) => help.write(aDraft(), 'a ship in the fog', attempt),
    used: () => jobs.usage(guildScope(aDraft().guildId), monthOf(clock.now()).key),
  };
}

describe('written lyrics', () => {
  it('are paid for once in one attempt, and again in the next', async () => {
    const { sandbox, write, used } = await openLyrics();
    await write('1');
    await expect(write('1')).rejects.toMatchObject({ text: { key: 'lyrics.triedAlready' } });
    expect(sandbox.money.paid).toHaveLength(1);
    expect(await used()).toEqual({ count: 0, micros: PRICE_MICROS });

    await write('2');
    expect(sandbox.money.paid).toHaveLength(2);
    expect(await used()).toEqual({ count: 0, micros: 2 * PRICE_MICROS });
  });

  it('are taken as spent where nobody knows whether they were paid for', async () => {
    const { sandbox, write, used } = await openLyrics();
    sandbox.failNext({ code: 1033, endpoint: 'lyrics' });
    await expect(write('1')).rejects.toMatchObject({ text: { key: 'lyrics.notWritten' } });
    expect(await used()).toEqual({ count: 0, micros: PRICE_MICROS });
  });

  it('cost nothing where they were refused', async () => {
    const { sandbox, write, used } = await openLyrics();
    sandbox.failNext({ code: 1002, endpoint: 'lyrics' });
    await expect(write('1')).rejects.toMatchObject({ text: { key: 'lyrics.notWritten' } });
    expect(await used()).toEqual({ count: 0, micros: 0 });
  });
});
