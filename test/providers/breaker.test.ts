import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { type BreakerState, SOUND } from '../../src/domain/turns/breaker-state.ts';
import { ProviderError, type ProviderErrorCode } from '../../src/errors.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { createBreaker } from '../../src/providers/breaker.ts';
import { createManualClock } from '../support/manual-clock.ts';

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-breaker-'));
  const log = createLogger({ level: 'silent' });
  const clock = createManualClock();
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  onTestFinished(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });
  const { breakers } = createSqlJobs({ database, clock, log });
  const told: BreakerState[] = [];
  breakers.onChange((_, state) => void told.push(state));
  const breaker = createBreaker({ provider: 'p', breakers, log });
  /** After all that was noted before. */
  const stateNow = async () => (await breakers.all()).get('p') ?? SOUND;
  const fail = (code: ProviderErrorCode, retryAfterMs?: number) => {
    const wish = retryAfterMs && { retryAfterMs };
    breaker.failed(new ProviderError('no', { provider: 'p', code, accepted: 'no', ...wish }));
    return stateNow();
  };
  const succeed = () => {
    breaker.succeeded();
    return stateNow();
  };
  const isClosed = async () => (await stateNow()).closedUntil <= breakers.now();
  return { clock, succeed, fail, told, stateNow, isClosed, now: breakers.now };
}

describe('createBreaker', () => {
  it('opens after three failures in a row, for a minute', async () => {
    const { clock, fail, isClosed } = await open();
    await fail('unavailable');
    await fail('timeout');
    expect(await isClosed()).toBe(true);
    await fail('unavailable');
    expect(await isClosed()).toBe(false);
    await clock.advance(59_999);
    expect(await isClosed()).toBe(false);
    await clock.advance(1);
    expect(await isClosed()).toBe(true);
  });

  it('opens again at the next failure when one was let through to see, and not after a success', async () => {
    const { clock, succeed, fail, isClosed } = await open();
    for (let count = 0; count < 3; count += 1) await fail('unavailable');
    await clock.advance(60_000);
    await fail('unavailable');
    expect(await isClosed()).toBe(false);
    await succeed();
    await fail('unavailable');
    expect(await isClosed()).toBe(true);
  });

  it('tells of each change, and is on trial until something went well', async () => {
    const { succeed, fail, told, stateNow, now } = await open();
    for (let count = 0; count < 3; count += 1) await fail('unavailable');
    const closedUntil = now() + 60_000;
    expect(told.at(-1)).toEqual({ failures: 3, closedUntil, isOnTrial: true });
    await succeed();
    expect(told).toHaveLength(4);
    expect(await stateNow()).toEqual(told.at(-1));
    expect(await stateNow()).toEqual({ failures: 0, closedUntil: 0, isOnTrial: false });

    await succeed();
    expect(told).toHaveLength(4);
  });

  it('is not on trial after a busy provider’s pause', async () => {
    const { fail, stateNow, now } = await open();
    await fail('rateLimited', 5_000);
    expect(await stateNow()).toEqual({ failures: 0, closedUntil: now() + 5_000, isOnTrial: false });
  });

  it('takes any answer about one song for a sign of life', async () => {
    const { clock, fail, stateNow, isClosed } = await open();
    for (let count = 0; count < 3; count += 1) await fail('unavailable');
    await clock.advance(60_000);
    await fail('content');
    expect((await stateNow()).isOnTrial).toBe(false);
    await fail('unavailable');
    expect(await isClosed()).toBe(true);
  });

  it('learns nothing of a provider from what was held back before it left us', async () => {
    const { fail, told } = await open();
    await fail('unavailable');
    for (let count = 0; count < 3; count += 1) await fail('heldBack');
    expect(told).toEqual([{ failures: 1, closedUntil: 0, isOnTrial: false }]);
  });

  it.each(['auth', 'noAccess', 'noCredit'] as const)('opens at once for five minutes after %s', async (code) => {
    const { clock, fail, isClosed } = await open();
    await fail(code);
    await clock.advance(299_999);
    expect(await isClosed()).toBe(false);
    await clock.advance(1);
    expect(await isClosed()).toBe(true);
  });

  it('opens for as long as a busy provider asks', async () => {
    const { clock, fail, isClosed } = await open();
    await fail('rateLimited', 5_000);
    expect(await isClosed()).toBe(false);
    await clock.advance(5_000);
    expect(await isClosed()).toBe(true);
  });

  it.each([
    'content',
    'badAudio',
    'badRequest',
  ] as const)('stays closed after %s, which is about one song', async (code) => {
    const { fail, isClosed } = await open();
    for (let count = 0; count < 5; count += 1) await fail(code);
    expect(await isClosed()).toBe(true);
  });
});

it('opens again after its time, also when the machine’s clock was set back meanwhile', async () => {
  const { clock, fail, isClosed } = await open();
  await fail('noCredit');
  clock.step(-86_400_000);
  await clock.advance(300_000);
  expect(await isClosed()).toBe(true);
});
