import { type FieldRule, isObject } from './check-field.ts';
import { aimlapiLimits } from './limits.ts';
import type { Sound } from './order.ts';

const { sampleRates, bitrates, formats, sound: defaults } = aimlapiLimits;

/** `audio_sample_rate` is what a page says of music-2.6; its schema has the other name. */
type RateName = 'sample_rate' | 'audio_sample_rate';

/** The rules for `audio_setting`, with the names that a model has for the rate, and the fields that it must have. */
export function soundRules(names: readonly RateName[], required: readonly string[] = []): FieldRule[] {
  const rule = (name: string, values: readonly (string | number)[]): FieldRule => ({
    path: `audio_setting.${name}`,
    kind: 'choice',
    values,
    required: required.includes(name),
  });
  return [
    { path: 'audio_setting', kind: 'object' },
    ...names.map((name) => rule(name, sampleRates)),
    rule('bitrate', bitrates),
    rule('format', formats),
  ];
}

/** What to encode with; the settings are checked already. */
export function soundOf(asked: unknown): Sound {
  const given = isObject(asked) ? asked : {};
  return {
    format: formats.find((format) => format === given.format) ?? defaults.format,
    sampleRate: numberOr(given.sample_rate ?? given.audio_sample_rate, defaults.sampleRate),
    bitrate: numberOr(given.bitrate, defaults.bitrate),
  };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
