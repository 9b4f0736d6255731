import { checkBody, type FieldRule, textAt } from './check-field.ts';
import { sourceOf } from './check-source.ts';
import { aimlapiLimits } from './limits.ts';
import { type LoadReferenceOptions, loadCoverReference } from './load-reference.ts';

const FIELDS: readonly FieldRule[] = [
  { path: 'model', kind: 'choice', values: [aimlapiLimits.cover.model], required: true },
  { path: 'reference_audio_url', kind: 'text', minimum: 1, required: true },
];

/** The stand-in hears no words; what it says instead may be sung as it is. */
const LYRICS = [
  '[Verse]',
  'This is a sandbox and it has not heard your song',
  'A stand-in for the words that the singer sang along',
  '',
  '[Chorus]',
  'La la la, the tune is all I know',
  'La la la, and so the words must go',
].join('\n');

/** The first step of the two-step cover. It is free and answers at once, refusals included. */
export async function preprocess(body: unknown, options: LoadReferenceOptions): Promise<Record<string, unknown>> {
  const given = checkBody(body, FIELDS, options.settings.unknownFields);
  const source = sourceOf(textAt(given, 'reference_audio_url') ?? '', options.settings);
  const { data, durationMs } = await loadCoverReference(source, options);
  const seconds = durationMs / 1_000;
  return {
    cover_feature_id: options.features.keep(data),
    formatted_lyrics: LYRICS,
    structure_result: JSON.stringify(structureOf(seconds)),
    audio_duration: Math.round(seconds * 100) / 100,
  };
}

const PARTS = [
  { label: 'intro', share: 0.1 },
  { label: 'verse', share: 0.5 },
  { label: 'chorus', share: 0.9 },
  { label: 'outro', share: 1 },
] as const;

function structureOf(seconds: number) {
  const at = (share: number) => Math.round(seconds * share * 100) / 100;
  const segments = PARTS.map(({ label, share }, index) => ({
    start: at(PARTS[index - 1]?.share ?? 0),
    end: at(share),
    label,
  }));
  return { num_segments: segments.length, segments };
}
