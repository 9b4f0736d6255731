import { expect, it } from 'vitest';
import { createTimes } from '../../src/covers/times.ts';
import { models } from '../../src/domain/models.ts';

const cover = { provider: 'runware', model: 'minimax:music@cover' };

it('expects what the catalog says until a cover was made', () => {
  expect(createTimes(models).typicalMs(cover)).toBe(75_000);
});

it('expects the median of the latest twenty covers', () => {
  const times = createTimes(models);
  for (let index = 0; index < 30; index += 1) times.record(cover, 900_000);
  for (const seconds of [40, 50, 60]) for (let index = 0; index < 7; index += 1) times.record(cover, seconds * 1_000);
  expect(times.typicalMs(cover)).toBe(50_000);
});
