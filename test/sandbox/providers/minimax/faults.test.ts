import { describe, expect, it, vi } from 'vitest';
import type { HttpFaultKind } from '../../../../src/sandbox/providers/shared/http-fault.ts';
import { audioOf, bench, COVER, type Fields } from './support.ts';

const MUSIC = 'music_generation';

describe('faults of the API', () => {
  const statuses: [HttpFaultKind, number, number][] = [
    ['408', 408, 1001],
    ['429', 429, 1002],
    ['500', 500, 1024],
    ['503', 503, 1033],
    ['504', 504, 1001],
  ];

  describe.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the effect', (when, paid) => {
    it.each(statuses)('answer %s', async (kind, status, code) => {
      const { cover, sandbox } = await bench();
      const fault = sandbox.faults.add({ kind, when, retryAfterSeconds: 9 });
      const reply = await cover();
      expect(reply).toMatchObject({ status, code });
      expect(reply.headers.get('retry-after')).toBe('9');
      expect(fault.hits).toBe(1);
      expect(sandbox.paidRequests()).toBe(paid);
      expect(sandbox.requests.at(-1)).toMatchObject({ fault: kind, status, code: paid === 1 ? 0 : undefined });
    });

    it.each([
      ['502html', 502],
      ['wrongType', 200],
    ] as const)('answer %s with a page', async (kind, status) => {
      const { post, sandbox } = await bench();
      sandbox.faults.add({ kind, when });
      const response = await post(MUSIC, COVER);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toContain('text/html');
      await expect(response.json()).rejects.toThrow(SyntaxError);
      expect(sandbox.paidRequests()).toBe(paid);
    });

    it('answer with nothing', async () => {
      const { post, sandbox } = await bench();
      sandbox.faults.add({ kind: 'emptyBody', when });
      const response = await post(MUSIC, COVER);
      expect({ status: response.status, body: await response.text() }).toEqual({ status: 200, body: '' });
      expect(sandbox.paidRequests()).toBe(paid);
    });

    it('reset the connection', async () => {
      const { post, sandbox } = await bench();
      sandbox.faults.add({ kind: 'reset', when });
      await expect(post(MUSIC, COVER)).rejects.toThrow('fetch failed');
      expect(sandbox.paidRequests()).toBe(paid);
      expect(sandbox.requests.at(-1)).toMatchObject({ fault: 'reset', status: null });
    });

    it('break off in the middle of the answer', async () => {
      const { post, sandbox } = await bench();
      sandbox.faults.add({ kind: 'truncated', when });
      const response = await post(MUSIC, COVER);
      expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
      await expect(response.text()).rejects.toThrow('terminated');
      expect(sandbox.paidRequests()).toBe(paid);
    });
  });

  it('hang after the effect until the stand-in closes', async () => {
    const { post, sandbox } = await bench();
    sandbox.faults.add({ kind: 'hang', when: 'after' });
    const isCut = expect(post(MUSIC, COVER)).rejects.toThrow('fetch failed');
    await vi.waitFor(() => expect(sandbox.requests.at(-1)).toMatchObject({ fault: 'hang', status: null }));
    expect(sandbox.paidRequests()).toBe(1);
    await sandbox.close();
    await isCut;
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('slow an answer down %s the effect', async (when, paidMeanwhile) => {
    const { cover, clock, sandbox } = await bench();
    sandbox.faults.add({ kind: 'slow', when, delayMs: 30_000 });
    let isAnswered = false;
    const answer = cover().finally(() => {
      isAnswered = true;
    });
    await vi.waitFor(() => expect(sandbox.requests.at(-1)?.fault).toBe('slow'));
    await vi.waitFor(() => expect(sandbox.paidRequests()).toBe(paidMeanwhile));
    await clock.runUntil(() => isAnswered, { stepMs: 5_000 });
    expect((await answer).code).toBe(0);
    expect(sandbox.paidRequests()).toBe(1);
  });

  it('strike only the endpoint they name', async () => {
    const { cover, preprocess, lyrics, sandbox } = await bench();
    for (const endpoint of ['preprocess', 'lyrics'] as const) {
      sandbox.faults.add({ kind: '503', when: 'before', endpoint, times: 1 });
    }
    expect((await cover()).status).toBe(200);
    expect((await preprocess()).status).toBe(503);
    expect((await lyrics()).status).toBe(503);
    expect((await preprocess()).status).toBe(200);
  });

  it('leave a held call without an answer when the stand-in closes', async () => {
    const { post, sandbox } = await bench({ generationMs: 60_000 });
    const isCut = expect(post(MUSIC, COVER)).rejects.toThrow('fetch failed');
    await vi.waitFor(() => expect(sandbox.paidRequests()).toBe(1));
    await sandbox.close();
    await isCut;
    expect(sandbox.money.spentMicros).toBe(150_000);
  });
});

describe('faults of a body, all of them after the effect', () => {
  it('cut the connection without having said how much would come', async () => {
    const { post, sandbox } = await bench();
    sandbox.faults.add({ kind: 'cutBody' });
    const response = await post(MUSIC, COVER);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBeNull();
    await expect(response.text()).rejects.toThrow('terminated');
    expect(sandbox.paidRequests()).toBe(1);
  });

  it.each<['cutHex' | 'badHex' | 'oddHex', (spoilt: string, right: string) => boolean]>([
    ['cutHex', (spoilt, right) => right.startsWith(spoilt) && spoilt.length % 2 === 0 && spoilt.length < right.length],
    ['badHex', (spoilt, right) => spoilt.length === right.length && !/^[0-9a-f]*$/.test(spoilt)],
    ['oddHex', (spoilt, right) => spoilt.length === right.length - 1 && right.startsWith(spoilt)],
  ])('spoil the audio: %s', async (kind, isSpoilt) => {
    const { cover, sandbox } = await bench();
    sandbox.faults.add({ kind, times: 1, endpoint: 'music', when: 'after' });
    const [spoilt, right] = [await cover({ seed: 1 }), await cover({ seed: 1 })];
    expect(spoilt).toMatchObject({ status: 200, code: 0 });
    expect(isSpoilt(String(audioOf(spoilt.body)), String(audioOf(right.body)))).toBe(true);
    expect(sandbox.paidRequests()).toBe(2);
  });

  it('leave an answer without audio as it is', async () => {
    const { cover, sandbox } = await bench();
    sandbox.faults.add({ kind: 'badHex' });
    expect(await cover({ prompt: 'short' })).toMatchObject({ code: 2013, body: { data: null } });
  });

  it('make an answer as large as they say', async () => {
    const { cover, preprocess, sandbox } = await bench();
    sandbox.faults.add({ kind: 'hugeAnswer', megabytes: 2 });
    const reply = await cover();
    expect(reply.headers.get('content-length')).toBeNull();
    expect(String(audioOf(reply.body))).toHaveLength(2_000_000);
    const { body } = (await preprocess()) as { body: Fields };
    expect(String(body.padding)).toHaveLength(2_000_000);
    expect(body).toHaveProperty('cover_feature_id');
  });
});
