import { describe, expect, it } from 'vitest';
import { text } from '../../src/locales/text.ts';

const within = (medianMs: number, ninetiethMs: number, samples = 20) =>
  text('en', 'progress.usual', { medianMs, ninetiethMs, samples });

describe('how long it is likely to take', () => {
  it.each([
    [130_000, 230_000, 'About 2–4 min in all.'],
    [119_000, 121_000, 'About 2 min in all.'],
    [121_000, 179_000, 'About 2–3 min in all.'],
    [50_000, 100_000, 'About 1–2 min in all.'],
    [33_000, 71_000, 'About 30–75 sec in all.'],
    [1_000, 2_000, 'About 10 sec in all.'],
    [90_000, 90_000, 'About 2 min in all.'],
    [0, 0, 'About 10 sec in all.'],
  ])('is said of %i and %i ms', (medianMs, ninetiethMs, words) => {
    expect(within(medianMs, ninetiethMs)).toBe(words);
  });

  it('is said as what is usual where nothing has been timed yet', () => {
    expect(within(75_000, 150_000, 0)).toBe('Usually 1–3 min.');
    expect(within(90_000, 90_000, 0)).toBe('Usually 2 min.');
  });
});
