import { describe, expect, it } from 'vitest';
import { createBoundedList } from '../../../../src/sandbox/providers/shared/bounded-list.ts';
import { createExpiringFiles } from '../../../../src/sandbox/providers/shared/expiring-files.ts';
import { createFaults } from '../../../../src/sandbox/providers/shared/faults.ts';
import { renderOfLength } from '../../../../src/sandbox/providers/shared/render.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { measureSong, songOf } from '../../../support/sounds.ts';

describe('a list of faults', () => {
  it('gives the oldest one that fits, as often as it says', () => {
    const faults = createFaults<{ name: string; times?: number }>();
    const once = faults.add({ name: 'once', times: 1 });
    const always = faults.add({ name: 'always' });
    const taken = [faults.take(), faults.take(), faults.take(({ name }) => name === 'once')];
    expect(taken.map((fault) => fault?.name)).toEqual(['once', 'always', undefined]);
    expect([once.hits, always.hits]).toEqual([1, 1]);
  });

  it('is empty once cleared', () => {
    const faults = createFaults<{ name: string; times?: number }>();
    faults.add({ name: 'gone' });
    faults.clear();
    expect(faults.take()).toBeUndefined();
  });
});

describe('expiring files', () => {
  const file = (sizeBytes: number) => ({ data: new Uint8Array(sizeBytes), contentType: 'audio/mpeg' });

  it('count what they hold and drop the oldest, with its links', () => {
    const files = createExpiringFiles({ clock: createManualClock(), maximumBytes: 100 });
    const first = files.keep(file(60));
    files.link('/first', first, null);
    const second = files.keep(file(60));
    files.link('/second', second, null);
    expect(files.heldBytes).toBe(60);
    expect(files.read(first)).toBeUndefined();
    expect(files.open('/first').kind).toBe('unknown');
    expect(files.open('/second').kind).toBe('file');
  });

  it('never hold one that is larger than the bound', () => {
    const files = createExpiringFiles({ clock: createManualClock(), maximumBytes: 100 });
    const id = files.keep(file(101));
    files.link('/large', id, null);
    expect(files.open('/large').kind).toBe('unknown');
    expect(files.heldBytes).toBe(0);
  });

  it('have links with lives of their own', async () => {
    const clock = createManualClock();
    const files = createExpiringFiles({ clock, maximumBytes: 100 });
    const id = files.keep(file(1));
    files.link('/short', id, clock.now() + 10);
    files.link('/long', id, clock.now() + 20);
    await clock.advance(10);
    expect([files.open('/short').kind, files.open('/long').kind]).toEqual(['expired', 'file']);
    files.remove(id);
    expect(files.open('/long').kind).toBe('unknown');
  });
});

describe('a bounded list', () => {
  it('keeps the newest', () => {
    const list = createBoundedList<number>(2);
    for (const item of [1, 2, 3]) list.add(item);
    expect(list.items).toEqual([2, 3]);
  });
});

describe('a result of another length', () => {
  const renderedSeconds = async (share: number) => {
    const render = renderOfLength(
      async ({ reference }) => ({ data: reference, family: 'none', ...(await measureSong(reference)) }),
      () => share,
    );
    const audio = { format: 'wav', bitrateKbps: 0, sampleRate: 8_000, channels: 1 } as const;
    const { data: reference } = await songOf(10);
    return (await render({ reference, style: 'jazz', lyrics: null, seed: 1, audio })).durationMs / 1_000;
  };

  it('ends sooner than its song', async () => {
    expect(await renderedSeconds(0.95)).toBeCloseTo(9.5, 2);
  });

  it('goes on after the end of its song', async () => {
    expect(await renderedSeconds(1.3)).toBeCloseTo(13, 2);
  });

  it('is none where nothing else is set', async () => {
    expect(await renderedSeconds(1)).toBeCloseTo(10, 2);
  });
});
