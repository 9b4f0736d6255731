import { isLoopback } from '../shared/download.ts';
import { checkField, type FieldRule, fieldProblem, isObject } from './check-field.ts';
import { type Sound, soundOf } from './check-sound.ts';
import { type OutputFormat, type OutputType, runwareLimits } from './limits.ts';
import { Refusal } from './problem.ts';
import type { RunwareSettings } from './settings.ts';

/** An `audioInference` task whose fields are all as they must be. */
export interface RunwareOrder {
  style: string;
  /** A media UUID, a URL, or inline audio. */
  audio: string;
  lyrics: string | null;
  seed: number | null;
  results: number;
  outputType: OutputType;
  outputFormat: OutputFormat;
  sound: Sound;
  delivery: 'sync' | 'async';
  ttlSeconds: number | null;
  includeCost: boolean;
  /** Where each result is announced by POST, and where its bytes go by PUT. */
  webhookURL: string | null;
  uploadEndpoint: string | null;
}

const { model, style, lyrics, seed, results, ttlSeconds, bitrateKbps, outputTypes, outputFormats } = runwareLimits;

const FIELDS: readonly FieldRule[] = [
  { path: 'model', required: true, kind: 'choice', values: [model] },
  { path: 'positivePrompt', required: true, kind: 'text', ...style },
  { path: 'inputs', required: true, kind: 'object' },
  { path: 'inputs.audio', required: true, kind: 'anyText' },
  { path: 'settings', kind: 'object' },
  { path: 'settings.lyrics', kind: 'text', ...lyrics },
  { path: 'seed', kind: 'integer', ...seed },
  { path: 'outputType', kind: 'choice', values: outputTypes },
  { path: 'outputFormat', kind: 'choice', values: outputFormats },
  { path: 'audioSettings', kind: 'object' },
  { path: 'audioSettings.bitrate', kind: 'integer', ...bitrateKbps },
  { path: 'audioSettings.channels', kind: 'choice', values: [1, 2] },
  { path: 'audioSettings.sampleRate', kind: 'integer', minimum: 1 },
  { path: 'deliveryMethod', kind: 'choice', values: ['sync', 'async'] },
  { path: 'ttl', kind: 'integer', ...ttlSeconds },
  { path: 'includeCost', kind: 'boolean' },
  { path: 'numberResults', kind: 'integer', ...results },
  { path: 'webhookURL', kind: 'anyText' },
  { path: 'uploadEndpoint', kind: 'anyText' },
];

/** Checked before this file is reached. */
const ENVELOPE_FIELDS = ['taskType', 'taskUUID'];

/** Reads an order out of a task. Throws the `Refusal` of the first field that is not as it must be. */
export function checkOrder(task: Record<string, unknown>, settings: RunwareSettings): RunwareOrder {
  if (settings.unknownFields === 'refuse') refuseUnknown(task);
  for (const rule of FIELDS) checkField(rule, valueAt(task, rule.path));

  const outputType = choice(task.outputType, outputTypes, 'URL');
  const outputFormat = choice(task.outputFormat, outputFormats, 'MP3');
  refuseTtlWithoutUrl(task, outputType);
  return {
    style: String(task.positivePrompt),
    audio: String(valueAt(task, 'inputs.audio')),
    lyrics: textOr(valueAt(task, 'settings.lyrics'), null),
    seed: numberOr(task.seed, null),
    results: numberOr(task.numberResults, 1),
    outputType,
    outputFormat,
    sound: soundOf(task.audioSettings, outputFormat, settings),
    delivery: task.deliveryMethod === 'async' ? 'async' : 'sync',
    ttlSeconds: numberOr(task.ttl, null),
    includeCost: task.includeCost === true,
    webhookURL: addressAt(task, 'webhookURL'),
    uploadEndpoint: addressAt(task, 'uploadEndpoint'),
  };
}

function refuseTtlWithoutUrl(task: Record<string, unknown>, outputType: OutputType): void {
  if (task.ttl === undefined || outputType === 'URL') return;
  throw new Refusal({
    code: 'incompatibleParameters',
    message: "Parameter 'ttl' can only be used when 'outputType' is 'URL'.",
    parameter: ['ttl', 'outputType'],
  });
}

/** An address to call, on this machine: the sandbox never reaches out. */
function addressAt(task: Record<string, unknown>, name: 'webhookURL' | 'uploadEndpoint'): string | null {
  const given = task[name];
  if (given === undefined) return null;
  const url = URL.parse(String(given));
  if (url && isLoopback(url)) return url.href;
  const says = url ? 'A stand-in calls addresses on this machine only.' : 'It must be a valid URL.';
  throw new Refusal(fieldProblem(name, 'invalid', 'Invalid value for', { says, details: { type: 'string' } }));
}

function refuseUnknown(task: Record<string, unknown>): void {
  const known = new Set([...ENVELOPE_FIELDS, ...FIELDS.map((rule) => rule.path)]);
  const unknown = pathsOf(task).find((path) => !known.has(path));
  if (unknown === undefined) return;
  throw new Refusal({
    code: 'unsupportedParameter',
    message: `Unsupported use of '${unknown}' parameter. This parameter is not supported for the selected model.`,
    parameter: unknown,
  });
}

/** The names of a task's fields, and those within its objects: no field of the model lies deeper. */
function pathsOf(task: Record<string, unknown>): string[] {
  return Object.entries(task).flatMap(([name, value]) =>
    isObject(value) ? [name, ...Object.keys(value).map((inner) => `${name}.${inner}`)] : [name],
  );
}

function valueAt(task: Record<string, unknown>, path: string): unknown {
  const [outer = '', inner] = path.split('.');
  const value = task[outer];
  if (inner === undefined) return value;
  return isObject(value) ? value[inner] : undefined;
}

function choice<Value extends string>(value: unknown, allowed: readonly Value[], otherwise: Value): Value {
  return allowed.find((one) => one === value) ?? otherwise;
}

function numberOr<Otherwise>(value: unknown, otherwise: Otherwise): number | Otherwise {
  return typeof value === 'number' ? value : otherwise;
}

function textOr<Otherwise>(value: unknown, otherwise: Otherwise): string | Otherwise {
  return typeof value === 'string' ? value : otherwise;
}
