import { describe, expect, it, vi } from 'vitest';
import { openStage, type Stage } from './support/sandbox-with-bot.ts';

const ROUTE = '/channels/:id/messages';
const post = ({ api, channel }: Stage) => api('POST', `/channels/${channel.id}/messages`, { body: { content: 'hi' } });

describe('a fault', () => {
  it.each([
    ['500', 'before', 500, 0],
    ['500', 'after', 500, 1],
    ['429', 'before', 429, 0],
    ['429', 'after', 429, 1],
  ] as const)('%s %s the effect answers %i and leaves %i messages', async (kind, when, status, count) => {
    const stage = await openStage();
    const fault = stage.discord.faults.add({ method: 'POST', route: ROUTE, kind, when, times: 1 });
    expect((await post(stage)).status).toBe(status);
    expect(stage.channel.messages).toHaveLength(count);
    expect((await post(stage)).status).toBe(200);
    expect(fault.hits).toBe(1);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('reset %s the effect breaks the connection and leaves %i messages', async (when, count) => {
    const stage = await openStage();
    const fault = stage.discord.faults.add({ route: ROUTE, kind: 'reset', when });
    await expect(post(stage)).rejects.toThrow();
    expect(stage.channel.messages).toHaveLength(count);
    fault.remove();
    expect((await post(stage)).status).toBe(200);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('hang %s the effect lasts until the sandbox closes, and leaves %i messages', async (when, count) => {
    const stage = await openStage();
    const fault = stage.discord.faults.add({ route: ROUTE, kind: 'hang', when });
    const hanging = expect(post(stage)).rejects.toThrow();
    await vi.waitFor(() => expect(fault.hits).toBe(1));
    await vi.waitFor(() => expect(stage.channel.messages).toHaveLength(count));
    expect(stage.discord.log.of('POST', ROUTE)).toMatchObject([{ status: 0 }]);
    await stage.discord.close();
    await hanging;
  });

  it('502html is no JSON', async () => {
    const { discord } = await openStage();
    discord.faults.add({ route: /^\/gateway/, kind: '502html' });
    const response = await fetch(`${discord.apiUrl}/v10/gateway`);
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await response.text()).toContain('502 Bad Gateway');
  });

  it.each([
    ['page', 'text/html', /Access denied/],
    ['empty', null, /^$/],
    ['network', 'application/json; charset=utf-8', /40333/],
  ] as const)('foreign is the answer of somebody else: %s', async (body, type, words) => {
    const { discord } = await openStage();
    discord.faults.add({ route: /^\/gateway/, kind: 'foreign', foreign: { status: 403, body } });
    const response = await fetch(`${discord.apiUrl}/v10/gateway`);
    expect([response.status, response.headers.get('content-type')]).toEqual([403, type]);
    expect(await response.text()).toMatch(words);
  });

  it('429 says how long to wait', async () => {
    const stage = await openStage();
    stage.discord.faults.add({ route: ROUTE, kind: '429', retryAfterSeconds: 2.5 });
    const { body, headers } = await post(stage);
    expect(body).toMatchObject({ retry_after: 2.5, global: false });
    expect([headers.get('retry-after'), headers.get('x-ratelimit-scope')]).toEqual(['2.5', 'user']);
  });

  it('slow is late and right', async () => {
    const stage = await openStage();
    const fault = stage.discord.faults.add({ route: ROUTE, kind: 'slow', delayMs: 20 });
    const startedAt = performance.now();
    expect((await post(stage)).status).toBe(200);
    // Timers may fire a millisecond early.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(19);
    expect(fault.hits).toBe(1);
  });

  it('can be any refusal of Discord', async () => {
    const stage = await openStage();
    const refusal = { status: 400, code: 200000, message: 'Message was blocked by automatic moderation' };
    stage.discord.faults.add({ route: ROUTE, kind: 'refusal', refusal });
    expect(await post(stage)).toMatchObject({ status: 400, body: { code: 200000 } });
  });

  it('reaches files, too, and only its own route and method', async () => {
    const stage = await openStage();
    stage.discord.faults.add({ method: 'GET', route: '/attachments/:id/:id/:name', kind: '500' });
    const files = [{ name: 'a.mp3', data: new Uint8Array(1) }];
    await stage.api('POST', `/channels/${stage.channel.id}/messages`, { files });
    expect((await fetch(stage.channel.messages[0]?.attachments[0]?.url ?? '')).status).toBe(500);
    stage.discord.faults.clear();
    expect((await fetch(stage.channel.messages[0]?.attachments[0]?.url ?? '')).status).toBe(200);
  });
});

describe('the log of requests', () => {
  it('holds each with its route, answer, body and files', async () => {
    const stage = await openStage();
    const path = `/channels/${stage.channel.id}/messages`;
    await stage.api('POST', path, {
      body: { content: 'x' },
      files: [{ name: 'a.mp3', data: new Uint8Array(3), type: 'audio/mpeg' }],
    });
    await stage.api('GET', `${path}?limit=5`);
    expect(stage.discord.log.of('POST', ROUTE)).toEqual([
      {
        method: 'POST',
        route: '/channels/:channelId/messages',
        path,
        query: {},
        status: 200,
        at: stage.clock.now(),
        body: { content: 'x' },
        files: [{ name: 'a.mp3', size: 3, contentType: 'audio/mpeg' }],
      },
    ]);
    expect(stage.discord.log.of('GET', /messages$/)).toMatchObject([{ query: { limit: '5' } }]);
    stage.discord.log.clear();
    expect(stage.discord.log.entries).toEqual([]);
  });

  it('has rate limits in each answer that are never reached', async () => {
    const stage = await openStage();
    const { headers } = await post(stage);
    expect(headers.get('x-ratelimit-bucket')).toMatch(/^[0-9a-f]{32}$/);
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeGreaterThan(0);
  });
});
