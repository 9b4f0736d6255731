import { checkBody, checkField, type FieldRule, textAt } from './check-field.ts';
import { soundOf, soundRules } from './check-sound.ts';
import { aimlapiLimits } from './limits.ts';
import type { AimlapiOrder } from './order.ts';
import { badBody } from './problem.ts';
import type { AimlapiSettings } from './settings.ts';

const { music01 } = aimlapiLimits;

const FIELDS: readonly FieldRule[] = [
  { path: 'model', kind: 'choice', values: [music01.model], required: true },
  { path: 'lyrics', kind: 'text', minimum: music01.lyrics.minimum, required: true },
  { path: 'refer_voice', kind: 'text', minimum: 1, nullable: true },
  { path: 'refer_instrumental', kind: 'text', minimum: 1, nullable: true },
  ...soundRules(['sample_rate']),
];

/** Reads an order for the synchronous model. Throws the `Refusal` of the first field that is not as it must be. */
export function checkMusic01(body: unknown, settings: AimlapiSettings): AimlapiOrder {
  const given = checkBody(body, FIELDS, settings.unknownFields);
  if (given.audio_setting !== undefined) {
    const required = settings.music01Sound === 'formatOnly' ? ['format'] : ['sample_rate', 'bitrate', 'format'];
    checkBody({ audio_setting: given.audio_setting }, soundRules(['sample_rate'], required), 'ignore');
  }
  const voice = textAt(given, 'refer_voice');
  const instrumental = textAt(given, 'refer_instrumental');
  if (voice === null && instrumental === null) {
    throw badBody('Expected refer_voice or refer_instrumental, received neither');
  }
  return {
    model: music01.model,
    style: '',
    lyrics: textAt(given, 'lyrics'),
    source: { kind: 'uploads', voice, instrumental },
    sound: soundOf(given.audio_setting),
  };
}

export type Purpose = (typeof music01.purposes)[number];

export function checkPurpose(purpose: unknown): Purpose {
  checkField({ path: 'purpose', kind: 'choice', values: music01.purposes, required: true }, purpose);
  return music01.purposes.find((one) => one === purpose) ?? 'song';
}
