import { countFrames, eachSpectrum } from './spectra.ts';

const SIZE = 1_024;
const HOP = 128;
const SLOWEST = 72;
const FASTEST = 168;
/** People tap along at about this tempo when two would do. */
const USUAL = 112;
/** How strictly the beats keep to the tempo. */
const TIGHTNESS = 400;
/** Beats on each side over which the time of one is evened out. */
const EVENING = 6;

/** When the beats fall, in seconds, over the whole length and a little beyond both ends. `samples` at about 11 kHz. */
export function findBeats(samples: Float32Array, sampleRate: number): number[] {
  const frameSeconds = HOP / sampleRate;
  const onsets = onsetStrength(samples);
  const period = 60 / findTempo(onsets, frameSeconds) / frameSeconds;
  const frames = evenOut(followBeats(onsets, period));
  return extend(
    frames.map((frame) => frame * frameSeconds),
    samples.length / sampleRate,
    period * frameSeconds,
  );
}

/** How much louder each frame is than the last, over all bands, less its surroundings. */
function onsetStrength(samples: Float32Array): Float32Array {
  const frames = countFrames(samples.length, HOP);
  const rises = new Float32Array(frames);
  let before = new Float32Array(SIZE / 2);
  eachSpectrum(samples, { size: SIZE, hop: HOP }, (magnitudes, frame) => {
    const now = magnitudes.map((value) => Math.log1p(100 * value));
    let rise = 0;
    for (let bin = 0; bin < now.length; bin++) rise += Math.max(0, (now[bin] as number) - (before[bin] as number));
    rises[frame] = frame === 0 ? 0 : rise;
    before = now;
  });
  const reach = 40;
  const sums = new Float64Array(frames + 1);
  for (let frame = 0; frame < frames; frame++) sums[frame + 1] = (sums[frame] as number) + (rises[frame] as number);
  const centred = rises.map((rise, frame) => {
    const [from, to] = [Math.max(0, frame - reach), Math.min(frames, frame + reach)];
    return Math.max(0, rise - ((sums[to] as number) - (sums[from] as number)) / (to - from));
  });
  const spread = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / frames) || 1;
  return centred.map((value) => value / spread);
}

/** The tempo whose beats and half beats meet the most onsets. */
function findTempo(onsets: Float32Array, frameSeconds: number): number {
  let best = { tempo: USUAL, score: 0 };
  for (let tempo = SLOWEST; tempo <= FASTEST; tempo += 0.5) {
    const perFrame = (tempo / 60) * frameSeconds;
    const usual = Math.exp(-0.5 * (Math.log2(tempo / USUAL) / 0.6) ** 2);
    const score = usual * (periodicity(onsets, perFrame) + 0.5 * periodicity(onsets, 2 * perFrame));
    if (score > best.score) best = { tempo, score };
  }
  return best.tempo;
}

function periodicity(onsets: Float32Array, perFrame: number): number {
  const [turnX, turnY] = [Math.cos(2 * Math.PI * perFrame), Math.sin(2 * Math.PI * perFrame)];
  let [x, y, sumX, sumY] = [1, 0, 0, 0];
  for (let frame = 0; frame < onsets.length; frame++) {
    const onset = onsets[frame] as number;
    sumX += onset * x;
    sumY += onset * y;
    [x, y] = [x * turnX - y * turnY, x * turnY + y * turnX];
  }
  return Math.hypot(sumX, sumY);
}

/** The chain of frames, about a period apart, that meets the most onsets (D. Ellis, Beat Tracking by Dynamic Programming). */
function followBeats(onsets: Float32Array, period: number): number[] {
  const scores = new Float32Array(onsets.length);
  const came = new Int32Array(onsets.length).fill(-1);
  for (let frame = 0; frame < onsets.length; frame++) {
    let most = 0;
    for (let gap = Math.ceil(period / 2); gap <= Math.min(frame, Math.floor(period * 1.6)); gap++) {
      const value = (scores[frame - gap] as number) - TIGHTNESS * Math.log(gap / period) ** 2;
      if (value > most) {
        most = value;
        came[frame] = frame - gap;
      }
    }
    scores[frame] = most + (onsets[frame] as number);
  }
  const from = Math.max(0, onsets.length - Math.round(period));
  let at =
    from + scores.subarray(from).reduce((top, value, index, all) => (value > (all[top] as number) ? index : top), 0);
  const beats: number[] = [];
  while (at >= 0) {
    beats.push(at);
    at = came[at] ?? -1;
  }
  return beats.reverse();
}

/** Puts each beat on the line through its neighbours: frames are coarse, and drummers hear a hundredth of a second. */
function evenOut(beats: readonly number[]): number[] {
  return beats.map((_, index) => {
    const from = Math.max(0, index - EVENING);
    const near = beats.slice(from, index + EVENING + 1);
    const middle = (near.length - 1) / 2;
    const mean = near.reduce((sum, beat) => sum + beat, 0) / near.length;
    let [rise, run] = [0, 0];
    for (const [offset, beat] of near.entries()) {
      rise += (offset - middle) * (beat - mean);
      run += (offset - middle) ** 2;
    }
    return mean + (index - from - middle) * (run === 0 ? 0 : rise / run);
  });
}

function extend(beats: number[], seconds: number, period: number): number[] {
  const all = beats.length > 0 ? [...beats] : [0];
  while ((all[0] ?? 0) > 0) all.unshift((all[0] ?? 0) - period);
  while ((all.at(-1) ?? seconds) < seconds + period) all.push((all.at(-1) ?? 0) + period);
  return all;
}
