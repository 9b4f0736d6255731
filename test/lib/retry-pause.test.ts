import { expect, it } from 'vitest';
import { retryPauseMs } from '../../src/lib/retry-pause.ts';

it('doubles the pause from one second to one minute, and no further', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 5_000].map(retryPauseMs);

  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});
