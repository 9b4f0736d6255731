import { describe, expect, it } from 'vitest';
import { minimaxCodes } from '../../../../src/sandbox/providers/minimax/refusal.ts';
import { bench, COVER, type Path } from './support.ts';

const PATHS: Path[] = ['music_generation', 'music_cover_preprocess', 'lyrics_generation'];

describe('a key', () => {
  it.each(PATHS)('is needed for %s', async (path) => {
    const { call, sandbox } = await bench();
    expect(await call(path, COVER, {})).toMatchObject({ status: 200, code: 1004 });
    expect(await call(path, COVER, { authorization: 'Basic abc' })).toMatchObject({ code: 1004 });
    expect(await call(path, COVER, { authorization: 'Bearer of-the-other-host' })).toMatchObject({
      status: 200,
      code: 2049,
    });
    expect(sandbox.money.paid).toEqual([]);
  });

  it.each(PATHS)('of a closed account is turned away from %s for good', async (path) => {
    const { call, sandbox } = await bench({ closedKeys: ['new-user'] });
    const reply = await call(path, COVER, { authorization: 'Bearer new-user' });
    expect(reply).toMatchObject({ status: 410, code: 2153 });
    expect(reply.message).toContain('no longer available to new users');
    expect((await call('music_generation', COVER)).code).toBe(0);
    sandbox.settings.closedKeys = [sandbox.apiKey];
    expect(await call(path, COVER)).toMatchObject({ status: 410, code: 2153 });
  });

  it('is told good from wrong by what is left of the plan, for nothing', async () => {
    const { sandbox } = await bench({ closedKeys: ['new-user'] });
    const ask = async (key: string) => {
      const url = `${sandbox.baseUrl}/v1/token_plan/remains`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
      return [answer.status, ((await answer.json()) as { base_resp: { status_code: number } }).base_resp.status_code];
    };
    expect(await ask(sandbox.apiKey)).toEqual([200, 0]);
    expect(await ask('wrong')).toEqual([200, 2049]);
    expect(await ask('new-user')).toEqual([410, 2153]);
    expect(sandbox.money.paid).toEqual([]);
  });

  it('never stands in the list of requests', async () => {
    const { cover, sandbox } = await bench({}, { apiKey: 'very-secret' });
    await cover({ audio_base64: 'A'.repeat(5_000) });
    expect(sandbox.requests).toMatchObject([
      { method: 'POST', path: '/v1/music_generation', endpoint: 'music', status: 200, code: 2013 },
    ]);
    const listed = JSON.stringify(sandbox.requests);
    expect(listed).not.toContain('very-secret');
    expect(listed.length).toBeLessThan(1_000);
  });
});

describe('a planned failure', () => {
  it.each(minimaxCodes)('has the code %i', async (code) => {
    const { cover, sandbox } = await bench();
    sandbox.failNext({ code });
    expect(await cover()).toMatchObject({
      status: code === 2153 ? 410 : 200,
      code,
      message: expect.stringMatching(/\w/),
    });
    expect(sandbox.paidRequests()).toBe(0);
    expect((await cover()).code).toBe(0);
  });

  it('strikes the endpoint and as often as it says, in its own words', async () => {
    const { cover, preprocess, lyrics, sandbox } = await bench();
    const planned = sandbox.failNext({ code: 1033, message: 'downstream', endpoint: 'preprocess', times: 2 });
    sandbox.failNext({ code: 1026, endpoint: 'lyrics' });
    expect((await cover()).code).toBe(0);
    expect(await preprocess()).toMatchObject({ code: 1033, message: 'downstream' });
    expect((await preprocess()).code).toBe(1033);
    expect((await preprocess()).code).toBe(0);
    expect((await lyrics()).code).toBe(1026);
    expect(planned.hits).toBe(2);
  });

  it('waits for a call that is as it must be', async () => {
    const { cover, sandbox } = await bench();
    const planned = sandbox.failNext({ code: 1026 });
    expect((await cover({ prompt: 'short' })).code).toBe(2013);
    expect(planned.hits).toBe(0);
  });

  it('may come late and be billed', async () => {
    const { cover, sandbox, clock } = await bench();
    sandbox.failNext({ code: 1027, afterMs: 30_000, billed: true });
    let code: number | undefined;
    const failing = cover().then((reply) => {
      code = reply.code;
    });
    await clock.runUntil(() => sandbox.paidRequests() === 1, { stepMs: 0 });
    expect(code).toBeUndefined();
    await clock.runUntil(() => code !== undefined, { stepMs: 5_000 });
    await failing;
    expect(code).toBe(1027);
    expect(sandbox.money.spentMicros).toBe(150_000);
  });
});

describe('limits of use', () => {
  it('let so many music calls through in a minute, free ones counted apart', async () => {
    const { cover, preprocess, clock } = await bench({
      enabledModels: ['music-cover', 'music-cover-free'],
      requestsPerMinute: 2,
      freeRequestsPerMinute: 1,
    });
    const codes = async (...models: string[]) => {
      const replies = [];
      for (const model of models) replies.push((await cover({ model })).code);
      return replies;
    };
    expect(await codes('music-cover', 'music-cover', 'music-cover')).toEqual([0, 0, 1002]);
    expect(await codes('music-cover-free', 'music-cover-free')).toEqual([0, 1002]);
    expect((await preprocess()).code).toBe(0);
    await clock.advance(60_000);
    expect(await codes('music-cover')).toEqual([0]);
  });

  it('let so many music calls run at once', async () => {
    const { cover, clock, sandbox } = await bench({ maximumConnections: 1, generationMs: 1_000 });
    let isDone = false;
    const first = cover().finally(() => {
      isDone = true;
    });
    await clock.runUntil(() => sandbox.paidRequests() === 1, { stepMs: 0 });
    expect((await cover()).code).toBe(1041);
    await clock.runUntil(() => isDone);
    expect((await first).code).toBe(0);
    sandbox.settings.generationMs = 0;
    expect((await cover()).code).toBe(0);
  });
});

it('a path that is not there is refused as everything is', async () => {
  const { sandbox } = await bench();
  const answer = await fetch(`${sandbox.baseUrl}/v1/files/list?purpose=x`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({
    base_resp: { status_code: 2013, status_msg: expect.stringContaining('GET /v1/files/list') },
  });
  sandbox.settings.unknownPathStatus = 200;
  expect((await fetch(`${sandbox.baseUrl}/v1/nothing`, { method: 'POST' })).status).toBe(200);
});
