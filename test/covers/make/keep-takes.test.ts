import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MediaProbe } from '../../../src/audio/port.ts';
import { type KeepTakesDeps, keepTakes } from '../../../src/covers/make/keep-takes.ts';
import { createPrices } from '../../../src/covers/make/prices.ts';
import { FetchError, UserError } from '../../../src/errors.ts';
import { createLogger } from '../../../src/logger.ts';
import { models } from '../../../src/providers/catalog.ts';
import type { Provider, ProviderTake } from '../../../src/providers/port.ts';
import { buildJob, SOME_TIME } from '../../support/build-job.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { openFiles } from '../../support/open-files.ts';

const never = new AbortController().signal;
const sound = { durationMs: 60_000, container: 'MP3', codec: 'MPEG 1 Layer 3' };
const probed = { ...sound, soundHash: null, title: null, artist: null };

const takeAt = (url: string, id?: string): ProviderTake => ({
  ...(id !== undefined && { id }),
  source: { kind: 'link', url, expiresAt: null },
  seed: null,
  costMicros: 150_000,
});

const task = {
  provider: 'runware',
  model: 'minimax:music@cover',
  priceMicros: 150_000,
  ourId: 'our-id',
  submittedAt: SOME_TIME,
  attempts: 1,
  ref: 'their-id',
  acceptedAt: SOME_TIME,
};

/** A provider whose links serve nothing but those that are named; it makes new ones when asked. */
async function open(
  living: readonly string[] | ((url: string, afterMs: number) => boolean),
  newTakes: readonly ProviderTake[],
  probeTake: MediaProbe['probeTake'] = asSound,
) {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let now = SOME_TIME;
  const clock = {
    ...createManualClock(),
    now: () => now,
    monotonic: () => now - SOME_TIME,
    async sleep(ms: number) {
      now += ms;
    },
  };
  const askedFor: string[] = [];
  const downloads: string[] = [];
  const files = openFiles({
    folder,
    clock,
    async download(url, toFile) {
      const isAlive = typeof living === 'function' ? living(url, now - SOME_TIME) : living.includes(url);
      downloads.push(url);
      if (!isAlive) throw new FetchError('dead', 'gone');
      await writeFile(toFile, url);
      return { sizeBytes: url.length, sha256: Buffer.from(url).toString('hex').padEnd(64, '0'), contentType: null };
    },
  });
  const provider: Provider = {
    name: 'runware',
    prepare: unasked,
    submit: unasked,
    check: unasked,
    checkAccess: unasked,
    async relink(ref) {
      askedFor.push(ref);
      return [...newTakes];
    },
  };
  const mediaProbe = { probe: unasked, probeTake, close: async () => {} };
  const providers = new Map([['runware', { provider }]]);
  const log = createLogger({ level: 'silent' });
  const prices = await createPrices({
    models,
    billed: { of: async () => undefined, save: async () => {} },
    onCapped: () => {},
    log,
  });
  const deps: KeepTakesDeps = { files, mediaProbe, providers, prices, clock, log };
  return { askedFor, downloads, clock, deps };
}

async function asSound() {
  return probed;
}

async function unasked(): Promise<never> {
  throw new Error('nobody asks for this');
}

