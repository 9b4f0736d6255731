import { describe, expect, it } from 'vitest';
import { text } from '../../src/locales/text.ts';

const within = (medianMs: number, ninetiethMs: number, samples = 20) =>
  text('en', 'progress.usual', { medianMs, ninetiethMs, samples });

describe('how long it is likely to take', () => {
  it.each([
    [130_000, 230_000, 'Likely 2–4 min: half finish in 2:10, nine in ten in 3:50.'],
    [119_000, 121_000, 'Likely 1–3 min: half finish in 1:59, nine in ten in 2:01.'],
    [121_000, 179_000, 'Likely 2–3 min: half finish in 2:01, nine in ten in 2:59.'],
    [50_000, 100_000, 'Likely 1–2 min: half finish in 0:50, nine in ten in 1:40.'],
    [33_000, 71_000, 'Likely 30–75 sec: half finish in 0:33, nine in ten in 1:11.'],
    [1_000, 2_000, 'Likely 5 sec: half finish in 0:01, nine in ten in 0:02.'],
    [90_000, 90_000, 'Likely about 1.5 minutes.'],
    [90_100, 89_900, 'Likely about 1.5 minutes.'],
    [0, 0, 'Likely about 10 seconds.'],
  ])('is said of %i and %i ms', (medianMs, ninetiethMs, words) => {
    expect(within(medianMs, ninetiethMs)).toBe(words);
  });

  it('is called an estimate where it is one', () => {
    expect(within(75_000, 150_000, 0)).toBe('Likely 1–3 min, which is an estimate: none has been timed yet.');
    expect(within(90_000, 90_000, 0)).toBe('Likely about 1.5 minutes, which is an estimate: none has been timed yet.');
  });
});
