import { DownloadError, download } from '../shared/download.ts';
import { decodeInlineMedia } from '../shared/inline-media.ts';
import { decodeErrorCode, type Measure } from '../shared/render.ts';
import type { ReferenceSource } from './check-music.ts';
import type { Features, Reference } from './features.ts';
import { minimaxLimits } from './limits.ts';
import { invalid, type Refusal } from './refusal.ts';
import type { MinimaxSettings } from './settings.ts';

export interface LoadReferenceOptions {
  features: Features;
  measure: Measure;
  settings: MinimaxSettings;
}

/** Fetches the audio of a call and checks it as a whole. Throws a `Refusal` for what the caller did wrong. */
export async function loadReference(source: ReferenceSource, options: LoadReferenceOptions): Promise<Reference> {
  const { features, measure, settings } = options;
  if (source.kind === 'feature') {
    const reference = features.open(source.value);
    if (!reference) throw invalid('cover_feature_id is not found or has expired');
    return reference;
  }
  const data = source.kind === 'url' ? await downloaded(source.value, settings) : decoded(source.value, settings);
  const durationMs = await measured(data, measure);
  const { minimumMs, maximumMs } = minimaxLimits.reference;
  if (durationMs < minimumMs || durationMs > maximumMs) throw wrongLength();
  return { data, durationMs };
}

async function downloaded(url: string, settings: MinimaxSettings): Promise<Uint8Array> {
  try {
    return await download(url, { maximumBytes: settings.maximumReferenceBytes, timeoutMs: settings.downloadTimeoutMs });
  } catch (error) {
    throw error instanceof DownloadError ? invalid('download audio_url failed') : error;
  }
}

function decoded(text: string, settings: MinimaxSettings): Uint8Array {
  const media = decodeInlineMedia(text);
  const isDataUri = media?.contentType !== undefined;
  if (!media || (isDataUri && settings.dataUriPrefix === 'refuse')) throw invalid('audio_base64 is not valid base64');
  const { data } = media;
  if (data.length <= settings.maximumReferenceBytes) return data;
  throw invalid(`audio size must not exceed ${Math.floor(settings.maximumReferenceBytes / 1_000_000)}MB`);
}

async function measured(data: Uint8Array, measure: Measure): Promise<number> {
  try {
    return (await measure(data)).durationMs;
  } catch (error) {
    throw undecodable(error) ?? error;
  }
}

/** What a decoder's error becomes; undefined when it is not one. */
export function undecodable(error: unknown): Refusal | undefined {
  const code = decodeErrorCode(error);
  if (code === 'tooLong') return wrongLength();
  return code === undefined ? undefined : invalid('invalid audio file');
}

function wrongLength(): Refusal {
  const { minimumMs, maximumMs } = minimaxLimits.reference;
  return invalid(`audio duration must be between ${minimumMs / 1_000}s and ${maximumMs / 1_000}s`);
}
