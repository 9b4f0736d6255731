/**
 * What Runware's model page says of `minimax:music@cover`, typed in from there and kept apart from the bot's own catalog,
 * so that a wrong number on one side shows.
 */
export const runwareLimits = {
  model: 'minimax:music@cover',
  /** In characters (code points). */
  style: { minimum: 10, maximum: 300 },
  lyrics: { minimum: 10, maximum: 1_000 },
  reference: { minimumMs: 6_000, maximumMs: 360_000 },
  seed: { minimum: 0, maximum: 1_000_000 },
  results: { minimum: 1, maximum: 4 },
  ttlSeconds: { minimum: 60 },
  bitrateKbps: { minimum: 8 },
  outputTypes: ['URL', 'base64Data', 'dataURI'],
  outputFormats: ['MP3', 'WAV', 'FLAC', 'OGG'],
  priceMicros: 150_000,
} as const;

export type OutputType = (typeof runwareLimits.outputTypes)[number];
export type OutputFormat = (typeof runwareLimits.outputFormats)[number];

/** Inclusive bounds in kbit/s by sample rate in Hz; a rate that is not listed is refused. */
export type BitrateBounds = ReadonlyMap<number, readonly [minimum: number, maximum: number]>;

const MP3: BitrateBounds = new Map([
  [8_000, [8, 64]],
  [11_025, [8, 64]],
  [12_000, [8, 64]],
  [16_000, [8, 160]],
  [22_050, [8, 160]],
  [24_000, [8, 160]],
  [32_000, [32, 320]],
  [44_100, [32, 320]],
  [48_000, [32, 320]],
]);

const OGG_MONO: BitrateBounds = new Map([
  [8_000, [8, 40]],
  [12_000, [16, 48]],
  [16_000, [16, 96]],
  [24_000, [16, 80]],
  [48_000, [32, 224]],
]);

const OGG_STEREO: BitrateBounds = new Map([
  [8_000, [16, 80]],
  [12_000, [16, 96]],
  [16_000, [24, 192]],
  [24_000, [32, 160]],
  [48_000, [48, 256]],
]);

/** By format and number of channels. WAV and FLAC take no audio settings. */
export const runwareBitrates: Readonly<Record<'MP3' | 'OGG', Readonly<Record<1 | 2, BitrateBounds>>>> = {
  MP3: { 1: MP3, 2: MP3 },
  OGG: { 1: OGG_MONO, 2: OGG_STEREO },
};
