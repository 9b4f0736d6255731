import { describe, expect, it, vi } from 'vitest';
import { bench, COVER } from './support.ts';

describe('money', () => {
  it('is taken for each call that works, by kind and model', async () => {
    const { cover, song, lyrics, clock, sandbox } = await bench(
      { enabledModels: ['music-cover', 'music-cover-free', 'music-2.6'] },
      { balanceMicros: 1_000_000 },
    );
    await cover();
    await clock.advance(5);
    await cover({ model: 'music-cover-free' });
    await song();
    await lyrics();
    const at = clock.now();
    expect(sandbox.money.paid).toMatchObject([
      { at: at - 5, model: 'music-cover', kind: 'music', micros: 150_000 },
      { at, model: 'music-cover-free', kind: 'music', micros: 0 },
      { at, model: 'music-2.6', kind: 'music', micros: 150_000 },
      { at, model: 'lyrics_generation', kind: 'lyrics', micros: 7_000 },
    ]);
    expect(sandbox.paidRequests()).toBe(3);
    expect(sandbox.money.balanceMicros).toBe(693_000);
  });

  it('must suffice', async () => {
    const { cover, lyrics, sandbox } = await bench({ lyricsPriceMicros: 10 }, { balanceMicros: 149_999 });
    const planned = sandbox.failNext({ code: 1026 });
    expect(await cover()).toMatchObject({ status: 200, code: 1008 });
    expect(planned.hits).toBe(0);
    expect((await lyrics()).code).toBe(0);
    sandbox.money.balanceMicros = 9;
    expect((await lyrics()).code).toBe(1008);
    sandbox.settings.musicPriceMicros = 9;
    planned.remove();
    expect((await cover()).code).toBe(0);
    expect(sandbox.money.balanceMicros).toBe(0);
  });

  it('comes back when the song cannot be made', async () => {
    const failing = async () => {
      throw Object.assign(new Error('no sound'), { code: 'damaged' });
    };
    const broken = async () => {
      throw new Error('a bug with secrets');
    };
    const { cover, song, sandbox } = await bench({}, { balanceMicros: 200_000, render: failing, compose: broken });
    expect(await cover()).toMatchObject({ code: 2013, message: 'invalid params, invalid audio file' });
    const reply = await song();
    expect(reply.code).toBe(1000);
    expect(JSON.stringify(reply.body)).not.toContain('secrets');
    expect(sandbox.money.balanceMicros).toBe(200_000);
    expect(sandbox.money.spentMicros).toBe(0);
  });

  it.each([
    ['finish', 150_000],
    ['drop', 0],
  ] as const)('is kept or not when the caller hangs up: %s', async (abandonedCalls, spentMicros) => {
    const { sandbox, clock } = await bench({ abandonedCalls, generationMs: 60_000 });
    const caller = new AbortController();
    const calling = fetch(`${sandbox.baseUrl}/v1/music_generation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.apiKey}` },
      body: JSON.stringify(COVER),
      signal: caller.signal,
    });
    const isCut = expect(calling).rejects.toThrow('aborted');
    await vi.waitFor(() => expect(sandbox.money.spentMicros).toBe(150_000));
    caller.abort();
    await isCut;
    await clock.runUntil(() => sandbox.requests[0]?.code !== undefined, { stepMs: 5_000 });
    expect(sandbox.money.spentMicros).toBe(spentMicros);
  });

  it('is taken again for a repeated call', async () => {
    const { cover, post, sandbox } = await bench();
    sandbox.faults.add({ kind: 'cutBody', times: 1 });
    const broken = await post('music_generation', COVER);
    await expect(broken.text()).rejects.toThrow('terminated');
    expect(sandbox.paidRequests()).toBe(1);
    expect((await cover()).code).toBe(0);
    expect(sandbox.paidRequests()).toBe(2);
  });
});
