import { z } from 'zod';
import { type MinimaxModel, minimaxLimits, type OutputFormat, type SoundFormat } from './limits.ts';
import { type Body, bodyOf, choiceField, flagField, readBody, refuseUnknown, textField } from './read-body.ts';
import { dtwRequired, invalid, Refusal } from './refusal.ts';
import type { MinimaxSettings } from './settings.ts';

export interface Sound {
  format: SoundFormat;
  /** In bit/s. */
  bitrate: number;
  sampleRate: number;
  channels: 1 | 2;
}

export type ReferenceSource = { kind: 'url' | 'base64' | 'feature'; value: string };

interface CommonOrder {
  model: MinimaxModel;
  style: string;
  lyrics: string | null;
  seed: number | null;
  sound: Sound;
  output: OutputFormat;
  isStreamed: boolean;
}

/** A music call whose fields are all as they must be. */
export type MusicOrder =
  | (CommonOrder & { kind: 'cover'; reference: ReferenceSource })
  | (CommonOrder & { kind: 'song'; isInstrumental: boolean });

const { cover, song, formats, sampleRates, bitrates, outputFormats, seed } = minimaxLimits;

const link = z.string({ error: 'must be a string' }).min(1, { error: 'must not be empty' }).optional();

const common = {
  audio_setting: z
    .object(
      {
        format: choiceField(formats).default('mp3'),
        sample_rate: choiceField(sampleRates).default(44_100),
        bitrate: choiceField(bitrates).default(256_000),
        channel: choiceField([1, 2]).default(2),
      },
      { error: 'must be an object' },
    )
    .prefault({}),
  output_format: choiceField(outputFormats).default('hex'),
  stream: flagField,
  /** Its audible mark at the end is not played. */
  aigc_watermark: flagField,
  seed: z
    .int({ error: 'must be an integer' })
    .min(seed.minimum, { error: `must be at least ${seed.minimum}` })
    .max(seed.maximum, { error: `must be at most ${seed.maximum}` })
    .optional(),
};

const coverSchema = z.object({
  ...common,
  prompt: textField(cover.style),
  lyrics: textField(cover.lyrics).optional(),
  audio_url: link,
  audio_base64: link,
  cover_feature_id: link,
});

const songSchema = z.object({
  ...common,
  prompt: textField(song.style).default(''),
  lyrics: textField({ ...song.lyrics, minimum: 0 }).default(''),
  is_instrumental: flagField,
  lyrics_optimizer: flagField,
});

const FIELDS = ['model', ...new Set([...Object.keys(coverSchema.shape), ...Object.keys(songSchema.shape)])];
const FOREIGN_FIELDS = {
  cover: ['is_instrumental', 'lyrics_optimizer'],
  song: ['audio_url', 'audio_base64', 'cover_feature_id'],
} as const;

/** Reads a music call. Throws the `Refusal` of the first thing that is not as it must be. */
export function checkMusic(given: unknown, settings: MinimaxSettings): MusicOrder {
  const body = played(bodyOf(given), settings);
  const model = enabledModel(body.model, settings);
  refuseUnknown(body, FIELDS, settings);
  const { kind } = minimaxLimits.models[model];
  if (settings.foreignFields === 'refuse') {
    const foreign = FOREIGN_FIELDS[kind].find((name) => body[name] !== undefined && body[name] !== false);
    if (foreign) throw invalid(`${foreign} is not supported by ${model}`);
  }
  return kind === 'cover' ? coverOrder(model, body, settings) : songOrder(model, body, settings);
}

/** A model that the account may use. Throws a `Refusal` for any other. */
export function enabledModel(name: unknown, settings: MinimaxSettings): MinimaxModel {
  const model = settings.enabledModels.find((enabled) => enabled === name);
  if (model) return model;
  throw settings.otherModelCode === 2061 ? new Refusal(2061) : invalid('model is not supported');
}

/** Without what is not in the schema, where the settings say that it does nothing. */
function played(body: Body, settings: MinimaxSettings): Body {
  const { seed: _seed, audio_setting: sound, ...rest } = body;
  const kept = settings.seed === 'use' ? body : { ...rest, ...(sound === undefined ? {} : { audio_setting: sound }) };
  if (settings.channel === 'use' || typeof sound !== 'object') return kept;
  return { ...kept, audio_setting: { ...sound, channel: undefined } };
}

function coverOrder(model: MinimaxModel, body: Body, settings: MinimaxSettings): MusicOrder {
  const fields = readBody(coverSchema, body);
  const reference = onlyReference(fields);
  const { lyrics = null } = fields;
  if (reference.kind === 'feature' && lyrics === null) throw invalid('lyrics is required with cover_feature_id');
  if (reference.kind !== 'feature' && lyrics !== null && settings.ownLyricsInOneStep === 'refuse') throw dtwRequired();
  return { ...commonOrder(model, fields, settings), kind: 'cover', lyrics, reference };
}

function songOrder(model: MinimaxModel, body: Body, settings: MinimaxSettings): MusicOrder {
  const fields = readBody(songSchema, body);
  const { is_instrumental: isInstrumental, lyrics_optimizer: writesLyrics, lyrics } = fields;
  if (isInstrumental) readBody(z.object({ prompt: textField(song.instrumentalStyle) }), { prompt: fields.prompt });
  else if (!writesLyrics) readBody(z.object({ lyrics: textField(song.lyrics) }), { lyrics });
  const sung = isInstrumental || lyrics === '' ? null : lyrics;
  return { ...commonOrder(model, fields, settings), kind: 'song', lyrics: sung, isInstrumental };
}

type CommonFields = z.output<z.ZodObject<typeof common>> & { prompt: string };

function commonOrder(model: MinimaxModel, fields: CommonFields, settings: MinimaxSettings): CommonOrder {
  const { audio_setting: sound, output_format: output, stream } = fields;
  if (stream && settings.stream === 'refuse') throw invalid('stream is not supported');
  if (stream && output === 'url') throw invalid('output_format must be hex when stream is true');
  if (stream && fields.aigc_watermark) throw invalid('aigc_watermark is not supported when stream is true');
  return {
    model,
    style: fields.prompt,
    lyrics: null,
    seed: fields.seed ?? null,
    sound: { format: sound.format, bitrate: sound.bitrate, sampleRate: sound.sample_rate, channels: sound.channel },
    output,
    isStreamed: stream,
  };
}

interface ReferenceFields {
  audio_url?: string | undefined;
  audio_base64?: string | undefined;
  cover_feature_id?: string | undefined;
}

/** The one field that says where the reference is. Throws a `Refusal` when there is none, or more than one. */
export function onlyReference(fields: ReferenceFields): ReferenceSource {
  const given: ReferenceSource[] = [];
  if (fields.audio_url !== undefined) given.push({ kind: 'url', value: fields.audio_url });
  if (fields.audio_base64 !== undefined) given.push({ kind: 'base64', value: fields.audio_base64 });
  if (fields.cover_feature_id !== undefined) given.push({ kind: 'feature', value: fields.cover_feature_id });
  const [only] = given;
  if (only && given.length === 1) return only;
  throw invalid('exactly one of audio_url, audio_base64 and cover_feature_id is required');
}

export const referenceLink = link;
