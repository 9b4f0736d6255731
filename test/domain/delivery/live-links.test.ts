import { expect, it } from 'vitest';
import { withLiveLinks } from '../../../src/domain/delivery/live-links.ts';
import { aTake } from '../../support/build-cover.ts';

const DAY_MS = 24 * 3_600_000;

it('links to takes are given out until they die, which is a day after their cover where nobody says when', () => {
  const url = 'https://cdn.example/take.mp3';
  const takes = [null, { url, expiresAt: null }, { url, expiresAt: 1_000 }].map((link) => aTake({ link }));
  const timeline = [
    { state: 'queued' as const, at: 0 },
    { state: 'delivering' as const, at: 500 },
    { state: 'delivering' as const, at: DAY_MS },
  ];

  const linksAt = (now: number) => withLiveLinks({ takes, timeline }, now).takes.map(({ link }) => link?.url);

  expect(linksAt(999)).toEqual([undefined, url, url]);
  expect(linksAt(1_000)).toEqual([undefined, url, undefined]);
  expect(linksAt(499 + DAY_MS)).toEqual([undefined, url, undefined]);
  expect(linksAt(500 + DAY_MS)).toEqual([undefined, undefined, undefined]);
});
