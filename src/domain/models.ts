/** Output formats as the domain names them; a provider client turns them into the vendor's spelling. */
export type AudioFormat = 'mp3' | 'wav' | 'flac' | 'ogg';

export const providerNames = ['runware', 'aimlapi', 'minimax'] as const;
export type ProviderName = (typeof providerNames)[number];

/** Whether a text is asked for, and its length in characters. */
export interface TextRule {
  need: 'required' | 'optional' | 'none';
  minimum: number;
  maximum: number;
}

/**
 * Bounds in kbit/s by sample rate in Hz, inclusive; a missing rate is not offered. Where a provider knows single values only,
 * they are listed.
 */
export type BitrateTable = Readonly<Record<number, { minimum: number; maximum: number; only?: readonly number[] }>>;

/** One row of the catalog: what a model takes, makes and costs. Options, forms and checks all come from it. */
export interface Model {
  provider: ProviderName;
  id: string;
  /** As members read it. */
  title: string;
  /** A cover is made from a reference, a song from words alone. */
  kind: 'cover' | 'song';
  style: TextRule;
  lyrics: TextRule;
  /** `song`: the reference. `parts`: a song, or a voice and an instrumental, or one of these. */
  uploads: 'none' | 'song' | 'parts';
  /** Refuses a reference in which nobody sings. */
  needsVocals: boolean;
  reference: {
    minimumSeconds: number;
    maximumSeconds: number;
    maximumBytes: number;
    /** As the prober names them; all when missing. */
    containers?: readonly string[];
  };
  /** A song may be asked for without a voice, or with its lyrics written by the model. */
  songs: { instrumental: boolean; writesLyrics: boolean };
  /** How many takes one paid request can make. */
  maximumTakes: number;
  /** The range of seeds that may be asked for; none where the model takes no seed. */
  seed: { minimum: number; maximum: number } | undefined;
  formats: readonly AudioFormat[];
  /** By format and number of channels; formats without a table take no audio settings. */
  bitrates: Readonly<Partial<Record<AudioFormat, Readonly<Record<1 | 2, BitrateTable>>>>>;
  /** For one take, in micro-dollars; null where no price is known. */
  priceMicros: number | null;
  /** Whether a task that it took and that failed is billed. */
  billsFailures: 'no' | 'yes' | 'unknown';
  /** What a cover takes before the bot has times of its own, in seconds. */
  typicalSeconds: number;
  /** Before this, no task of it can have ended, in seconds. */
  shortestSeconds: number;
  /** Hidden unless the operator names it. */
  retired: boolean;
}

const MP3_BITRATES: BitrateTable = {
  8000: { minimum: 8, maximum: 64 },
  11025: { minimum: 8, maximum: 64 },
  12000: { minimum: 8, maximum: 64 },
  16000: { minimum: 8, maximum: 160 },
  22050: { minimum: 8, maximum: 160 },
  24000: { minimum: 8, maximum: 160 },
  32000: { minimum: 32, maximum: 320 },
  44100: { minimum: 32, maximum: 320 },
  48000: { minimum: 32, maximum: 320 },
};

const RUNWARE_OGG_MONO: BitrateTable = {
  8000: { minimum: 8, maximum: 40 },
  12000: { minimum: 16, maximum: 48 },
  16000: { minimum: 16, maximum: 96 },
  24000: { minimum: 16, maximum: 80 },
  48000: { minimum: 32, maximum: 224 },
};

const RUNWARE_OGG_STEREO: BitrateTable = {
  8000: { minimum: 16, maximum: 80 },
  12000: { minimum: 16, maximum: 96 },
  16000: { minimum: 24, maximum: 192 },
  24000: { minimum: 32, maximum: 160 },
  48000: { minimum: 48, maximum: 256 },
};

/** MiniMax, and AI/ML API in its name, know four rates and four bitrates, for both numbers of channels. */
const MINIMAX_BITRATES: BitrateTable = Object.fromEntries(
  [16_000, 24_000, 32_000, 44_100].map((rate) => [rate, { minimum: 32, maximum: 256, only: [32, 64, 128, 256] }]),
);

const MINIMAX_AUDIO = {
  formats: ['mp3', 'wav'],
  bitrates: { mp3: { 1: MINIMAX_BITRATES, 2: MINIMAX_BITRATES }, wav: { 1: MINIMAX_BITRATES, 2: MINIMAX_BITRATES } },
} as const;

const NOT_A_SONG = { instrumental: false, writesLyrics: false } as const;
const COVER_REFERENCE = { minimumSeconds: 6, maximumSeconds: 360, maximumBytes: 50_000_000 } as const;
const COVER_STYLE: TextRule = { need: 'required', minimum: 10, maximum: 300 };
const COVER_LYRICS: TextRule = { need: 'optional', minimum: 10, maximum: 1_000 };
/** Covers take 30 s at the least by what is published. */
const SHORTEST_SECONDS = 20;
const NO_TEXT: TextRule = { need: 'none', minimum: 0, maximum: 0 };
/** 600 with the two pairs of `##` around them. */
const SHORT_LYRICS: TextRule = { need: 'required', minimum: 1, maximum: 596 };

/** MiniMax's models for songs, the recommended one first. What it has discontinued, and older ones, are offered where they are named. */
const SONG_MODELS: readonly { version: string; title?: string; isFree?: boolean; isRetired?: boolean }[] = [
  { version: '3.0', isRetired: false },
  { version: '2.6', isRetired: false },
  { version: '2.5+' },
  { version: '2.5' },
  { version: '2.0' },
  { version: '1.5' },
  { version: '3.0-free', title: '3.0 (free)', isFree: true },
  { version: '2.6-free', title: '2.6 (free)', isFree: true },
];

