import { describe, expect, it } from 'vitest';
import { bench, PREPROCESS, SUBMIT, UPLOAD } from './support.ts';

const KEY_MESSAGE =
  'This request requires a valid API key. You can create a new API key on the Billing page: https://aimlapi.com/app/keys';
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe('an error', () => {
  it('is a problem document', async () => {
    const { call } = await bench();
    const { status, headers, body } = await call(`${SUBMIT}?generation_id=x`, undefined, {});
    expect(status).toBe(401);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toEqual({
      title: 'Unauthorized',
      status: 401,
      message: KEY_MESSAGE,
      instance: SUBMIT,
      requestId: UUID,
      timestamp: '2026-11-20T12:00:00.000Z',
      error: { name: 'UnauthorizedException', message: KEY_MESSAGE },
    });
    expect(headers.get('x-request-id')).toBe(body.requestId);
  });

  it.each([
    ['string', '401'],
    ['number', 401],
  ] as const)('has the documented form, with a %s, when told to', async (statusCodeForm, statusCode) => {
    const { call } = await bench({ errorEnvelope: 'documented', statusCodeForm });
    const { headers, body } = await call(SUBMIT, {}, { authorization: 'Bearer wrong' });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toEqual({
      message: KEY_MESSAGE,
      path: SUBMIT,
      requestId: UUID,
      statusCode,
      timestamp: '2026-11-20T12:00:00.000Z',
    });
  });

  it.each([
    ['submit', SUBMIT],
    ['preprocess', PREPROCESS],
    ['upload', UPLOAD],
    ['generate', `${SUBMIT}/minimax/generate`],
  ])('meets whoever calls %s without a key', async (_name, path) => {
    const { call } = await bench();
    expect(await call(path, {}, {})).toMatchObject({ status: 401 });
  });

  it('has the same form where no endpoint was reached', async () => {
    const { call, sandbox } = await bench({}, { maximumBodyBytes: 200 });
    expect(await call('/v3/songs', {})).toMatchObject({ status: 404, body: { message: 'Cannot POST /v3/songs' } });
    expect(await call(SUBMIT, 'x'.repeat(200))).toMatchObject({ status: 413, body: { title: 'Payload Too Large' } });
    const broken = await fetch(sandbox.baseUrl + SUBMIT, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ title: 'Bad Request', requestId: UUID });
  });

  it('meets an account that must be verified, yet not its polls', async () => {
    const { submit, poll, sandbox } = await bench();
    const { body } = await submit();
    sandbox.settings.account = 'unverified';
    expect(await submit()).toMatchObject({ status: 403, body: { message: expect.stringContaining('verified') } });
    expect(await poll(body.id)).toMatchObject({ status: 200 });
  });
});

describe('an unknown generation id', () => {
  it.each([
    ['envelope', 'application/problem+json; charset=utf-8', { title: 'Not Found', status: 404 }],
    ['text', 'text/plain; charset=utf-8', { text: 'Generation with id nobody was not found' }],
    ['empty', null, { text: '' }],
  ] as const)('is a 404 with %s', async (unknownIdBody, contentType, body) => {
    const { poll } = await bench({ unknownIdBody });
    const answer = await poll('nobody');
    expect(answer).toMatchObject({ status: 404, body });
    expect(answer.headers.get('content-type')).toBe(contentType);
  });

  it('is no id at all: a bad request', async () => {
    const { call } = await bench();
    expect(await call(SUBMIT)).toMatchObject({ status: 400 });
    expect(await call(`${SUBMIT}?generation_id=`)).toMatchObject({ status: 400 });
    expect(await call(`${SUBMIT}?generation_id=a&generation_id=b`)).toMatchObject({ status: 400 });
  });
});

describe('the headers of an answer', () => {
  it('name the generation, in the submission and in its polls', async () => {
    const { submit, poll } = await bench();
    const { headers, body } = await submit();
    expect(headers.get('x-inference-id')).toBe(body.id);
    expect((await poll(body.id)).headers.get('x-inference-id')).toBe(body.id);
    expect((await poll('nobody')).headers.get('x-inference-id')).toBe('nobody');
    expect((await poll('no id')).headers.get('x-inference-id')).toBeNull();
  });

  it.each([
    ['repeat', 'job:8f.21_c-4', 'job:8f.21_c-4'],
    ['repeat, as far as it goes,', 'a'.repeat(128), 'a'.repeat(128)],
    ['drop', 'a'.repeat(129), null],
    ['drop', 'job 7', null],
  ])("%s the caller's own id %s", async (_name, given, echoed) => {
    const { call, sandbox } = await bench();
    const { headers } = await call(SUBMIT, {}, { 'x-client-request-id': given });
    expect(headers.get('x-client-request-id')).toBe(echoed);
    expect(sandbox.requests.at(-1)?.clientRequestId).toBe(given);
  });

  it('say that this is a stand-in', async () => {
    const { submit } = await bench();
    expect((await submit()).headers.get('server')).toContain('stand-in');
  });
});

describe('too many generations', () => {
  it.each([
    ['none', null],
    ['seconds', '30'],
    ['date', 'Fri, 20 Nov 2026 12:00:30 GMT'],
  ] as const)('are a 429 that says when: %s', async (retryAfter, header) => {
    const { submit, clock } = await bench({ maximumRunning: 1, retryAfter });
    await submit();
    const { status, headers, body } = await submit();
    expect({ status, message: body.message }).toEqual({ status: 429, message: 'Too Many Requests' });
    expect(headers.get('retry-after')).toBe(header);
    await clock.advance(60_000);
    expect(await submit()).toMatchObject({ status: 201 });
  });
});

describe('the log of requests', () => {
  it('tells what was asked, without the key and without whole songs', async () => {
    const { submit, poll, sandbox } = await bench({ longLyrics: 'refuse' });
    const { body } = await submit({ lyrics: 'x'.repeat(2_500) });
    expect(body.message).toBe('invalid params, lyrics is too long');
    await poll('a:b');
    expect(sandbox.requests).toMatchObject([
      { method: 'POST', path: SUBMIT, endpoint: 'submit', model: 'minimax/music-cover', status: 400 },
      { method: 'GET', path: SUBMIT, endpoint: 'poll', generationId: 'a:b', status: 404 },
    ]);
    const remembered = JSON.stringify(sandbox.requests);
    expect(remembered).not.toContain(sandbox.apiKey);
    expect(remembered.length).toBeLessThan(1_500);
  });
});
