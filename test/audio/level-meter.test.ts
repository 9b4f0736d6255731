import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLevelMeter } from '../../src/audio/level-meter.ts';
import { regroup } from '../../src/audio/regroup.ts';

function sine(length: number, amplitude: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => amplitude * Math.sin(index));
}

describe('the level meter', () => {
  it('knows how far a sound swings and how loud it is, over all channels', () => {
    const meter = createLevelMeter();
    meter.add([sine(50_000, 0.8), new Float32Array(50_000)]);
    for (const { peak, rms } of meter.read(10)) {
      expect(peak).toBeCloseTo(0.8, 2);
      expect(rms).toBeCloseTo(0.8 / 2, 2);
    }
  });

  it('finds the loud moment where it is, in a sound of any length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 60_000 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (length, place) => {
          const sound = new Float32Array(length);
          sound[Math.floor(place * length)] = 1;
          const meter = createLevelMeter();
          meter.add([sound]);
          const levels = meter.read(100);
          const loudest = levels.findIndex(({ peak }) => peak === 1);
          expect(Math.abs(loudest - place * 100)).toBeLessThan(2);
          expect(levels.filter(({ peak }) => peak > 0)).toHaveLength(1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not care how the sound is cut', () => {
    const whole = createLevelMeter();
    const pieces = createLevelMeter();
    const sound = sine(30_001, 0.5);
    whole.add([sound]);
    for (let start = 0; start < sound.length; start += 777) pieces.add([sound.subarray(start, start + 777)]);
    expect(pieces.read(200)).toEqual(whole.read(200));
  });

  it('bears a single sample, nothing at all, and what is not a number', () => {
    const meter = createLevelMeter();
    expect(meter.read(100)).toEqual([{ peak: 0, rms: 0 }]);
    meter.add([Float32Array.of(-0.5)]);
    expect(meter.read(100)).toEqual([{ peak: 0.5, rms: 0.5 }]);
    meter.add([Float32Array.of(Number.NaN)]);
    expect(meter.read(2)).toEqual([
      { peak: 0.5, rms: 0.5 },
      { peak: 0, rms: 0 },
    ]);
  });
});

describe('regrouping levels', () => {
  it('keeps peaks and power when there are fewer steps, and repeats when there are more', () => {
    const levels = [
      { peak: 0.2, rms: 0.1 },
      { peak: 0.9, rms: 0.7 },
    ];
    expect(regroup(levels, 1)).toEqual([{ peak: 0.9, rms: expect.closeTo(0.5, 5) }]);
    expect(regroup(levels, 4).map(({ peak }) => peak)).toEqual([0.2, 0.2, 0.9, 0.9]);
  });
});
