import { fieldProblem, isObject } from './check-field.ts';
import { type BitrateBounds, type OutputFormat, runwareBitrates } from './limits.ts';
import { Refusal } from './problem.ts';
import type { RunwareSettings } from './settings.ts';

/** What to encode with; Runware's own choice where nothing was asked is unknown. */
export interface Sound {
  bitrateKbps: number;
  sampleRate: number;
  channels: 1 | 2;
}

/** Reads `audioSettings`, whose fields are of the right types, against the format's table. Throws a `Refusal`. */
export function soundOf(asked: unknown, format: OutputFormat, settings: RunwareSettings): Sound {
  if (format === 'WAV' || format === 'FLAC') {
    if (asked !== undefined) {
      throw new Refusal(
        fieldProblem('audioSettings', 'unsupported', 'Unsupported use of', {
          says: `It is not supported for the '${format}' output format.`,
          details: { type: 'object' },
        }),
      );
    }
    return { bitrateKbps: 1_411, sampleRate: 44_100, channels: 2 };
  }
  const given = isObject(asked) ? asked : {};
  if (asked !== undefined && settings.audioSettingsFields === 'allTogether') {
    for (const name of ['bitrate', 'channels', 'sampleRate']) {
      if (given[name] === undefined) {
        throw new Refusal(fieldProblem(`audioSettings.${name}`, 'missing', 'Missing required parameter'));
      }
    }
  }
  const channels = given.channels === 1 ? 1 : 2;
  return withinTable(given, channels, runwareBitrates[format][channels], format);
}

function withinTable(
  given: Record<string, unknown>,
  channels: 1 | 2,
  table: BitrateBounds,
  format: OutputFormat,
): Sound {
  const sampleRate = numberOr(given.sampleRate, format === 'OGG' ? 48_000 : 44_100);
  const bounds = table.get(sampleRate);
  if (!bounds) {
    const allowedValues = [...table.keys()];
    throw new Refusal(
      fieldProblem('audioSettings.sampleRate', 'invalid', 'Invalid value for', {
        says: `Supported values are: ${allowedValues.map((rate) => `'${rate}'`).join(', ')}.`,
        details: { type: 'integer', allowedValues },
      }),
    );
  }
  const [minimum, maximum] = bounds;
  const bitrate = numberOr(given.bitrate, Math.min(128, maximum));
  if (bitrate < minimum || bitrate > maximum) {
    throw new Refusal({
      ...fieldProblem('audioSettings.bitrate', 'invalid', 'Invalid value for', {
        says: `At a sample rate of ${sampleRate} with ${channels} channels it must be between ${minimum} and ${maximum}.`,
        details: { type: 'integer', min: minimum, max: maximum },
      }),
      parameter: ['audioSettings.bitrate', 'audioSettings.sampleRate'],
    });
  }
  return { bitrateKbps: bitrate, sampleRate, channels };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
