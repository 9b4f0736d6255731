import { expect, it } from 'vitest';
import { clockStateOf } from '../../src/cluster/clock-check.ts';

it.each([
  [0, 'ok'],
  [2_000, 'ok'],
  [-2_001, 'off'],
  [30_000, 'off'],
  [30_001, 'wrong'],
  [-3_600_000, 'wrong'],
])('a clock that is %d ms ahead is %s', (offsetMs, state) => {
  expect(clockStateOf(offsetMs)).toBe(state);
});
