import { checkBody, checkField, type FieldRule, isObject, textAt } from './check-field.ts';
import { soundOf, soundRules } from './check-sound.ts';
import { sourceOf, urlSourceOf } from './check-source.ts';
import { type AimlapiSongModel, aimlapiLimits } from './limits.ts';
import type { AimlapiOrder, Source } from './order.ts';
import { badBody } from './problem.ts';
import type { AimlapiSettings } from './settings.ts';

const { cover, songs, legacy } = aimlapiLimits;
const SONG_MODELS = Object.keys(songs) as AimlapiSongModel[];
const MODELS = [cover.model, ...SONG_MODELS, legacy.model] as const;
const modelRule = (values: readonly string[]): FieldRule => ({ path: 'model', kind: 'choice', values, required: true });
const MODEL = modelRule(MODELS);

const bounds = ({ minimum, maximum }: { minimum: number; maximum: number }) => ({ minimum, maximum });

const COVER_FIELDS: readonly FieldRule[] = [
  MODEL,
  { path: 'prompt', kind: 'text', ...bounds(cover.prompt), required: true },
  { path: 'lyrics', kind: 'text', ...bounds(cover.lyrics) },
  { path: 'reference_audio_url', kind: 'text', minimum: 1 },
  { path: 'cover_feature_id', kind: 'text', minimum: 1 },
  ...soundRules(['sample_rate']),
];

const SONG_FLAGS: readonly FieldRule[] = [
  { path: 'lyrics_optimizer', kind: 'boolean' },
  { path: 'is_instrumental', kind: 'boolean' },
];

function songFields(model: AimlapiSongModel): readonly FieldRule[] {
  const { prompt, lyrics, hasFlags } = songs[model];
  return [
    MODEL,
    { path: 'prompt', kind: 'text', ...prompt, required: !hasFlags },
    { path: 'lyrics', kind: 'text', ...lyrics, required: !hasFlags },
    ...(hasFlags ? SONG_FLAGS : []),
    ...soundRules(['sample_rate', 'audio_sample_rate']),
  ];
}

const LEGACY_FIELDS: readonly FieldRule[] = [
  MODEL,
  { path: 'prompt', kind: 'text', minimum: legacy.lyrics.minimum, required: true },
  { path: 'reference_audio_url', kind: 'text', minimum: 1, required: true },
];

/** Reads an order out of the body of a submission. Throws the `Refusal` of the first field that is not as it must be. */
export function checkOrder(body: unknown, settings: AimlapiSettings): AimlapiOrder {
  const asked = isObject(body) ? body.model : undefined;
  checkField(modelRule(MODELS.filter((model) => !settings.switchedOff.includes(model))), asked);
  const song = SONG_MODELS.find((model) => model === asked);
  if (song) return songOrder(song, body, settings);
  if (asked === legacy.model) return legacyOrder(body, settings);
  return coverOrder(body, settings);
}

function coverOrder(body: unknown, settings: AimlapiSettings): AimlapiOrder {
  const given = checkBody(body, COVER_FIELDS, settings.unknownFields);
  const lyrics = textAt(given, 'lyrics');
  if (lyrics === null && settings.coverLyrics === 'required')
    throw badBody('lyrics: Expected string, received undefined');
  return {
    model: cover.model,
    style: textAt(given, 'prompt') ?? '',
    lyrics,
    source: coverSource(textAt(given, 'reference_audio_url'), textAt(given, 'cover_feature_id'), lyrics, settings),
    sound: soundOf(given.audio_setting),
  };
}

function coverSource(
  audio: string | null,
  featureId: string | null,
  lyrics: string | null,
  settings: AimlapiSettings,
): Source {
  if (audio !== null && featureId !== null) {
    throw badBody('reference_audio_url and cover_feature_id are mutually exclusive');
  }
  if (audio !== null) return sourceOf(audio, settings);
  if (featureId === null) throw badBody('Expected reference_audio_url or cover_feature_id, received neither');
  if (lyrics === null) throw badBody('lyrics: Expected string with cover_feature_id, received undefined');
  return { kind: 'feature', id: featureId };
}

function songOrder(model: AimlapiSongModel, body: unknown, settings: AimlapiSettings): AimlapiOrder {
  const given = checkBody(body, songFields(model), settings.unknownFields);
  const lyrics = textAt(given, 'lyrics');
  if (lyrics === null && given.lyrics_optimizer !== true && given.is_instrumental !== true) {
    throw badBody('lyrics: Expected string, received undefined');
  }
  return {
    model,
    style: textAt(given, 'prompt') ?? '',
    lyrics,
    source: { kind: 'none' },
    sound: soundOf(given.audio_setting),
  };
}

function legacyOrder(body: unknown, settings: AimlapiSettings): AimlapiOrder {
  const given = checkBody(body, LEGACY_FIELDS, settings.unknownFields);
  return {
    model: legacy.model,
    style: '',
    lyrics: textAt(given, 'prompt'),
    source: urlSourceOf(textAt(given, 'reference_audio_url') ?? ''),
    sound: soundOf(undefined),
  };
}