/** The catalog. Limits are the providers' own, as their model pages state them; of two that disagree, the narrower. */
export const models: readonly Model[] = [
  {
    provider: 'runware',
    id: 'minimax:music@cover',
    title: 'MiniMax Music Cover',
    kind: 'cover',
    style: COVER_STYLE,
    lyrics: COVER_LYRICS,
    uploads: 'song',
    needsVocals: false,
    reference: COVER_REFERENCE,
    songs: NOT_A_SONG,
    maximumTakes: 4,
    seed: { minimum: 0, maximum: 1_000_000 },
    formats: ['mp3', 'wav', 'flac', 'ogg'],
    bitrates: {
      mp3: { 1: MP3_BITRATES, 2: MP3_BITRATES },
      ogg: { 1: RUNWARE_OGG_MONO, 2: RUNWARE_OGG_STEREO },
    },
    priceMicros: 150_000,
    billsFailures: 'unknown',
    typicalSeconds: 75,
    shortestSeconds: SHORTEST_SECONDS,
    retired: false,
  },
  {
    provider: 'aimlapi',
    id: 'minimax/music-cover',
    title: 'MiniMax Music Cover',
    kind: 'cover',
    style: { ...COVER_STYLE, maximum: 2_000 },
    lyrics: { ...COVER_LYRICS, maximum: 3_000 },
    uploads: 'song',
    needsVocals: true,
    reference: COVER_REFERENCE,
    songs: NOT_A_SONG,
    maximumTakes: 1,
    seed: undefined,
    ...MINIMAX_AUDIO,
    priceMicros: null,
    // Its conventions say that failed requests are not billed.
    billsFailures: 'no',
    typicalSeconds: 85,
    shortestSeconds: SHORTEST_SECONDS,
    retired: false,
  },
  {
    provider: 'aimlapi',
    id: 'minimax-music',
    title: 'MiniMax Music (new words, same voice)',
    kind: 'cover',
    style: NO_TEXT,
    lyrics: SHORT_LYRICS,
    uploads: 'song',
    needsVocals: true,
    reference: { minimumSeconds: 15.1, maximumSeconds: 360, maximumBytes: 50_000_000, containers: ['MP3', 'WAV'] },
    songs: NOT_A_SONG,
    maximumTakes: 1,
    seed: undefined,
    formats: ['mp3'],
    bitrates: {},
    priceMicros: null,
    // Its conventions say that failed requests are not billed.
    billsFailures: 'no',
    typicalSeconds: 60,
    shortestSeconds: SHORTEST_SECONDS,
    retired: true,
  },
  {
    provider: 'aimlapi',
    id: 'music-01',
    title: 'MiniMax Music 01',
    kind: 'cover',
    style: NO_TEXT,
    lyrics: SHORT_LYRICS,
    uploads: 'parts',
    needsVocals: false,
    reference: { minimumSeconds: 10.1, maximumSeconds: 600, maximumBytes: 50_000_000, containers: ['MP3', 'WAV'] },
    songs: NOT_A_SONG,
    maximumTakes: 1,
    seed: undefined,
    ...MINIMAX_AUDIO,
    priceMicros: null,
    // Its conventions say that failed requests are not billed.
    billsFailures: 'no',
    typicalSeconds: 60,
    shortestSeconds: SHORTEST_SECONDS,
    retired: true,
  },
  ...(['music-cover', 'music-cover-free'] as const).map(
    (id): Model => ({
      provider: 'minimax',
      id,
      title: id === 'music-cover' ? 'MiniMax Music Cover' : 'MiniMax Music Cover (free)',
      kind: 'cover',
      style: COVER_STYLE,
      lyrics: COVER_LYRICS,
      uploads: 'song',
      needsVocals: true,
      reference: COVER_REFERENCE,
      songs: NOT_A_SONG,
      maximumTakes: 1,
      seed: undefined,
      ...MINIMAX_AUDIO,
      priceMicros: id === 'music-cover' ? 150_000 : 0,
      billsFailures: 'unknown',
      typicalSeconds: 75,
      shortestSeconds: SHORTEST_SECONDS,
      retired: id !== 'music-cover',
    }),
  ),
  ...SONG_MODELS.map(
    ({ version, title = version, isFree = false, isRetired = true }): Model => ({
      provider: 'minimax',
      id: `music-${version}`,
      title: `MiniMax Music ${title}`,
      kind: 'song',
      // Of a song without a voice, or with lyrics to be written, it is all that is said.
      style: { need: 'optional', minimum: 1, maximum: 2_000 },
      lyrics: { need: 'optional', minimum: 1, maximum: 3_500 },
      uploads: 'none',
      needsVocals: false,
      reference: COVER_REFERENCE,
      songs: { instrumental: true, writesLyrics: true },
      maximumTakes: 1,
      seed: undefined,
      ...MINIMAX_AUDIO,
      priceMicros: isFree ? 0 : 150_000,
      billsFailures: 'unknown',
      typicalSeconds: 90,
      shortestSeconds: SHORTEST_SECONDS,
      retired: isRetired,
    }),
  ),
];

/** The row of one model among these. */
export function findModel(
  among: readonly Model[],
  { provider, model }: { provider: string; model: string },
): Model | undefined {
  return among.find((row) => row.provider === provider && row.id === model);
}

/** The row of one model; throws on an unknown one, which only a broken record or setting can name. */
export function modelOf(candidate: { provider: string; model: string }): Model {
  const model = findModel(models, candidate);
  if (!model) throw new Error(`no model ${candidate.model} of ${candidate.provider} in the catalog`);
  return model;
}
