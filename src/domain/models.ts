/** Output formats as the domain names them; a provider client turns them into the vendor's spelling. */
export type AudioFormat = 'mp3' | 'wav' | 'flac' | 'ogg';

export type ProviderName = 'runware';

/** Whether a text is asked for, and its length in characters. */
export interface TextRule {
  need: 'required' | 'optional' | 'none';
  minimum: number;
  maximum: number;
}

/** Inclusive bounds in kbit/s, by sample rate in Hz; a missing rate is not offered. */
export type BitrateTable = Readonly<Record<number, { minimum: number; maximum: number }>>;

/** One row of the catalog: what a model takes, makes and costs. Options, forms and checks all come from it. */
export interface Model {
  provider: ProviderName;
  id: string;
  /** As members read it. */
  title: string;
  kind: 'cover';
  style: TextRule;
  lyrics: TextRule;
  reference: { minimumSeconds: number; maximumSeconds: number; maximumBytes: number };
  /** How many takes one paid request can make. */
  maximumTakes: number;
  /** The range of seeds that may be asked for; none where the model takes no seed. */
  seed: { minimum: number; maximum: number } | undefined;
  formats: readonly AudioFormat[];
  /** By format and number of channels; formats without a table take no audio settings. */
  bitrates: Readonly<Partial<Record<AudioFormat, Readonly<Record<1 | 2, BitrateTable>>>>>;
  /** For one take, in micro-dollars. */
  priceMicros: number;
  /** What a cover takes before the bot has times of its own, in seconds. */
  typicalSeconds: number;
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

/** The catalog. Limits are the providers' own, as their model pages state them. */
export const models: readonly Model[] = [
  {
    provider: 'runware',
    id: 'minimax:music@cover',
    title: 'MiniMax Music Cover',
    kind: 'cover',
    style: { need: 'required', minimum: 10, maximum: 300 },
    lyrics: { need: 'optional', minimum: 10, maximum: 1_000 },
    reference: { minimumSeconds: 6, maximumSeconds: 360, maximumBytes: 50_000_000 },
    maximumTakes: 4,
    seed: { minimum: 0, maximum: 1_000_000 },
    formats: ['mp3', 'wav', 'flac', 'ogg'],
    bitrates: {
      mp3: { 1: MP3_BITRATES, 2: MP3_BITRATES },
      ogg: { 1: RUNWARE_OGG_MONO, 2: RUNWARE_OGG_STEREO },
    },
    priceMicros: 150_000,
    typicalSeconds: 75,
    retired: false,
  },
];

/** The row of one model; throws on an unknown one, which only a broken record or setting can name. */
export function modelOf(candidate: { provider: string; model: string }): Model {
  const model = models.find((row) => row.provider === candidate.provider && row.id === candidate.model);
  if (!model) throw new Error(`no model ${candidate.model} of ${candidate.provider} in the catalog`);
  return model;
}
