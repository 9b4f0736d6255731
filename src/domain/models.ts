import type { SoundTable } from './song/song-formats.ts';

/** Output formats as the domain names them; a provider client turns them into the vendor's spelling. */
export type AudioFormat = 'mp3' | 'wav' | 'flac' | 'ogg';

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

/** What a price may depend on. */
export interface PricedOrder {
  /** How long a take will be: a cover is as long as its song. Null where that is not known yet. */
  seconds: number | null;
}

/**
 * What one take of an order costs, in whole micro-dollars; null where no price is known, for whatever order. Of an order of which
 * something is not known yet, it is the most that it can come to.
 */
export type PriceOf = (order: PricedOrder) => number | null;

/** One row of the catalog: what a model takes, makes and costs. Options, forms and checks all come from it. */
export interface Model {
  provider: string;
  id: string;
  /** As members read it. */
  title: string;
  /** A cover is made from a reference, a song from words alone. */
  kind: 'cover' | 'song';
  style: TextRule;
  lyrics: TextRule;
  /** What it sings where it gets no lyrics and does not refuse that: the reference's own words, or none at all. */
  whenNoLyrics: 'own' | 'instrumental';
  /** `song`: the reference. `parts`: a song, or a voice and an instrumental, or one of these. */
  uploads: 'none' | 'song' | 'parts';
  /** Refuses a reference in which nobody sings. */
  needsVocals: boolean;
  reference: {
    minimumSeconds: number;
    maximumSeconds: number;
    maximumBytes: number;
    /** What it takes, codecs beside containers. */
    sounds: SoundTable;
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
  /** What members are shown, what is reserved and what is settled; pure. */
  priceOf: PriceOf;
  /** Whether a task that it took and that failed is billed. */
  billsFailures: 'no' | 'yes' | 'unknown';
  /** What a cover takes before the bot has times of its own, in seconds. */
  typicalSeconds: number;
  /** Before this, no task of it can have ended, in seconds. */
  shortestSeconds: number;
  /** Hidden unless the operator names it. */
  retired: boolean;
}

/** Those of the models that a server uses, in the operator's order; all where it has chosen none. */
export function modelsAmong(models: readonly Model[], modelIds: readonly string[]): readonly Model[] {
  return modelIds.length === 0 ? models : models.filter(({ provider, id }) => modelIds.includes(`${provider}/${id}`));
}

/** The row of one model among these. */
export function findModel(
  among: readonly Model[],
  { provider, model }: { provider: string; model: string },
): Model | undefined {
  return among.find((row) => row.provider === provider && row.id === model);
}
