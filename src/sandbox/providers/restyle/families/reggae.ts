import { createDrumKit } from '../../songs/synth/drums.ts';
import { applyFilter, highpass, lowpass } from '../../songs/synth/filters.ts';
import { atOrAbove, triadAbove } from '../../songs/synth/notes.ts';
import { pick, type Random } from '../../songs/synth/random.ts';
import { renderEcho } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import { pulse, sine, triangle } from '../../songs/synth/wave.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';
import { about, chordSpans, createTones, playDrums, prepareLead, sixteenthSamples, stepTime } from './arranging.ts';
import type { Family, Take } from './family.ts';

/** Sixteenths; what the deep bass plays and, more important, what it leaves out. */
const BASS_LINES = ['x..x..x.....x.x.', 'x.....x.x..x....', '....x..x..x.x...'] as const;

/** In the sun: chords on the off-beats, a bass that is felt, one heavy stroke per bar, words that come back as echo. */
export const reggae: Family = {
  name: 'reggae',
  words: [
    ...[
      'reggae',
      'dub',
      'ska',
      'offbeat',
      'off-beat',
      'roots',
      'sunny',
      'sunshine',
      'island',
      'caribbean',
      'dancehall',
    ],
    ...['rasta', 'relaxed', 'rocksteady', 'tropical', 'beach', 'calypso', 'steel-drums', 'echoes'],
  ],
  throat: 0.98,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const mix = createStereo(length);
    playSkank(mix, song, random);
    playBubble(mix, song, random);
    playBass(mix, song, random);
    playDrums(mix, song, createDrumKit(sampleRate, random, { kickHertz: 45, length: 0.9, brightness: 8_000 }), {
      full: { kick: '........x.......', snare: '........x.....o.', hat: 'x.o.x.o.x.o.x.oo' },
      soft: { kick: '........x.......', hat: 'x.o.x.o.x.o.x.o.' },
      gains: { kick: 0.6, snare: about(random, 0.36), hat: about(random, 0.1) },
      swing: 0.3,
    });
    playVoice(mix, song, take);
    return mix;
  },
};

function playVoice(mix: Stereo, song: SongAnalysis, { random, colour }: Take): void {
  const voice = applyFilter(prepareLead(song, colour), lowpass(song.sampleRate, 5_200));
  mixAt(mix, voice, { start: 0, gain: 1 });
  const echo = renderEcho(voice, 6 * sixteenthSamples(song), 0.6);
  for (const channel of [echo.left, echo.right]) applyFilter(channel, highpass(song.sampleRate, 500));
  mixStereo(mix, echo, about(random, 0.3));
}

function playSkank(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const tone = createTones(sampleRate, (samples) =>
    applyFilter(applyFilter(samples, highpass(sampleRate, 500)), lowpass(sampleRate, 4_200)),
  );
  const gain = about(random, 0.2);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    for (const step of [4, 12].filter((place) => place >= firstStep && place < lastStep)) {
      for (const note of triadAbove(chord, 64)) {
        const samples = tone(note, 0.07, { wave: pulse(0.3), attack: 0.002, release: 0.03, decay: 0.06 });
        for (const [late, share] of [
          [0, 1],
          [2, 0.5],
        ] as const) {
          const start = Math.round(stepTime(bar, step + late) * sampleRate);
          mixAt(mix, samples, { start, gain: gain * share, pan: -0.7 });
        }
      }
    }
  }
}

/** An organ that answers between the strokes. */
function playBubble(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const tone = createTones(sampleRate);
  const gain = about(random, 0.09);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    for (let step = firstStep + 2; step < lastStep; step += 4) {
      for (const note of triadAbove(chord, 55)) {
        const samples = tone(note, 0.1, { wave: triangle, attack: 0.005, release: 0.04 });
        mixAt(mix, samples, { start: Math.round(stepTime(bar, step) * sampleRate), gain, pan: 0.7 });
      }
    }
  }
}

function playBass(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const tone = createTones(sampleRate, (samples) => applyFilter(samples, lowpass(sampleRate, 320)));
  const line = pick(random, BASS_LINES);
  const gain = about(random, 0.48);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const root = atOrAbove(chord.root, 29);
    for (let step = firstStep; step < lastStep; step++) {
      if (line[step] !== 'x') continue;
      const note = step % 8 === 6 ? root + 7 : root;
      const samples = tone(note, 0.24, { wave: step % 3 === 0 ? sine : triangle, attack: 0.008, release: 0.06 });
      mixAt(mix, samples, { start: Math.round(stepTime(bar, step) * sampleRate), gain });
    }
  }
}
