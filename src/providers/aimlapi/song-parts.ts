import type { Clock } from '../../clock.ts';
import type { Reference } from '../../domain/job.ts';
import { ProviderError, type ProviderErrorCode } from '../../errors.ts';
import type { JsonCall } from '../../http-guard.ts';
import type { FeatureIds, Files } from '../../store/port.ts';
import { mediaTypeOf } from '../shared/media-type.ts';
import { type PreprocessedSong, readPreprocessedSong } from '../shared/minimax/preprocessed-song.ts';
import { songBody } from '../shared/song-body.ts';
import { keptPath, livingLink } from '../shared/song-source.ts';
import { rethrowAs } from '../shared/transport-failure.ts';
import type { AimlapiApi } from './api.ts';
import { answerFailure } from './failures.ts';
import { PROVIDER } from './models.ts';

export interface SongPartsOptions {
  api: AimlapiApi;
  files: Pick<Files, 'path'>;
  featureIds: FeatureIds;
  clock: Clock;
  timeoutMs: number;
}

/** The first step of the two-step cover: free, and in the newest of AI/ML API's schemas only. */
export interface SongParts {
  /** Throws `ProviderError`, of which nothing was ever accepted. */
  takeApart(reference: Reference, signal: AbortSignal): Promise<PreprocessedSong>;
  /** Undefined where the way in two steps is not to be had. Throws only what is said of the song itself. */
  featureOf(reference: Reference, signal: AbortSignal): Promise<Feature | undefined>;
}

/** An id for a song, and whether it was made only just now. */
export interface Feature {
  id: string;
  hash: string;
  isFresh: boolean;
}

/** What is believed of a song also for the way in one step. */
const ABOUT_THE_SONG = new Set<ProviderErrorCode>(['badAudio', 'songLength', 'noVocals', 'content']);

export function createSongParts({ api, files, featureIds, clock, timeoutMs }: SongPartsOptions): SongParts {
  const bodyOf = async (reference: Reference): Promise<JsonCall['body']> => {
    const fields = { model: 'minimax/music-cover' };
    const link = livingLink(reference, clock);
    if (link !== undefined) return { json: { ...fields, reference_audio_url: link } };
    return inlineSong(await keptPath(files, reference.hash), mediaTypeOf(reference.container), fields);
  };

  const takeApart: SongParts['takeApart'] = async (reference, signal) => {
    const body = await bodyOf(reference);
    const answer = await api
      .post({ path: '/preprocess', body, timeoutMs, signal })
      .catch(rethrowAs(PROVIDER, () => 'no'));
    if (answer.status >= 300 || !answer.body) throw answerFailure(answer, 'no');
    const song = readPreprocessedSong(answer.raw);
    if (song.featureId !== undefined) await featureIds.save(PROVIDER, reference.hash, song.featureId);
    return song;
  };

  return {
    takeApart,
    async featureOf(reference, signal) {
      const { hash } = reference;
      const known = await featureIds.get(PROVIDER, hash);
      if (known !== undefined) return { id: known, hash, isFresh: false };
      try {
        const { featureId: id } = await takeApart(reference, signal);
        return id === undefined ? undefined : { id, hash, isFresh: true };
      } catch (error) {
        if (error instanceof ProviderError && !ABOUT_THE_SONG.has(error.code)) return undefined;
        throw error;
      }
    },
  };
}

/** The song itself in place of a link to it. */
export function inlineSong(path: string, mediaType: string, fields: object): ReturnType<typeof songBody> {
  return songBody({
    path,
    build: (base64) => ({ ...fields, reference_audio_url: `data:${mediaType};base64,${base64}` }),
  });
}
