import { describe, expect, it } from 'vitest';
import type { Candidate, Job } from '../../../src/domain/job.ts';
import {
  decideAfterRefusal,
  failureText,
  isOperatorsMatter,
  PATIENCE_MS,
} from '../../../src/domain/turns/after-refusal.ts';
import { ProviderError, type ProviderErrorCode } from '../../../src/errors.ts';
import { aReference, buildJob, SOME_TIME } from '../../support/build-job.ts';

const first: Candidate = { provider: 'runware', model: 'one', priceMicros: 150_000 };
const second: Candidate = { provider: 'minimax', model: 'two', priceMicros: 150_000 };

function refusal(code: ProviderErrorCode, details: { retryAfterMs?: number; costMicros?: number } = {}) {
  return new ProviderError('refused', { provider: 'runware', code, accepted: 'no', ...details });
}

const tries = (times: number, { provider, model } = first) =>
  Array.from({ length: times }, () => ({ provider, model, at: SOME_TIME, reason: 'rateLimited' }));

const alone = (changes: Partial<Job> = {}) => buildJob({ candidates: [first], ...changes });
const both = (changes: Partial<Job> = {}) => buildJob({ candidates: [first, second], ...changes });

describe('decideAfterRefusal, with one model', () => {
  it.each(['rateLimited', 'unavailable', 'timeout'] as const)('offers the job again after %s', (code) => {
    expect(decideAfterRefusal(alone(), first, refusal(code), SOME_TIME, 0.999_999).kind).toBe('again');
  });

  it.each([
    'auth',
    'noAccess',
    'noCredit',
    'content',
    'badAudio',
    'noVocals',
    'badRequest',
    'notFound',
  ] as const)('ends the job after %s', (code) => {
    expect(decideAfterRefusal(alone(), first, refusal(code), SOME_TIME, 0).kind).toBe('fail');
  });

  it('sends a song that was given as a link once more as a file before it believes that the song is bad', () => {
    const link = { url: 'http://example.com/song', expiresAt: SOME_TIME + 86_400_000 };
    const job = alone({ reference: aReference({ link }) });
    const decision = decideAfterRefusal(job, first, refusal('badAudio'), SOME_TIME, 0);
    expect(decision).toEqual({ kind: 'again', notBefore: SOME_TIME, candidates: [first], dropsLink: true });
  });

  it('waits longer each time, up to two minutes', () => {
    const pauses = [0, 1, 2, 3, 10].map((times) => {
      const decision = decideAfterRefusal(alone({ tried: tries(times) }), first, refusal('rateLimited'), SOME_TIME, 0);
      return decision.kind === 'again' ? decision.notBefore - SOME_TIME : undefined;
    });
    expect(pauses).toEqual([2_500, 5_000, 10_000, 20_000, 60_000]);
  });

  it('waits as long as the provider asks', () => {
    const error = refusal('rateLimited', { retryAfterMs: 90_000 });
    const decision = decideAfterRefusal(alone(), first, error, SOME_TIME, 0);
    expect(decision).toMatchObject({ kind: 'again', notBefore: SOME_TIME + 90_000 });
  });

  it('gives up when the next try would come too late', () => {
    const late = SOME_TIME + PATIENCE_MS - 1_000;
    expect(decideAfterRefusal(alone({ tried: tries(1) }), first, refusal('unavailable'), late, 0)).toEqual({
      kind: 'fail',
      text: { key: 'provider.unavailable', params: { provider: 'runware' } },
    });
  });

  it('does not give up at the first refusal of a job that has waited for long, nor soon after the bot was away', () => {
    const late = SOME_TIME + PATIENCE_MS;
    expect(decideAfterRefusal(alone(), first, refusal('unavailable'), late, 0).kind).toBe('again');
    const tried = alone({ tried: tries(1) });
    expect(decideAfterRefusal(tried, first, refusal('unavailable'), late, 0, late - 1_000).kind).toBe('again');
  });
});

describe('decideAfterRefusal, with another model', () => {
  it.each([
    'unavailable',
    'rateLimited',
  ] as const)('goes on to it at once after %s, and keeps the first for later', (code) => {
    expect(decideAfterRefusal(both(), first, refusal(code), SOME_TIME, 0)).toEqual({
      kind: 'again',
      notBefore: SOME_TIME,
      candidates: [second, first],
      dropsLink: false,
    });
  });

  it.each([
    'auth',
    'noAccess',
    'noCredit',
    'noVocals',
    'badRequest',
  ] as const)('goes on to it alone after %s', (code) => {
    const decision = decideAfterRefusal(both(), first, refusal(code), SOME_TIME, 0);
    expect(decision).toMatchObject({ kind: 'again', notBefore: SOME_TIME, candidates: [second] });
  });

  it('does not carry a song that was refused for its content to it', () => {
    expect(decideAfterRefusal(both(), first, refusal('content'), SOME_TIME, 0).kind).toBe('fail');
  });

  it('waits once both were tried', () => {
    const job = buildJob({ candidates: [second, first], tried: tries(1) });
    const decision = decideAfterRefusal(job, second, refusal('unavailable'), SOME_TIME, 0);
    expect(decision).toMatchObject({ kind: 'again', notBefore: SOME_TIME + 2_500, candidates: [first, second] });
  });
});

describe('what a member is told of a failure', () => {
  it('has nothing of what the provider said', () => {
    const error = new ProviderError('key sk-123 is invalid', { provider: 'runware', code: 'auth', accepted: 'no' });
    expect(failureText(error)).toEqual({ key: 'provider.noAccess', params: { provider: 'runware' } });
  });
});

describe('isOperatorsMatter', () => {
  it.each([
    ['auth', true],
    ['noCredit', true],
    ['noAccess', true],
    ['content', false],
    ['rateLimited', false],
  ] as const)('says of %s: %s', (code, expected) => {
    expect(isOperatorsMatter(refusal(code))).toBe(expected);
  });
});
