import { DownloadError, download } from '../shared/download.ts';
import { decodeErrorCode, type Measure } from '../shared/render.ts';
import { audioKindOf } from './audio-kind.ts';
import type { Features } from './features.ts';
import { aimlapiLimits } from './limits.ts';
import type { AimlapiOrder, AudioSource, Measured, Source } from './order.ts';
import { type Problem, Refusal, upstreamRefusal } from './problem.ts';
import type { AimlapiSettings } from './settings.ts';
import type { Uploads } from './uploads.ts';
import { checkUpstreamTexts } from './upstream-texts.ts';

const { cover, legacy, music01 } = aimlapiLimits;

export interface LoadReferenceOptions {
  settings: AimlapiSettings;
  measure: Measure;
  features: Features;
  uploads: Uploads;
  /** The first part of a longer song. */
  cut(file: Uint8Array, maximumMs: number): Promise<Uint8Array>;
  /** What a model that takes no reference makes its songs of. */
  ownSong(): Promise<Uint8Array>;
}

/** Looks at an order as MiniMax would and gives the song to make it of. Throws a `Refusal` in MiniMax's words. */
export async function loadReference(order: AimlapiOrder, options: LoadReferenceOptions): Promise<Uint8Array> {
  const { settings } = options;
  const { source } = order;
  checkUpstreamTexts(order, settings);
  if (source.kind === 'none') return await options.ownSong();
  if (source.kind === 'feature') return featureOf(source.id, options);
  if (source.kind === 'uploads') return await uploadOf(source, options);
  if (order.model === legacy.model) return (await loadLegacyReference(source, options)).data;
  return (await loadCoverReference(source, options, order.lyrics === null)).data;
}

/** What MiniMax says that a length must be. */
const LENGTHS = {
  cover: 'between 6s and 360s',
  legacy: 'longer than 15 seconds',
  upload: 'between 10 and 600 seconds',
} as const;
type Use = keyof typeof LENGTHS;

const WITHOUT_VOCALS: Readonly<Record<AimlapiSettings['withoutVocals'], string>> = {
  explained: 'invalid params, cover mode does not support instrumental music (no lyrics detected, dtw_result is empty)',
  lyricsTooShort: 'invalid params, lyrics is too short',
  unknownError: 'unknown error',
};

/** A reference of a cover, in the call itself or for preprocessing. */
export async function loadCoverReference(
  source: AudioSource,
  options: LoadReferenceOptions,
  takesWordsFromSong = false,
): Promise<Measured> {
  const { settings } = options;
  const song = await measured(await bytesOf(source, settings), 'cover', options);
  const { minimumMs, maximumMs } = cover.reference;
  if (song.durationMs < minimumMs || song.durationMs > maximumMs) throw wrongLength('cover', settings);
  if (!settings.referenceHasVocals) {
    throw upstreamRefusal(WITHOUT_VOCALS[takesWordsFromSong ? settings.withoutVocals : 'explained'], settings);
  }
  return song;
}

async function loadLegacyReference(source: AudioSource, options: LoadReferenceOptions): Promise<Measured> {
  const song = await measuredOfTwoKinds(await bytesOf(source, options.settings), 'legacy', options);
  if (song.durationMs > legacy.reference.longerThanMs) return song;
  throw wrongLength('legacy', options.settings);
}

/** What may be uploaded for `music-01`. */
export async function checkUpload(data: Uint8Array, options: LoadReferenceOptions): Promise<Measured> {
  checkSize(data, options.settings);
  const song = await measuredOfTwoKinds(data, 'upload', options);
  const { longerThanMs, maximumMs } = music01.reference;
  if (song.durationMs > longerThanMs && song.durationMs <= maximumMs) return song;
  throw wrongLength('upload', options.settings);
}

function featureOf(id: string, { features, settings }: LoadReferenceOptions): Uint8Array {
  const reference = features.read(id);
  if (!reference) throw upstreamRefusal('invalid params, cover_feature_id is invalid or has expired', settings);
  return reference;
}

async function uploadOf(
  { voice, instrumental }: Extract<Source, { kind: 'uploads' }>,
  { uploads, settings, cut }: LoadReferenceOptions,
): Promise<Uint8Array> {
  const songs = [voice, instrumental]
    .filter((id) => id !== null)
    .map((id) => {
      const song = uploads.read(id);
      if (!song) throw upstreamRefusal(`invalid params, ${id} does not exist`, settings);
      return song;
    });
  const [song] = songs;
  if (!song) throw upstreamRefusal('invalid params, no reference', settings);
  const maximumMs = music01.resultMaximumMs;
  return song.durationMs > maximumMs ? await cut(song.data, maximumMs) : song.data;
}

async function bytesOf(source: AudioSource, settings: AimlapiSettings): Promise<Uint8Array> {
  if (source.kind === 'inline') {
    checkSize(source.data, settings);
    return source.data;
  }
  try {
    const limits = { maximumBytes: settings.maximumMediaBytes, timeoutMs: settings.downloadTimeoutMs };
    return await download(source.url, limits);
  } catch (error) {
    throw error instanceof DownloadError ? upstreamRefusal('download audio_url failed', settings) : error;
  }
}

function checkSize(data: Uint8Array, settings: AimlapiSettings): void {
  if (data.length <= settings.maximumMediaBytes) return;
  throw upstreamRefusal(`invalid params, audio file is larger than ${settings.maximumMediaBytes} bytes`, settings);
}

async function measuredOfTwoKinds(data: Uint8Array, use: Use, options: LoadReferenceOptions): Promise<Measured> {
  if (audioKindOf(data) === 'other') throw new Refusal(invalidAudio(options.settings));
  return await measured(data, use, options);
}

async function measured(data: Uint8Array, use: Use, { measure, settings }: LoadReferenceOptions): Promise<Measured> {
  try {
    return { data, durationMs: (await measure(data)).durationMs };
  } catch (error) {
    if (decodeErrorCode(error) === 'tooLong') throw wrongLength(use, settings);
    const problem = undecodable(error, settings);
    throw problem ? new Refusal(problem) : error;
  }
}

/** What a decoder's error becomes; undefined when it is not one. */
export function undecodable(error: unknown, settings: AimlapiSettings): Problem | undefined {
  return decodeErrorCode(error) === undefined ? undefined : invalidAudio(settings);
}

function invalidAudio(settings: AimlapiSettings): Problem {
  return upstreamRefusal('invalid params, invalid audio file', settings).problem;
}

function wrongLength(use: Use, settings: AimlapiSettings): Refusal {
  return upstreamRefusal(`invalid params, audio duration must be ${LENGTHS[use]}`, settings);
}
