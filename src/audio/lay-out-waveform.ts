import type { Level, Levels } from './port.ts';
import { regroup } from './regroup.ts';

/** A row of the picture. */
export interface Waveform {
  kind: 'reference' | 'take';
  label: string;
  levels: Levels;
}

export interface Layout {
  width: number;
  height: number;
  rows: LaidOutRow[];
}

export interface LaidOutRow {
  kind: Waveform['kind'];
  label: string;
  /** As `3:24`. */
  length: string;
  /** Where the text stands. */
  baseline: number;
  /** The line that bars grow from, up and down. */
  middle: number;
  bars: Bar[];
}

/** In pixels; both heights are of one half. */
export interface Bar {
  x: number;
  /** How far it swings. */
  peak: number;
  /** How loud it is. */
  body: number;
  /** A dot after the end, so that a shorter sound shows what it lacks. */
  isOver: boolean;
}

export const WIDTH = 1_200;
export const MARGIN = 52;
/** Readable where the picture is as wide as a phone. */
export const TEXT_PX = 42;
/** From one bar to the next. Bars and gaps stay apart where the picture is as wide as a phone. */
const PITCH = 7;
export const BAR_PX = 4;
const BARS = Math.floor((WIDTH - 2 * MARGIN + PITCH - BAR_PX) / PITCH);

/** Of a half, by the number of rows: more rows are lower each, so that all of them are seen at once. */
const HALF_PX = [96, 88, 66, 54, 46];
const TEXT_TO_BARS_PX = 20;
const BETWEEN_ROWS_PX = 38;

/** A row is never shorter than this, so that there is something to see of a short sound beside a long one. */
const SHORTEST_SHARE = 0.1;
/** A quiet recording is drawn larger, up to this: its shape is what counts. Silence stays a line. */
const MAXIMUM_GAIN = 8;
/** Loudness is a fraction of the swing, about a quarter of it in music. */
const LOUDNESS_GAIN = 4;
/** Of a half, for the loudest bar; the rest is for its swing. */
const LOUDEST_BODY = 0.72;
/** Above 1, so that a verse and a chorus differ although music is mixed to be about as loud all the time. */
const CONTRAST = 1.4;

/** Rows under each other on one scale of time, so that the same moment stands at the same place. */
export function layOutWaveform(waveforms: readonly Waveform[]): Layout {
  const half = HALF_PX[waveforms.length - 1] ?? 56;
  const rowHeight = TEXT_PX + TEXT_TO_BARS_PX + 2 * half;
  const longest = Math.max(...waveforms.map(({ levels }) => levels.seconds));
  const rows = waveforms.map(({ kind, label, levels }, index): LaidOutRow => {
    const top = MARGIN + index * (rowHeight + BETWEEN_ROWS_PX);
    return {
      kind,
      label,
      length: levels.seconds > 0 ? lengthText(levels.seconds) : '',
      baseline: top + TEXT_PX * 0.78,
      middle: top + TEXT_PX + TEXT_TO_BARS_PX + half,
      bars: barsOf(levels.steps, levels.seconds / longest, half),
    };
  });
  const height = 2 * MARGIN + rows.length * rowHeight + (rows.length - 1) * BETWEEN_ROWS_PX;
  return { width: WIDTH, height, rows };
}

function barsOf(steps: readonly Level[], share: number, half: number): Bar[] {
  const dot = BAR_PX / 2;
  const levels =
    steps.length === 0 ? [] : regroup(steps, Math.max(1, Math.round(Math.max(SHORTEST_SHARE, share) * BARS)));
  const swing = gainFor(
    levels.map(({ peak }) => peak),
    MAXIMUM_GAIN,
  );
  const loudness = gainFor(
    levels.map(({ rms }) => rms),
    swing * LOUDNESS_GAIN,
  );
  return Array.from({ length: BARS }, (_, index) => {
    const x = MARGIN + index * PITCH;
    const level = levels[index];
    if (!level) return { x, peak: dot, body: dot, isOver: true };
    const peak = Math.round(half * Math.min(1, level.peak * swing) ** CONTRAST);
    const body = Math.round(half * LOUDEST_BODY * Math.min(1, level.rms * loudness) ** CONTRAST);
    return { x, peak: Math.max(dot, peak), body: Math.max(dot, Math.min(body, peak)), isOver: false };
  });
}

function gainFor(levels: readonly number[], most: number): number {
  return Math.min(most, 1 / Math.max(...levels, Number.MIN_VALUE));
}

/** Rounded to a second, as players show it. */
function lengthText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