describe('the takes of a paid task', () => {
  it('are fetched by new links where the old ones are dead', async () => {
    const { askedFor, deps } = await open(['new/2'], [takeAt('new/1'), takeAt('new/2')]);
    const kept = await keepTakes(deps, buildJob({ task }), { takes: [takeAt('old/1'), takeAt('old/2')] }, 'mp3', never);
    expect(kept).toMatchObject({ kind: 'kept', takes: [{ link: { url: 'new/2' }, sound }] });
    expect(new Set(askedFor)).toEqual(new Set(['their-id']));
  });

  it('are told apart by their names, in whatever order the new links come', async () => {
    const { deps } = await open(['new/a', 'new/b'], [takeAt('new/b', 'b'), takeAt('new/a', 'a')]);
    const results = { takes: [takeAt('old/a', 'a'), takeAt('old/b', 'b'), takeAt('old/c', 'c')] };
    const kept = await keepTakes(deps, buildJob({ task }), results, 'mp3', never);
    expect(kept).toMatchObject({ takes: [{ link: { url: 'new/a' } }, { link: { url: 'new/b' } }] });
  });

  it('are paid for, whatever was billed, when none can be had', async () => {
    const { deps } = await open([], [takeAt('new/1')]);
    const kept = await keepTakes(deps, buildJob({ task }), { takes: [takeAt('old/1')] }, 'mp3', never);
    expect(kept).toEqual({ kind: 'lost', settle: { kind: 'commit', count: 0, micros: 150_000 } });
  });

  it('cost what was billed for all, though some cannot be had', async () => {
    const { deps } = await open(['their/1', 'their/2'], []);
    const takes = [takeAt('their/1'), takeAt('their/2'), takeAt('dead/3')];
    const kept = await keepTakes(deps, buildJob({ task }), { takes, failedMicros: 150_000 }, 'mp3', never);
    expect(kept).toMatchObject({ kind: 'kept', takes: [{}, {}], billedMicros: 600_000 });
  });

  it('cost what was billed for those that failed too, when none can be had', async () => {
    const { deps } = await open([], []);
    const results = { takes: [takeAt('dead/1')], failedMicros: 150_000 };
    const kept = await keepTakes(deps, buildJob({ task }), results, 'mp3', never);
    expect(kept).toEqual({ kind: 'lost', settle: { kind: 'commit', count: 0, micros: 300_000 } });
  });

  it('are waited for when they come late to their links, without a turn', async () => {
    let late = 0;
    const { deps, clock } = await open((_, afterMs) => afterMs > 90_000, []);
    const results = { takes: [takeAt('their/1')] };
    const kept = await keepTakes({ ...deps, onLate: () => (late += 1) }, buildJob({ task }), results, 'mp3', never);
    expect(kept).toMatchObject({ kind: 'kept', takes: [{ link: { url: 'their/1' } }] });
    expect(clock.now() - SOME_TIME).toBeLessThan(150_000);
    expect(late).toBeGreaterThan(0);
  });

  it.each([
    [null, 30 * 60_000],
    [10 * 60_000, 10 * 60_000],
    [60 * 60_000, 30 * 60_000],
  ])('are waited for as long as their links live (%s ms), and no longer', async (livesMs, waitedMs) => {
    const { deps, clock } = await open([], []);
    const expiresAt = livesMs === null ? null : SOME_TIME + livesMs;
    const take: ProviderTake = { ...takeAt('their/1'), source: { kind: 'link', url: 'their/1', expiresAt } };
    expect(await keepTakes(deps, buildJob({ task }), { takes: [take] }, 'mp3', never)).toMatchObject({ kind: 'lost' });
    expect(clock.now() - SOME_TIME).toBeGreaterThanOrEqual(waitedMs);
    expect(clock.now() - SOME_TIME).toBeLessThan(waitedMs + 90_000);
  });

  it('are not waited for longer when somebody sets the clock back meanwhile', async () => {
    const { deps, clock } = await open([], []);
    let isSet = false;
    const ownClock = { ...clock, now: () => clock.now() - (isSet ? 6 * 3_600_000 : 0) };
    const onLate = () => {
      isSet = true;
    };
    const results = { takes: [takeAt('their/1')] };
    const kept = await keepTakes({ ...deps, clock: ownClock, onLate }, buildJob({ task }), results, 'mp3', never);
    expect(kept).toMatchObject({ kind: 'lost' });
    expect(clock.now() - SOME_TIME).toBeLessThan(32 * 60_000);
  });

  it('are not fetched again and again when they are no audio', async () => {
    const { deps, downloads } = await open(['their/1'], [], async () => {
      throw new UserError({ key: 'song.notAudio', params: {} });
    });
    const kept = await keepTakes(deps, buildJob({ task }), { takes: [takeAt('their/1')] }, 'mp3', never);
    expect(kept).toMatchObject({ kind: 'lost' });
    expect(downloads).toHaveLength(2);
  });

  describe('that are safe in our files', () => {
    const given = async (deps: KeepTakesDeps): Promise<ProviderTake> => {
      const bytes = (async function* () {
        yield Buffer.from('a take');
      })();
      const file = await deps.files.put({ kind: 'bytes', bytes: bytes, maximumBytes: 1_000, signal: never });
      return { source: { kind: 'file', file }, seed: null, costMicros: 150_000 };
    };

    it('are looked at with patience', async () => {
      let looks = 0;
      const { deps } = await open([], [], async () => {
        looks += 1;
        if (looks < 3) throw new Error('the worker was killed');
        return probed;
      });
      const kept = await keepTakes(deps, buildJob({ task }), { takes: [await given(deps)] }, 'mp3', never);
      expect(kept).toMatchObject({ kind: 'kept', takes: [{ sound }] });
    });

    it('are kept though nobody could look at them', async () => {
      const { deps } = await open(['their/1'], [], async () => {
        throw new Error('no worker could be started');
      });
      const takes = [await given(deps), takeAt('their/1')];
      const kept = await keepTakes(deps, buildJob({ task }), { takes }, 'mp3', never);
      expect(kept).toMatchObject({ kind: 'kept', takes: [{ sound: null }, { sound: null }] });
    });

    it('are lost where their bytes are no audio', async () => {
      const { deps } = await open(['their/1'], [], async () => {
        throw new UserError({ key: 'song.notAudio', params: {} });
      });
      const takes = [await given(deps), takeAt('their/1')];
      const kept = await keepTakes(deps, buildJob({ task }), { takes }, 'mp3', never);
      expect(kept).toEqual({ kind: 'lost', settle: { kind: 'commit', count: 0, micros: 300_000 } });
    });
  });
});
