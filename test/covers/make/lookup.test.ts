import { describe, expect, it } from 'vitest';
import { askWhetherAccepted, type Question } from '../../../src/covers/make/lookup.ts';
import { ProviderError } from '../../../src/errors.ts';
import { createLogger } from '../../../src/logger.ts';
import type { Found, TaskStatus } from '../../../src/providers/port.ts';
import { SOME_TIME } from '../../support/build-job.ts';

const MINUTE = 60_000;
const running: TaskStatus = { state: 'running' };
const noAnswer = new ProviderError('away', { provider: 'runware', code: 'unavailable', accepted: 'unknown' });

type Answer = Found | ProviderError;

/**
 * Asks a provider that answers so, one after the other; the last answer stays. Each pause takes the time that it should, or
 * as long as is given.
 */
async function ask(answers: readonly Answer[], pauseMs?: number, times: Partial<Question> = {}) {
  let [asked, tookMs] = [0, 0];
  const provider = {
    async lookup() {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? 'absent';
      asked += 1;
      if (answer instanceof ProviderError) throw answer;
      return answer;
    },
  };
  const clock = {
    now: () => SOME_TIME + tookMs,
    monotonic: () => tookMs,
    async sleep(ms: number) {
      tookMs += pauseMs ?? ms;
    },
  };
  const deps = { provider, clock, log: createLogger({ level: 'silent' }) };
  const limits = { repeatableForMs: 0, absentWithinMs: 15 * MINUTE, giveUpAfterMs: 15 * MINUTE };
  const question = { ourId: 'our-id', ...limits, ...times };
  const result = await askWhetherAccepted(deps, question, new AbortController().signal);
  return { result, asked, tookMs };
}

describe('a request that was cut off', () => {
  it('is absent only when it was not found three times', async () => {
    expect(await ask(['absent', noAnswer, 'absent', running])).toMatchObject({ result: 'accepted' });
    expect(await ask(['absent', 'absent', 'absent'])).toMatchObject({ result: 'absent', asked: 3 });
  });

  it('is absent only when it was not found over a whole minute, however quickly the answers come', async () => {
    expect(await ask(['absent'], 5_000)).toEqual({ result: 'absent', asked: 13, tookMs: MINUTE });
  });

  it('is accepted as soon as the provider has it, in whatever state', async () => {
    expect(await ask(['absent', 'absent', running])).toMatchObject({ result: 'accepted', asked: 3 });
    expect(await ask([{ state: 'failed', error: noAnswer }])).toMatchObject({ result: 'accepted', asked: 1 });
  });

  it('is not accepted because a poll looks like that of a running task', async () => {
    expect(await ask(['unclear'])).toMatchObject({ result: 'undecided' });
    expect(await ask(['denied'])).toMatchObject({ result: 'undecided' });
    expect(await ask(['denied', 'unclear', running])).toMatchObject({ result: 'accepted', asked: 3 });
  });

  it('is denied when the archive had none twice, while no task can have ended', async () => {
    const repeatableForMs = 20_000;
    expect(await ask(['denied'], undefined, { repeatableForMs })).toEqual({
      result: 'denied',
      asked: 2,
      tookMs: 5_000,
    });
    const late = await ask(['unclear', 'denied', 'unclear', 'unclear', 'denied'], undefined, { repeatableForMs });
    expect(late).toMatchObject({ result: 'undecided' });
  });

  it('is not absent when it was missing only after it may have ended and been forgotten', async () => {
    expect(await ask([noAnswer, 'absent'], undefined, { absentWithinMs: 0 })).toMatchObject({
      result: 'undecided',
    });
  });

  it('is undecided when nobody could say by the deadline', async () => {
    const { result, tookMs } = await ask([noAnswer]);
    expect(result).toBe('undecided');
    expect(tookMs).toBeGreaterThanOrEqual(15 * MINUTE);
  });
});
