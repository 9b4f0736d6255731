import { describe, expect, it } from 'vitest';
import { analyseSong } from '../../../../src/sandbox/providers/restyle/analysis/analyse.ts';
import { demoSong, makeDemoSong } from '../../../../src/sandbox/providers/songs/demo-song.ts';
import { writeScore } from '../../../../src/sandbox/providers/songs/score.ts';
import { parseChord } from '../../../../src/sandbox/providers/songs/synth/notes.ts';

describe('the analysis of the demo song', () => {
  const { bars, melody } = analyseSong(makeDemoSong(), 1);
  const { sung } = writeScore(demoSong);
  const barSeconds = 24 / 11;

  it('finds the bars to within 30 ms', () => {
    for (let bar = 0; bar < 11; bar++) {
      const nearest = Math.min(...bars.map(({ beats }) => Math.abs(beats[0] - bar * barSeconds)));
      expect(nearest, `bar ${bar}`).toBeLessThan(0.03);
    }
  });

  it('finds the chords', () => {
    const played = demoSong.sections.flatMap(({ chords }) => chords).map((line) => line.split(' '));
    const found = bars.filter(({ beats }) => beats[0] > -0.1 && beats[0] < 23).map(({ chords }) => chords);
    expect(found).toEqual(played.map(([first = 'C', second = first]) => [first, second].map(parseChord)));
  });

  it('writes the sung melody down, but for an octave here and there', () => {
    const times = sung.flatMap(({ start, seconds, note }) =>
      Array.from({ length: Math.floor((seconds - 0.1) / 0.02) }, (_, index) => ({
        at: start + 0.05 + index * 0.02,
        note,
      })),
    );
    const right = times.filter(({ at, note }) => {
      const heard = melody.find(({ start, seconds }) => at >= start && at < start + seconds);
      return heard !== undefined && (heard.note - note) % 12 === 0;
    });
    expect(right.length / times.length).toBeGreaterThan(0.9);
  });
});
