import { describe, expect, it } from 'vitest';
import type { Compared } from '../../../src/covers/library/comparisons.ts';
import { createOriginals } from '../../../src/covers/library/originals.ts';
import { aReference, buildJob, SOME_TIME } from '../../support/build-job.ts';

const TAKE = {
  hash: 'large',
  sizeBytes: 30_000_000,
  format: 'wav',
  seed: null,
  costMicros: null,
  link: null,
  sound: null,
  playable: { hash: 'small', sizeBytes: 4_000_000 },
} as const;

const open = ({
  kept = ['large', 'small', 'song'],
  forbidding = [] as string[],
  compared = undefined as Compared | undefined,
  linked = false,
} = {}) =>
  createOriginals({
    files: {
      has: async (hash) => kept.includes(hash),
      link: async (hash, name) =>
        linked ? { url: `https://s3.example/${hash}?as=${name}`, expiresAt: SOME_TIME + 3_600_000 } : undefined,
    },
    clock: { now: () => SOME_TIME },
    posters: { optedOut: async (memberId) => forbidding.includes(memberId) },
    firstPosters: { of: async () => undefined, note: async () => {} },
    comparisons: async () => compared,
  });

describe('files that are handed out', () => {
  const job = buildJob({ takes: [TAKE], reference: aReference({ hash: 'song', posterId: '7' }) });

  it('are the takes as they came, and the MP3 in place of one that is too large', async () => {
    expect(await open().takes(job)).toMatchObject([{ name: 'song-slow-blues-with-a-warm-organ.wav', hash: 'large' }]);
    expect(await open().takes(job, 25_000_000)).toMatchObject([
      { name: 'song-slow-blues-with-a-warm-organ.mp3', hash: 'small' },
    ]);
  });

  it('come with a link of ours where they are too large to attach, and the provider’s own is dead', async () => {
    const large = { ...TAKE, playable: null };
    const living = { url: 'https://provider.example/1', expiresAt: SOME_TIME + 1 };
    const dead = { url: 'https://provider.example/2', expiresAt: SOME_TIME };
    const takes = [large, { ...large, link: living }, { ...large, link: dead }];
    const jobOfThree = buildJob({ takes });
    const linksOf = async (linked: boolean, maximumBytes: number) =>
      (await open({ linked }).takes(jobOfThree, maximumBytes)).map(({ link }) => link?.url ?? null);

    await expect(linksOf(true, 25_000_000)).resolves.toEqual([
      'https://s3.example/large?as=song-slow-blues-with-a-warm-organ-1.wav',
      living.url,
      'https://s3.example/large?as=song-slow-blues-with-a-warm-organ-3.wav',
    ]);
    await expect(linksOf(true, 40_000_000)).resolves.toEqual([null, living.url, null]);
    await expect(linksOf(false, 25_000_000)).resolves.toEqual([null, living.url, null]);
  });

  it('are whatever is still kept of a take', async () => {
    expect(await open({ kept: ['small'] }).takes(job)).toMatchObject([
      { name: 'song-slow-blues-with-a-warm-organ.mp3', sizeBytes: 4_000_000 },
    ]);
    expect(await open({ kept: ['large'] }).takes(job, 1)).toMatchObject([
      { name: 'song-slow-blues-with-a-warm-organ.wav' },
    ]);
    expect(await open({ kept: [] }).takes(job)).toEqual([]);
  });

  it('are the song that a cover was made from, also for a poster who wants no covers of it by others', async () => {
    const originals = open({ forbidding: ['7'] });
    expect(await originals.original(job, '7')).toMatchObject({ hash: 'song', name: 'song.mp3' });
    await expect(originals.original(job, '8')).rejects.toMatchObject({ text: { key: 'song.forbidden' } });
    await expect(open({ kept: [] }).original(job, '8')).rejects.toMatchObject({ text: { key: 'files.notKept' } });
  });
});
