import type { Clock } from '../../clock.ts';
import type { Reference } from '../../domain/job.ts';
import { ProviderError } from '../../errors.ts';
import type { Files } from '../../store/port.ts';
import { type PreprocessedSong, readPreprocessedSong } from '../shared/minimax/preprocessed-song.ts';
import { songBody } from '../shared/song-body.ts';
import { keptPath, livingLink } from '../shared/song-source.ts';
import type { MinimaxApi } from './api.ts';
import { PROVIDER } from './models.ts';

export interface PreprocessOptions {
  api: MinimaxApi;
  files: Pick<Files, 'path'>;
  clock: Clock;
}

/** Takes a song apart, which is free. */
export async function preprocess(
  { api, files, clock }: PreprocessOptions,
  reference: Reference,
  signal: AbortSignal,
): Promise<PreprocessedSong> {
  // The only model that this endpoint takes, whichever makes the cover.
  const fields = { model: 'music-cover' };
  const link = livingLink(reference, clock);
  const body = link
    ? { json: { ...fields, audio_url: link } }
    : await songBody({
        path: await keptPath(files, reference.hash),
        build: (base64) => ({ ...fields, audio_base64: base64 }),
      });
  const { rest } = await api.post({ path: '/v1/music_cover_preprocess', body, isPaid: false, signal });
  const heard = readPreprocessedSong(rest);
  if (heard.featureId !== undefined || heard.lyrics !== '') return heard;
  throw new ProviderError('a song was taken apart, and nothing came of it', {
    provider: PROVIDER,
    code: 'badResponse',
    accepted: 'no',
  });
}
