import { describe, expect, it } from 'vitest';
import type { ProviderError, ProviderErrorCode } from '../../../src/errors.ts';
import { createAimlapiApi, type VendorAnswer } from '../../../src/providers/aimlapi/api.ts';
import { paidFailure, taskFailure } from '../../../src/providers/aimlapi/failures.ts';

const KEY = 'a-key-of-somebody';
const api = createAimlapiApi({
  apiKey: KEY,
  baseUrl: 'https://api.example',
  http: {
    getJson: () => Promise.reject(new Error('nothing is sent here')),
    postForStream: () => Promise.reject(new Error('nothing is sent here')),
  },
});

function answer(status: number, body?: unknown, headers: Record<string, string> = {}): VendorAnswer {
  return api.read({ status, headers }, body);
}

/** The two envelopes, as they were seen and as they are documented. */
const ENVELOPES = {
  problem: (status: number, message: string) => ({
    title: 'A title',
    status,
    message,
    instance: '/v2/generate/audio',
    requestId: '9f0e',
    error: { name: 'SomeException', message },
  }),
  documented: (status: number, message: string) => ({
    message,
    path: '/v2/generate/audio',
    requestId: '9f0e',
    statusCode: String(status),
    timestamp: '2025-03-11T07:13:27.813Z',
  }),
};

interface Case {
  status: number;
  message: string;
  code: ProviderErrorCode;
  accepted: ProviderError['accepted'];
}

const DOCUMENTED: Case[] = [
  {
    status: 400,
    message: 'Body validation error!\nprompt: Expected string, received number',
    code: 'badRequest',
    accepted: 'no',
  },
  {
    status: 400,
    message: 'Body validation error!\nreference_audio_url: Invalid url',
    code: 'badAudio',
    accepted: 'no',
  },
  {
    status: 400,
    message: 'Body validation error!\naudio_setting.bitrate: Expected 256000, received 1',
    code: 'badRequest',
    accepted: 'no',
  },
  { status: 401, message: 'This request requires a valid API key.', code: 'auth', accepted: 'no' },
  { status: 402, message: 'Payment required', code: 'noCredit', accepted: 'no' },
  {
    status: 403,
    message: "You've run out of credits. Please top up your balance or update your payment method to continue",
    code: 'noCredit',
    accepted: 'no',
  },
  { status: 403, message: 'Your account must be verified', code: 'noAccess', accepted: 'no' },
  { status: 403, message: 'Forbidden', code: 'noAccess', accepted: 'no' },
  { status: 404, message: 'Cannot POST /v2/generate/audio', code: 'noAccess', accepted: 'no' },
  { status: 408, message: 'Request Timeout', code: 'timeout', accepted: 'unknown' },
  { status: 409, message: 'Conflict', code: 'badRequest', accepted: 'unknown' },
  { status: 413, message: 'Payload Too Large', code: 'badRequest', accepted: 'unknown' },
  { status: 422, message: 'Unprocessable Entity', code: 'badRequest', accepted: 'no' },
  { status: 429, message: 'Too Many Requests', code: 'rateLimited', accepted: 'no' },
  {
    status: 429,
    message: "Free-tier limit: You've reached your free limit for the hour.",
    code: 'rateLimited',
    accepted: 'no',
  },
  { status: 500, message: 'Internal server error', code: 'unavailable', accepted: 'unknown' },
  {
    status: 500,
    message: 'Something wrong with the server. Please, try again later.',
    code: 'unavailable',
    accepted: 'unknown',
  },
  {
    status: 500,
    message: 'The model is under maintenance, please contact us at help@aimlapi.com.',
    code: 'unavailable',
    accepted: 'unknown',
  },
  { status: 502, message: 'Bad Gateway', code: 'unavailable', accepted: 'unknown' },
  { status: 503, message: 'Service unavailable', code: 'unavailable', accepted: 'unknown' },
  { status: 504, message: 'Generation timeout', code: 'timeout', accepted: 'unknown' },
  // In MiniMax's words.
  {
    status: 400,
    message: 'invalid params, cover mode does not support instrumental music (no lyrics detected, dtw_result is empty)',
    code: 'noVocals',
    accepted: 'no',
  },
  {
    status: 422,
    message: 'invalid params, audio duration must be between 6s and 360s',
    code: 'songLength',
    accepted: 'no',
  },
  { status: 400, message: 'invalid params, invalid audio file', code: 'badAudio', accepted: 'no' },
  { status: 400, message: 'download audio_url failed', code: 'badAudio', accepted: 'no' },
  { status: 400, message: 'input new_sensitive', code: 'content', accepted: 'no' },
  { status: 400, message: 'invalid params, lyrics is too short', code: 'badRequest', accepted: 'no' },
  {
    status: 400,
    message: 'Cover mode requires dtw_result, beat_result, and audio_duration in the request',
    code: 'badRequest',
    accepted: 'no',
  },
  { status: 500, message: 'invalid params, invalid audio file', code: 'badAudio', accepted: 'unknown' },
];

