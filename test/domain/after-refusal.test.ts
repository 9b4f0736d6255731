import { describe, expect, it } from 'vitest';
import {
  decideAfterRefusal,
  isOperatorsMatter,
  PATIENCE_MS,
  settlementOfFailure,
} from '../../src/domain/after-refusal.ts';
import { ProviderError, type ProviderErrorCode } from '../../src/errors.ts';
import { aJob, aReference, SOME_TIME } from '../support/a-job.ts';

function refusal(code: ProviderErrorCode, details: { retryAfterMs?: number; costMicros?: number } = {}) {
  return new ProviderError('refused', { provider: 'runware', code, accepted: 'no', ...details });
}

const tried = (times: number) =>
  Array.from({ length: times }, () => ({ provider: 'runware', model: 'm', at: SOME_TIME, reason: 'rateLimited' }));

describe('decideAfterRefusal', () => {
  it.each(['rateLimited', 'unavailable', 'timeout'] as const)('offers the job again after %s', (code) => {
    expect(decideAfterRefusal(aJob(), refusal(code), SOME_TIME, 0.999_999).kind).toBe('again');
  });

  it.each([
    'auth',
    'noAccess',
    'noCredit',
    'content',
    'badAudio',
    'badRequest',
    'notFound',
  ] as const)('ends the job after %s', (code) => {
    expect(decideAfterRefusal(aJob(), refusal(code), SOME_TIME, 0).kind).toBe('fail');
  });

  it('sends a song that was given as a link once more as a file before it believes that the song is bad', () => {
    const link = { url: 'http://example.com/song', expiresAt: SOME_TIME + 86_400_000 };
    const job = aJob({ reference: aReference({ link }) });
    const decision = decideAfterRefusal(job, refusal('badAudio'), SOME_TIME, 0);
    expect(decision).toEqual({ kind: 'again', notBefore: SOME_TIME, dropsLink: true });
  });

  it('waits longer each time, up to two minutes', () => {
    const pauses = [0, 1, 2, 3, 10].map((times) => {
      const decision = decideAfterRefusal(aJob({ tried: tried(times) }), refusal('rateLimited'), SOME_TIME, 0);
      return decision.kind === 'again' ? decision.notBefore - SOME_TIME : undefined;
    });
    expect(pauses).toEqual([2_500, 5_000, 10_000, 20_000, 60_000]);
  });

  it('waits as long as the provider asks', () => {
    const decision = decideAfterRefusal(aJob(), refusal('rateLimited', { retryAfterMs: 90_000 }), SOME_TIME, 0);
    expect(decision).toEqual({ kind: 'again', notBefore: SOME_TIME + 90_000, dropsLink: false });
  });

  it('gives up when the next try would come too late', () => {
    const late = SOME_TIME + PATIENCE_MS - 1_000;
    expect(decideAfterRefusal(aJob(), refusal('unavailable'), late, 0)).toEqual({
      kind: 'fail',
      text: { key: 'provider.unavailable', params: { provider: 'runware' } },
    });
  });
});

describe('settlementOfFailure', () => {
  it('refunds a failure that cost nothing', () => {
    expect(settlementOfFailure(refusal('failed'))).toEqual({ kind: 'refund' });
  });

  it('commits what the provider billed, without a take', () => {
    const settlement = settlementOfFailure(refusal('failed', { costMicros: 150_000 }));
    expect(settlement).toEqual({ kind: 'commit', count: 0, micros: 150_000 });
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
