import { createDrumKit } from '../../songs/synth/drums.ts';
import { applyFilter, peak } from '../../songs/synth/filters.ts';
import { atOrAbove, frequencyOf, triadAbove } from '../../songs/synth/notes.ts';
import { renderPluck } from '../../songs/synth/pluck.ts';
import { pick, type Random } from '../../songs/synth/random.ts';
import { renderReverb } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';
import { about, type ChordSpan, chordSpans, playDrums, prepareLead, stepTime } from './arranging.ts';
import type { Family } from './family.ts';

/** Sixteenths of a bar; `D` goes down through the strings, `U` up. */
const STRUMS = ['D...D.U...U.D.U.', 'D..UD.U.D..UD.U.', 'D.......D.U.D.U.'] as const;
/** Between one string and the next, in seconds. */
const STRUM_SECONDS = 0.012;

/** Around a fire: one guitar strums, one picks, somebody stamps, and the voice is close. */
export const acoustic: Family = {
  name: 'acoustic',
  words: [
    ...[
      'acoustic',
      'folk',
      'guitar',
      'fingerpicked',
      'unplugged',
      'country',
      'banjo',
      'campfire',
      'fiddle',
      'strummed',
    ],
    ...[
      'bluegrass',
      'americana',
      'singer-songwriter',
      'ukulele',
      'nylon',
      'bossa',
      'nova',
      'rustic',
      'intimate',
      'latin',
    ],
  ],
  throat: 0.92,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const mix = createStereo(length);
    strum(mix, song, random);
    pickStrings(mix, song, random);
    playBass(mix, song, random);
    playDrums(mix, song, createDrumKit(sampleRate, random, { kickHertz: 62, length: 0.5, brightness: 5_000 }), {
      full: { kick: 'x.......x.......', clap: '....x.......x...', hat: 'o.o.x.o.o.o.x.o.' },
      soft: { kick: 'x...............', hat: '....o.......o...' },
      gains: { kick: about(random, 0.3), clap: about(random, 0.1), hat: about(random, 0.06) },
    });
    const voice = applyFilter(prepareLead(song, take.colour), peak(sampleRate, 240, 0.8, 4));
    mixAt(mix, voice, { start: 0, gain: 1.1 });
    mixStereo(mix, renderReverb(voice, sampleRate, { size: 0.2, damping: 0.7 }), 0.18);
    return mix;
  },
};

/** The six strings of an open chord: its triad over two octaves. */
function stringsOf({ chord }: ChordSpan): number[] {
  const triad = triadAbove(chord, 45);
  return [triad[0] - (triad[0] > 48 ? 12 : 0), triad[1], triad[2], triad[0] + 12, triad[1] + 12, triad[2] + 12];
}

function strum(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const pattern = pick(random, STRUMS);
  const gain = about(random, 0.16);
  const brightness = 0.5 + 0.4 * random();
  const strings = new Map<number, Float32Array>();
  for (const span of chordSpans(song)) {
    for (let step = span.firstStep; step < span.lastStep; step++) {
      const stroke = pattern[step];
      if (stroke !== 'D' && stroke !== 'U') continue;
      const notes = stroke === 'D' ? stringsOf(span) : stringsOf(span).slice(2).reverse();
      for (const [index, note] of notes.entries()) {
        const sound = strings.get(note) ?? renderPluck(sampleRate, stringAt(note, 0.8, brightness), random);
        strings.set(note, sound);
        const start = Math.round((stepTime(span.bar, step) + index * STRUM_SECONDS) * sampleRate);
        mixAt(mix, sound, { start, gain: stroke === 'D' ? gain : gain * 0.7, pan: -0.7 });
      }
    }
  }
}

function pickStrings(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const gain = about(random, 0.2);
  const strings = new Map<number, Float32Array>();
  for (const span of chordSpans(song)) {
    const notes = stringsOf(span).slice(1);
    for (let step = span.firstStep; step < span.lastStep; step += 2) {
      const note = (notes[[0, 2, 1, 3, 2, 4, 1, 3][(step / 2) % 8] ?? 0] ?? notes[0] ?? 60) + 12;
      const sound = strings.get(note) ?? renderPluck(sampleRate, stringAt(note, 1.1, 0.9), random);
      strings.set(note, sound);
      mixAt(mix, sound, { start: Math.round(stepTime(span.bar, step) * sampleRate), gain, pan: 0.75 });
    }
  }
}

function playBass(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const root = atOrAbove(chord.root, 33);
    for (const step of [0, 8].filter((place) => place >= firstStep && place < lastStep)) {
      const note = step === 8 && firstStep === 0 ? root + 7 : root;
      const sound = renderPluck(sampleRate, { ...stringAt(note, 0.9, 0.12), ring: 0.998 }, random);
      mixAt(mix, sound, { start: Math.round(stepTime(bar, step) * sampleRate), gain: 0.9 });
    }
  }
}

function stringAt(note: number, seconds: number, brightness: number) {
  return { hertz: frequencyOf(note), seconds, brightness, ring: 0.995 };
}
