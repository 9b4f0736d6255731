import { describe, expect, it, onTestFinished } from 'vitest';
import { createAllowance } from '../../../src/covers/make/allowance.ts';
import { createLyricsHelp } from '../../../src/covers/request/lyrics-draft.ts';
import { guildScope, type QuotaPolicy } from '../../../src/domain/money/charges.ts';
import { monthOf } from '../../../src/domain/money/quota.ts';
import { createSqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { createLogger } from '../../../src/logger.ts';
import { createModerationStore } from '../../../src/store/moderation.ts';
import { createOperatorChoices } from '../../../src/store/operator-choices.ts';
import { createSettings } from '../../../src/store/settings.ts';
import { hashOfBytes } from '../../contracts/provider.ts';
import { SONG, startMinimaxHarness } from '../../providers/minimax/harness.ts';
import { aDraft, aReference, NO_LIMITS } from '../../support/build-job.ts';
import { plainTerms } from '../../support/plain-settings.ts';

const BY = { roleIds: [], showsPrices: true };
const PRICE_MICROS = 7_000;

async function openLyrics(limits: Partial<QuotaPolicy> = {}) {
  const { database, clock, provider, sandbox, close } = await startMinimaxHarness();
  onTestFinished(close);
  const log = createLogger({ level: 'silent' });
  const jobs = createSqlJobs({ database, clock, log });
  const quota = { ...NO_LIMITS, ...limits };
  const songOf = async () => aReference({ hash: hashOfBytes(SONG) });
  const settings = createSettings({ database, terms: () => plainTerms(), clock, log });
  const operatorChoices = await createOperatorChoices({ database, log });
  const moderation = createModerationStore({ database });
  const allowance = createAllowance({ jobs, settings, moderation, quota, operatorChoices, clock });
  const onPaid = () => {};
  const help = createLyricsHelp({
    providers: [provider],
    songOf,
    jobs,
    allowance,
    settings,
    operatorChoices,
    quota,
    onPaid,
    clock,
    log,
  });
  return {
    sandbox,
    hear: (attempt: string) => help.hear(aDraft(), attempt, BY),
    write: (attempt: string) => help.write(aDraft(), { prompt: 'a ship in the fog', attempt }, BY),
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

describe('lyrics', () => {
  it('are written so many times a day for one member, also where some attempts were refused for what they say', async () => {
    const { sandbox, write } = await openLyrics({ lyricsWrittenPerDay: 2 });
    sandbox.failNext({ code: 1026, endpoint: 'lyrics' });
    await expect(write('1')).rejects.toMatchObject({ text: { key: 'lyrics.notWritten' } });
    await write('2');
    await expect(write('3')).rejects.toMatchObject({
      text: { key: 'quota.count', params: { scope: 'memberWritten', limit: 2 } },
    });
    expect(sandbox.money.paid).toHaveLength(1);
  });

  it('are heard so many times a day for one member, and a time that brought nothing does not count', async () => {
    const { sandbox, hear } = await openLyrics({ lyricsHeardPerDay: 1 });
    sandbox.failNext({ code: 1033, endpoint: 'preprocess' });
    expect(await hear('1')).toMatchObject({ isHeard: false });
    expect(await hear('2')).toMatchObject({ isHeard: true });
    await expect(hear('3')).rejects.toMatchObject({ text: { key: 'quota.count', params: { scope: 'memberHeard' } } });
  });
});
