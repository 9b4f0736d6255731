import { decodeInlineMedia } from '../shared/inline-media.ts';
import { decodeErrorCode, type Measure } from '../shared/render.ts';
import { runwareLimits } from './limits.ts';
import { downloadMedia, type MediaStorage, unknownMedia } from './media-storage.ts';
import { type Problem, Refusal } from './problem.ts';
import type { RunwareSettings } from './settings.ts';
import { isUuid } from './uuid.ts';

const PARAMETER = 'inputs.audio';

export interface LoadReferenceOptions {
  media: MediaStorage;
  measure: Measure;
  settings: RunwareSettings;
}

/** Fetches the audio of an order and checks it as a whole. Throws a `Refusal` for what the member or the caller did wrong. */
export async function loadReference(audio: string, options: LoadReferenceOptions): Promise<Uint8Array> {
  const data = await read(audio, options);
  const durationMs = await measured(data, options);
  const { minimumMs, maximumMs } = runwareLimits.reference;
  if (durationMs < minimumMs || durationMs > maximumMs) throw wrongLength(options.settings, durationMs);
  return data;
}

async function read(audio: string, { media, settings }: LoadReferenceOptions): Promise<Uint8Array> {
  if (isUuid(audio, 'any')) {
    const upload = media.read(audio);
    if (!upload) throw unknownMedia(settings, PARAMETER);
    return upload;
  }
  if (/^https?:/i.test(audio)) return await downloadMedia(audio, settings, PARAMETER);
  const inline = settings.inlineAudio === 'accept' ? decodeInlineMedia(audio) : undefined;
  if (inline) return inline.data;
  throw new Refusal({
    code: settings.undecodableCode,
    message: `Invalid value for '${PARAMETER}' parameter. It must be the UUID of an uploaded media or a URL.`,
    parameter: PARAMETER,
  });
}

async function measured(data: Uint8Array, { measure, settings }: LoadReferenceOptions): Promise<number> {
  try {
    return (await measure(data)).durationMs;
  } catch (error) {
    if (decodeErrorCode(error) === 'tooLong') throw wrongLength(settings);
    const problem = undecodable(error, settings);
    throw problem ? new Refusal(problem) : error;
  }
}

/** What a decoder's error becomes; undefined when it is not one. */
export function undecodable(error: unknown, settings: RunwareSettings): Problem | undefined {
  const code = decodeErrorCode(error);
  if (code === undefined) return undefined;
  const reason = code === 'damaged' ? 'is damaged' : 'is of a kind that this stand-in cannot decode';
  return {
    code: settings.undecodableCode,
    message: `Invalid value for '${PARAMETER}' parameter. The audio ${reason}. (This is a sandbox, not Runware.)`,
    parameter: PARAMETER,
  };
}

function wrongLength(settings: RunwareSettings, durationMs?: number): Refusal {
  const { minimumMs, maximumMs } = runwareLimits.reference;
  const found = durationMs === undefined ? '' : ` It is ${(durationMs / 1_000).toFixed(1)} seconds long.`;
  return new Refusal({
    code: settings.audioLengthCode,
    message: `Invalid duration of '${PARAMETER}'. It must be between ${minimumMs / 1_000} and ${maximumMs / 1_000} seconds.${found}`,
    parameter: PARAMETER,
    details: { min: minimumMs / 1_000, max: maximumMs / 1_000 },
  });
}
