import { describe, expect, it } from 'vitest';
import { createDownloadLimits } from '../../../src/covers/request/download-limits.ts';
import { UserError } from '../../../src/errors.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const never = new AbortController().signal;

/** Work that lasts until it is let go, and how much of it runs. */
function held() {
  const running: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => running.push(resolve));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { work, running, turn };
}

describe('downloads of one member', () => {
  it('are three at a time, and further ones wait', async () => {
    const { download } = createDownloadLimits({ clock: createManualClock() });
    const { work, running, turn } = held();
    const all = Array.from({ length: 5 }, () => download('ada', never, work));
    await turn();
    expect(running).toHaveLength(3);
    running[0]?.();
    await turn();
    expect(running).toHaveLength(4);
    for (let ended = 1; ended < 5; ended += 1) {
      running[ended]?.();
      await turn();
    }
    await Promise.all(all);
  });

  it('are eight a minute, and the next one is told when to try again', async () => {
    const clock = createManualClock();
    const { download } = createDownloadLimits({ clock });
    const begin = () => download('ada', never, async () => 'done');
    for (let n = 0; n < 8; n += 1) {
      await begin();
      await clock.advance(1_000);
    }
    const refusal = await begin().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect((refusal as UserError).text).toEqual({ key: 'downloads.tooMany', params: { seconds: 52 } });
    await clock.advance(52_000);
    expect(await begin()).toBe('done');
    await expect(begin()).rejects.toThrow('downloads.tooMany');
  });

  it('are no business of another’s', async () => {
    const { download } = createDownloadLimits({ clock: createManualClock() });
    const { work, turn, running } = held();
    for (let n = 0; n < 8; n += 1) void download('ada', never, work);
    await turn();
    expect(running).toHaveLength(3);
    expect(await download('bob', never, async () => 'done')).toBe('done');
  });

  it('end when nobody wants them any more, also while they wait, and a failure makes room', async () => {
    const { download } = createDownloadLimits({ clock: createManualClock() });
    const { work, running, turn } = held();
    const failing = download('ada', never, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    for (let n = 0; n < 3; n += 1) void download('ada', never, work);
    const unwanted = new AbortController();
    const waiting = download('ada', unwanted.signal, work);
    unwanted.abort(new Error('unwanted'));
    await expect(waiting).rejects.toThrow('unwanted');
    await turn();
    expect(running).toHaveLength(3);
  });
});

describe('songs of one member', () => {
  it('are looked at one at a time, so that there is a place for others', async () => {
    const { probe } = createDownloadLimits({ clock: createManualClock() });
    const { work, running, turn } = held();
    const all = Array.from({ length: 3 }, () => probe('ada', never, work));
    await turn();
    expect(running).toHaveLength(1);
    expect(await probe('bob', never, async () => 'done')).toBe('done');
    for (let ended = 0; ended < 3; ended += 1) {
      running[ended]?.();
      await turn();
    }
    await Promise.all(all);
  });
});
