import { applyFilter, highpass, lowpass } from '../../songs/synth/filters.ts';
import { atOrAbove, frequencyOf, triadAbove } from '../../songs/synth/notes.ts';
import { pick, type Random } from '../../songs/synth/random.ts';
import { renderEcho, renderReverb } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import { renderTone, sine, triangle } from '../../songs/synth/wave.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';
import { about, chordSpans, playMelody, prepareLead, sixteenthSamples } from './arranging.ts';
import type { Family, Take } from './family.ts';

/** A cathedral at dawn: no drums, no beat, clouds of slow tones, and a voice that is mostly its own echo. */
export const ambient: Family = {
  name: 'ambient',
  words: [
    ...['ambient', 'pads', 'drone', 'ethereal', 'space', 'spacey', 'meditation', 'meditative', 'dreamy', 'floating'],
    ...['atmospheric', 'cathedral', 'airy', 'whispered', 'sleep', 'sleepy', 'shoegaze', 'new-age', 'calm', 'peaceful'],
  ],
  throat: 0.97,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const mix = createStereo(length);
    playClouds(mix, song, random);
    playGround(mix, song, random);
    const bells = createStereo(length);
    playMelody(bells, song, {
      gain: about(random, 0.12),
      transpose: pick(random, [12, 24]),
      tone: { wave: sine, attack: 0.01, release: 1.2, decay: 0.7 },
    });
    mixStereo(mix, renderEcho(bells.left, 6 * sixteenthSamples(song), 0.55), 0.8);
    mixStereo(mix, renderReverb(bells.left, sampleRate, { size: 0.98, damping: 0.1 }), 1.2);
    playVoice(mix, song, take);
    return mix;
  },
};

function playVoice(mix: Stereo, song: SongAnalysis, { random, colour }: Take): void {
  const { sampleRate } = song;
  const voice = applyFilter(prepareLead(song, colour), lowpass(sampleRate, 2_400));
  mixAt(mix, voice, { start: 0, gain: 1 });
  mixStereo(mix, renderReverb(voice, sampleRate, { size: 0.97, damping: 0.25 }), about(random, 2.4));
  mixStereo(mix, renderEcho(voice, 8 * sixteenthSamples(song), 0.5), 0.25);
}

/** Every chord fades in over the one before and stays on under the next. */
function playClouds(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const gain = about(random, 0.05);
  for (const { chord, start, seconds } of chordSpans(song)) {
    const triad = triadAbove(chord, 55);
    for (const [index, note] of [...triad, triad[0] + 12, triad[2] + 12].entries()) {
      for (const pan of [-0.8, 0.8]) {
        const hertz = frequencyOf(note + pan * (0.03 + 0.05 * random()));
        const attack = Math.min(1.2, seconds * 0.6);
        const tone = { wave: index > 2 ? sine : triangle, hertz, seconds, attack, release: 1.4 };
        const samples = applyFilter(renderTone(sampleRate, tone), highpass(sampleRate, 150));
        mixAt(mix, samples, {
          start: Math.round((start - 0.2) * sampleRate),
          gain: index > 2 ? gain * 0.6 : gain,
          pan,
        });
      }
    }
  }
}

function playGround(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const gain = about(random, 0.09);
  for (const { chord, start, seconds } of chordSpans(song)) {
    const hertz = frequencyOf(atOrAbove(chord.root, 33));
    const tone = renderTone(sampleRate, { wave: sine, hertz, seconds, attack: seconds * 0.4, release: 0.8 });
    mixAt(mix, tone, { start: Math.round(start * sampleRate), gain });
  }
}
