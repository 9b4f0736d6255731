import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { layOutWaveform, type Waveform } from './lay-out-waveform.ts';
import { paintWaveform } from './paint-waveform.ts';
import { outputDescriptor, serveOneTask } from './serve-one-task.ts';

/** Writes a PNG to the file that the worker was given. */
export interface DrawTask {
  waveforms: Waveform[];
}

export type DrawAnswer =
  | { kind: 'drawn'; sizeBytes: number }
  /** There is no canvas for this machine, so there never will be a picture. */
  | { kind: 'noCanvas' }
  | { kind: 'diskFailed'; reason: string };

const FONT = 'Inter';
const FONT_FILE = '@fontsource/inter/files/inter-latin-600-normal.woff2';

/**
 * The canvas is native code, which no permission holds back. That is acceptable because nothing that strangers made comes
 * here: the sounds were decoded by workers without that right, and what arrives are numbers, and words of our own.
 */
async function answer({ waveforms }: DrawTask): Promise<DrawAnswer> {
  const canvas = await loadCanvas();
  if (!canvas) return { kind: 'noCanvas' };
  const layout = layOutWaveform(waveforms);
  const picture = canvas.createCanvas(layout.width, layout.height);
  paintWaveform(picture, layout, registerFont(canvas) ? FONT : undefined);
  const png = await picture.encode('png');
  try {
    writeFileSync(outputDescriptor, png);
    return { kind: 'drawn', sizeBytes: png.length };
  } catch (error) {
    return { kind: 'diskFailed', reason: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' };
  }
}

type Canvas = typeof import('@napi-rs/canvas');

async function loadCanvas(): Promise<Canvas | undefined> {
  // Looking through the machine's own fonts takes time, and none of them is used.
  process.env.DISABLE_SYSTEM_FONTS_LOAD = '1';
  return import('@napi-rs/canvas').catch(() => undefined);
}

function registerFont({ GlobalFonts }: Canvas): boolean {
  try {
    return GlobalFonts.registerFromPath(fileURLToPath(import.meta.resolve(FONT_FILE)), FONT) !== null;
  } catch {
    return false;
  }
}

serveOneTask(answer);
