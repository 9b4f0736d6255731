import { describe, expect, it } from 'vitest';
import { failureText } from '../../../../src/domain/turns/after-refusal.ts';
import { ProviderError } from '../../../../src/errors.ts';
import { saysClosed, verdictOf } from '../../../../src/providers/shared/minimax/failure-codes.ts';
import { minimaxCodes } from '../../../../src/sandbox/providers/minimax/refusal.ts';

const said = (code: number | undefined, message = '', status = 200) => ({ status, code, message });

function judged(...what: Parameters<typeof said>) {
  const verdict = verdictOf(said(...what));
  const error = new ProviderError('refused', { provider: 'minimax', ...verdict });
  return [verdict.code, verdict.accepted, failureText(error).key];
}

const CODES: readonly [number, string, string, string][] = [
  [1000, 'unavailable', 'unknown', 'provider.unavailable'],
  [1001, 'timeout', 'unknown', 'provider.unavailable'],
  [1002, 'rateLimited', 'no', 'provider.busy'],
  [1004, 'auth', 'no', 'provider.noAccess'],
  [1008, 'noCredit', 'no', 'provider.noCredit'],
  [1024, 'unavailable', 'unknown', 'provider.unavailable'],
  [1026, 'content', 'no', 'provider.rejectedContent'],
  [1027, 'content', 'yes', 'provider.rejectedContent'],
  [1028, 'noCredit', 'no', 'provider.noCredit'],
  [1030, 'noCredit', 'no', 'provider.noCredit'],
  [1033, 'unavailable', 'unknown', 'provider.unavailable'],
  [1039, 'rateLimited', 'no', 'provider.busy'],
  [1041, 'rateLimited', 'no', 'provider.busy'],
  [1042, 'badRequest', 'no', 'provider.rejectedRequest'],
  [1043, 'badRequest', 'no', 'provider.rejectedRequest'],
  [1044, 'badRequest', 'no', 'provider.rejectedRequest'],
  [2013, 'badRequest', 'no', 'provider.rejectedRequest'],
  [2037, 'badRequest', 'no', 'provider.rejectedRequest'],
  [2038, 'noAccess', 'no', 'provider.noAccess'],
  [2039, 'badRequest', 'no', 'provider.rejectedRequest'],
  [2042, 'badRequest', 'no', 'provider.rejectedRequest'],
  [2045, 'rateLimited', 'no', 'provider.busy'],
  [2048, 'badRequest', 'no', 'provider.rejectedRequest'],
  [2049, 'auth', 'no', 'provider.noAccess'],
  [2056, 'noCredit', 'no', 'provider.noCredit'],
  [2061, 'noAccess', 'no', 'provider.noAccess'],
  [2068, 'noAccess', 'no', 'provider.noAccess'],
  [2153, 'noAccess', 'no', 'provider.noAccess'],
  [20132, 'badRequest', 'no', 'provider.rejectedRequest'],
];

describe('a code of MiniMax', () => {
  it.each(CODES)('%i means %s, accepted: %s, told as %s', (code, ...verdict) => {
    expect(judged(code)).toEqual(verdict);
  });

  it('is known here if it is known to the stand-in', () => {
    expect(CODES.map(([code]) => code)).toEqual(minimaxCodes);
  });

  it.each([
    [
      'invalid params, cover mode does not support instrumental music (no lyrics detected, dtw_result is empty)',
      'noVocals',
      'provider.noVocals',
    ],
    ['invalid params, audio duration must be between 6s and 360s', 'songLength', 'provider.songLength'],
    ['invalid params, audio duration must be between 6 and 360 seconds', 'songLength', 'provider.songLength'],
    ['invalid params, invalid audio file', 'badAudio', 'provider.rejectedAudio'],
    ['invalid params, audio size must not exceed 50MB', 'badAudio', 'provider.rejectedAudio'],
    ['invalid params, audio_base64 is not valid base64', 'badAudio', 'provider.rejectedAudio'],
    ['download audio_url failed', 'badAudio', 'provider.rejectedAudio'],
    ['invalid params, lyrics is too short', 'badRequest', 'provider.rejectedRequest'],
    [
      'invalid params, biz error: code=400, msg=amadeus play err, ttm fail, err = Cover mode requires dtw_result, ' +
        'beat_result, and audio_duration in the request',
      'badRequest',
      'provider.rejectedRequest',
    ],
    ['invalid params, exactly one of audio_url, audio_base64 is required', 'badRequest', 'provider.rejectedRequest'],
  ])('2013 with "%s" means %s', (message, code, text) => {
    expect(judged(2013, message)).toEqual([code, 'no', text]);
  });

  it.each([
    [2013, 'invalid params, lyrics is too short', false, 'badRequest', 'no'],
    [2013, 'invalid params, lyrics is too short', true, 'noVocals', 'no'],
    [1000, 'unknown error', false, 'unavailable', 'unknown'],
    [1000, 'unknown error', true, 'noVocals', 'no'],
    [1000, 'unknown error: upstream timed out', true, 'unavailable', 'unknown'],
    [1024, 'unknown error', true, 'unavailable', 'unknown'],
  ])('%i with "%s" (words from the song: %s) means %s, accepted: %s', (code, message, takesWordsFromSong, ...verdict) => {
    const { code: known, accepted } = verdictOf({ ...said(code, message), takesWordsFromSong });
    expect([known, accepted]).toEqual(verdict);
  });

  it.each([
    [1002, 500, 'rateLimited', 'no'],
    [1008, 503, 'noCredit', 'no'],
    [1024, 500, 'unavailable', 'unknown'],
    // The status is the clearer of the two.
    [1000, 400, 'badRequest', 'no'],
    [1001, 429, 'rateLimited', 'no'],
    [1000, 504, 'unavailable', 'unknown'],
    // Neither says anything.
    [4242, 200, 'badResponse', 'unknown'],
    [0, 503, 'unavailable', 'unknown'],
  ])('%i under status %i means %s, accepted: %s', (code, status, expected, accepted) => {
    expect(verdictOf(said(code, '', status))).toEqual({ code: expected, accepted });
  });

  it.each([
    [400, 'badRequest', 'no'],
    [401, 'auth', 'no'],
    [402, 'noCredit', 'no'],
    [403, 'noAccess', 'no'],
    [404, 'notFound', 'no'],
    [408, 'timeout', 'unknown'],
    [409, 'badRequest', 'unknown'],
    [410, 'noAccess', 'no'],
    [413, 'badRequest', 'unknown'],
    [422, 'badRequest', 'no'],
    [429, 'rateLimited', 'no'],
    [500, 'unavailable', 'unknown'],
    [502, 'unavailable', 'unknown'],
    [503, 'unavailable', 'unknown'],
    [504, 'timeout', 'unknown'],
    [302, 'badResponse', 'unknown'],
  ])('is not needed for status %i to mean %s, accepted: %s', (status, code, accepted) => {
    expect(verdictOf(said(undefined, '', status))).toEqual({ code, accepted });
  });

  it('says by itself, or by its status, that the account is shut out', () => {
    expect(saysClosed(said(2153))).toBe(true);
    expect(saysClosed(said(undefined, '', 410))).toBe(true);
    expect(saysClosed(said(2061))).toBe(false);
  });
});
