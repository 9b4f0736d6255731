import { expect, it } from 'vitest';
import { retryPauseMs } from '../../src/lib/retry-pause.ts';

it('doubles the pause from one second to one minute, and no further', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 5_000].map((failures) => retryPauseMs(failures));

  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

it('grows by other bounds where it is told, shortened by chance up to a share', () => {
  const pauses = { firstMs: 500, longestMs: 4_000, spread: 0.25 };

  expect([1, 2, 3, 4, 5].map((failures) => retryPauseMs(failures, pauses, 0))).toEqual([375, 750, 1_500, 3_000, 3_000]);
  expect(retryPauseMs(2, pauses, 0.5)).toBe(875);
});
