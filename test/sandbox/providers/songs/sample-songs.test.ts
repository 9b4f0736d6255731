import { describe, expect, it } from 'vitest';
import { analyseSong } from '../../../../src/sandbox/providers/restyle/analysis/analyse.ts';
import { playSample, sampleSongs } from '../../../../src/sandbox/providers/songs/sample-songs.ts';
import { writeScore } from '../../../../src/sandbox/providers/songs/score.ts';
import { bandLevels, rootMeanSquare, spectralDistance } from '../restyle/measures.ts';

/** Enough for what is measured, and a quarter of the work. */
const RATE = 11_025;

describe('the sample songs', () => {
  const played = sampleSongs.map((sample) => ({ ...sample, pcm: playSample(sample, RATE) }));

  it('sound clearly different from one another', () => {
    const levels = played.map(({ pcm }) => bandLevels(pcm));
    for (const [index, first] of levels.entries()) {
      for (const second of levels.slice(index + 1)) expect(spectralDistance(first, second)).toBeGreaterThan(8);
    }
  });

  it.each(
    played.map((sample) => [sample.id, sample] as const),
  )('%s has a tempo and a melody that are heard', (...given) => {
    const [, { song, pcm }] = given;
    const { bars, melody } = analyseSong(pcm, 1);
    const [start = 0, , , , end = 0] = bars[3]?.beats ?? [];
    expect(240 / (end - start)).toBeCloseTo(song.beatsPerMinute, -1);
    const times = writeScore(song).sung.flatMap(({ start: from, seconds, note }) =>
      Array.from({ length: Math.floor(seconds / 0.05) - 2 }, (_, index) => ({ at: from + 0.05 * (index + 1), note })),
    );
    const right = times.filter(({ at, note }) => {
      const heard = melody.find((one) => at >= one.start && at < one.start + one.seconds);
      return heard !== undefined && (heard.note - note) % 12 === 0;
    });
    // Measured: 0.85 to 1.
    expect(right.length / times.length).toBeGreaterThan(0.75);
  });

  it.each(
    played.map((sample) => [sample.id, sample] as const),
  )('%s is loud without clipping or silence', (...given) => {
    const [, { pcm }] = given;
    for (const channel of pcm.channels) {
      expect(channel.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(0.9);
      for (let second = 1; second < 20; second++) {
        expect(rootMeanSquare(channel.subarray(second * RATE, (second + 1) * RATE))).toBeGreaterThan(0.04);
      }
    }
  });
});
