import {
  BEATS_PER_BAR,
  type DrumHit,
  type PlayedChord,
  type Section,
  type SongDescription,
  type SungNote,
} from './song.ts';
import type { DrumName } from './synth/drums.ts';
import { parseNote } from './synth/notes.ts';

/** A song's sections written out in seconds. */
export interface Score {
  seconds: number;
  beatSeconds: number;
  sung: SungNote[];
  chords: PlayedChord[];
  drums: DrumHit[];
}

export function writeScore(song: SongDescription): Score {
  const beatSeconds = 60 / song.beatsPerMinute;
  const score: Score = { seconds: 0, beatSeconds, sung: [], chords: [], drums: [] };
  for (const section of song.sections) {
    const bars = Math.max(section.chords.length, section.melody.length);
    for (const drum of section.opening ?? []) score.drums.push({ start: score.seconds, drum, strength: 1 });
    for (let bar = 0; bar < bars; bar++) {
      score.sung.push(...sungIn(section.melody[bar] ?? '', score.seconds, beatSeconds));
      score.chords.push(...chordsIn(section, section.chords[bar] ?? '', score.seconds, beatSeconds));
      score.drums.push(...drumsIn(section, score.seconds, beatSeconds));
      score.seconds += BEATS_PER_BAR * beatSeconds;
    }
  }
  return score;
}

function sungIn(line: string, barStart: number, beatSeconds: number): SungNote[] {
  const notes: SungNote[] = [];
  let start = barStart;
  for (const word of line.split(' ').filter(Boolean)) {
    const [name = '-', beats = '1', syllable = 'la'] = word.split(':');
    const seconds = Number(beats) * beatSeconds;
    if (name !== '-') {
      const vowel = syllable.at(-1) ?? 'a';
      notes.push({ start, seconds, note: parseNote(name), consonant: syllable.slice(0, -1), vowel });
    }
    start += seconds;
  }
  return notes;
}

function chordsIn(section: Section, line: string, barStart: number, beatSeconds: number): PlayedChord[] {
  const names = line.split(' ').filter(Boolean);
  const seconds = (BEATS_PER_BAR * beatSeconds) / names.length;
  return names.map((chord, index) => ({
    start: barStart + index * seconds,
    seconds,
    chord,
    accompaniment: section.accompaniment,
  }));
}

function drumsIn(section: Section, barStart: number, beatSeconds: number): DrumHit[] {
  return Object.entries(section.drumBar).flatMap(([drum, steps]) =>
    [...steps].flatMap((step, index) => {
      if (step !== 'x' && step !== 'o') return [];
      const start = barStart + (index * BEATS_PER_BAR * beatSeconds) / steps.length;
      return [{ start, drum: drum as DrumName, strength: step === 'x' ? 1 : 0.45 }];
    }),
  );
}
