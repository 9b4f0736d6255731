import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutWaveform, type Waveform } from '../../src/audio/lay-out-waveform.ts';

function take(seconds: number, peaks: readonly number[], label = 'Cover'): Waveform {
  return { kind: 'take', label, levels: { seconds, steps: peaks.map((peak) => ({ peak, rms: peak / 2 })) } };
}

describe('the layout of a waveform', () => {
  it('draws silence as a line of dots', () => {
    const [row] = layOutWaveform([take(10, [0, 0, 0])]).rows;
    expect(new Set(row?.bars.flatMap(({ peak, body }) => [peak, body]))).toEqual(new Set([2]));
  });

  it('draws louder parts higher', () => {
    const bars = layOutWaveform([take(10, [0.2, 0.5, 1])]).rows[0]?.bars ?? [];
    const third = Math.floor(bars.length / 3);
    const heights = [0, 1, 2].map((part) => bars[part * third + 10]?.body ?? 0);
    expect(heights[0]).toBeLessThan(heights[1] ?? 0);
    expect(heights[1]).toBeLessThan(heights[2] ?? 0);
  });

  it('has one scale of time: a sound of half the length ends in the middle, in dots', () => {
    const { rows } = layOutWaveform([take(200, [1, 1]), take(100, [1, 1])]);
    const over = rows.map(({ bars }) => bars.filter(({ isOver }) => isOver).length / bars.length);
    expect(over).toEqual([0, expect.closeTo(0.5, 1)]);
    expect(rows[1]?.bars.findLast(({ isOver }) => isOver)?.body).toBe(2);
  });

  it('shows something of a sound that is a thousand times shorter', () => {
    const { rows } = layOutWaveform([take(300, [1]), take(0.3, [1])]);
    expect(rows[1]?.bars.filter(({ isOver }) => !isOver).length).toBeGreaterThan(10);
  });

  it.each([
    [0.1, '0:01'],
    [59.7, '1:00'],
    [204, '3:24'],
    [725, '12:05'],
  ])('says the length of %d s as %s', (seconds, length) => {
    expect(layOutWaveform([take(seconds, [1])]).rows[0]?.length).toBe(length);
  });

  it('keeps every bar within the picture and every row to itself', () => {
    const level = fc.double({ min: 0, max: 50, noNaN: true });
    const waveform = fc.tuple(fc.double({ min: 0.001, max: 900, noNaN: true }), fc.array(level, { minLength: 1 }));
    fc.assert(
      fc.property(fc.array(waveform, { minLength: 1, maxLength: 5 }), (waveforms) => {
        const layout = layOutWaveform(waveforms.map(([seconds, peaks]) => take(seconds, peaks)));
        let free = 0;
        for (const { bars, middle, baseline } of layout.rows) {
          const tallest = Math.max(...bars.map(({ peak }) => peak));
          expect(baseline - 42).toBeGreaterThanOrEqual(free);
          expect(middle - tallest).toBeGreaterThan(baseline);
          free = middle + tallest;
          for (const { x, peak, body } of bars) {
            expect(body).toBeLessThanOrEqual(peak);
            expect(x + 4).toBeLessThanOrEqual(layout.width);
          }
        }
        expect(free).toBeLessThan(layout.height);
      }),
      { numRuns: 40 },
    );
  });
});