describe.each(['problem', 'documented'] as const)('a refusal in the %s envelope', (envelope) => {
  it.each(DOCUMENTED)('$status "$message" is $code, accepted: $accepted', ({ status, message, code, accepted }) => {
    const failure = paidFailure(answer(status, ENVELOPES[envelope](status, message)));

    expect(failure).toMatchObject({ provider: 'aimlapi', code, accepted, message, vendorCode: String(status) });
  });
});

describe('a refusal of another form', () => {
  it.each([
    { body: { error: { name: 'X', message: 'inner' }, title: 'outer' }, said: 'inner' },
    { body: { title: 'Not Found', status: 404 }, said: 'Not Found' },
    { body: { message: ['first', 'second'] }, said: 'first\nsecond' },
    { body: { message: 7, error: 'text' }, said: 'an answer with status 404 that says nothing else' },
    { body: undefined, said: 'an answer with status 404 that says nothing else' },
    { body: ['x'], said: 'an answer with status 404 that says nothing else' },
  ])('says $said', ({ body, said }) => {
    expect(paidFailure(answer(404, body))).toMatchObject({ message: said, code: 'noAccess', accepted: 'no' });
  });

  it.each([200, 201, 302])('is not known to be one under status %d', (status) => {
    expect(paidFailure(answer(status, {}))).toMatchObject({ code: 'badResponse', accepted: 'unknown' });
  });

  it('keeps the key and signatures out of what it says', () => {
    const message = `the key ${KEY} and https://cdn.example/song.mp3?Signature=secret are wrong`;

    const failure = paidFailure(answer(401, { message }));

    expect(failure.message).toBe('the key [key] and https://cdn.example/song.mp3?… are wrong');
  });

  it.each([
    { code: 1002, said: 'rateLimited', accepted: 'no' },
    { code: 1008, said: 'noCredit', accepted: 'no' },
    { code: 1000, said: 'unavailable', accepted: 'unknown' },
    { code: 1026, said: 'content', accepted: 'no' },
    { code: '2013', said: 'badRequest', accepted: 'no' },
  ])('means under a good status what MiniMax means by $code', ({ code, said, accepted }) => {
    const failure = paidFailure(answer(200, { data: null, base_resp: { status_code: code, status_msg: 'so it is' } }));

    expect(failure).toMatchObject({ code: said, accepted, message: 'so it is', vendorCode: String(code) });
  });
});

describe('a generation that failed', () => {
  it.each([
    { error: { name: 'X', message: 'no lyrics detected' }, code: 'noVocals', message: 'no lyrics detected' },
    { error: { detail: [{ msg: 'invalid audio file' }] }, code: 'badAudio', message: 'invalid audio file' },
    { error: { name: 'SensitiveContent' }, code: 'content', message: 'SensitiveContent' },
    { error: { name: 'X', message: 'Generation timeout' }, code: 'timeout', message: 'Generation timeout' },
    { error: { name: 'X', message: 'out of luck' }, code: 'failed', message: 'out of luck' },
    { error: null, code: 'failed', message: 'the generation failed' },
  ])('is $code for $message', ({ error, code, message }) => {
    expect(taskFailure(answer(200, { id: 'x', status: 'error', error }))).toMatchObject({
      code,
      message,
      accepted: 'yes',
      costMicros: undefined,
    });
  });

  it('has cost what AI/ML API says that it has', () => {
    const body = { id: 'x', status: 'error', error: {}, meta: { usage: { usd_spent: 0.15 * 3 } } };

    expect(taskFailure(answer(200, body)).costMicros).toBe(450_000);
  });
});
