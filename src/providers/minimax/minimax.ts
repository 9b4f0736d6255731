import type { Clock } from '../../clock.ts';
import { spellTags } from '../../domain/draft/lyrics.ts';
import type { Reference } from '../../domain/job.ts';
import { ProviderError } from '../../errors.ts';
import type { GuardedFetch, JsonCall } from '../../http-guard.ts';
import type { FeatureIds, Files } from '../../store/port.ts';
import type { Order, Provider } from '../port.ts';
import { accessOfFailure } from '../shared/access-of.ts';
import { songBody } from '../shared/song-body.ts';
import { livingLink, openSong, unsentSong } from '../shared/song-source.ts';
import { readLyrics } from './answer.ts';
import { createMinimaxApi, FeatureGone } from './api.ts';
import { PROVIDER, rowOf } from './models.ts';
import { musicFields } from './music-fields.ts';
import { preprocess } from './preprocess.ts';
import { takeOf } from './take.ts';

export interface MinimaxOptions {
  apiKey: string;
  /** Keys belong to a region: `https://api.minimaxi.com` and `https://api.minimax.cn` are China's. */
  baseUrl?: string;
  http: Pick<GuardedFetch, 'postForStream' | 'getJson'>;
  files: Pick<Files, 'open' | 'put'>;
  featureIds: FeatureIds;
  clock: Clock;
  /** For one request and its answer, in milliseconds of real time. A song is made while it is waited for. */
  requestTimeoutMs?: number;
}

/** What is ready to be paid for. */
interface MusicTask {
  /** The body; without the song where that goes along as a file. */
  fields: Record<string, unknown>;
  /** Names the kept file that goes along. */
  songHash: string | null;
  /** The song behind the feature id in `fields`, and whether it was taken apart only just now. */
  feature: { hash: string; isFresh: boolean } | null;
}

/** The price list says ¥0.05 for writing lyrics. */
const LYRICS_PRICE_MICROS = 7_000;

/** In characters, of lyrics that are to be changed. */
const LONGEST_LYRICS = 3_500;

/** MiniMax's own API, which has no tasks: the paid request is answered with the song. So nothing can be looked up. */
export function createMinimax({
  apiKey,
  baseUrl = 'https://api.minimax.io',
  http,
  files,
  featureIds,
  clock,
  requestTimeoutMs: timeoutMs = 600_000,
}: MinimaxOptions): Provider & Required<Pick<Provider, 'draftLyrics' | 'lyricsWriter'>> {
  const api = createMinimaxApi({ apiKey, baseUrl, http, files, timeoutMs });

  const takeApart = async (reference: Reference, signal: AbortSignal) => {
    const heard = await preprocess({ api, files, clock }, reference, signal);
    if (heard.featureId !== undefined) await featureIds.save(PROVIDER, reference.hash, heard.featureId);
    return heard;
  };

  /** With own lyrics in one step, MiniMax mostly refuses what its documentation allows. */
  const coverTask = async (order: Order, reference: Reference, signal: AbortSignal): Promise<MusicTask> => {
    const fields = musicFields(order);
    const { hash } = reference;
    if (order.lyrics !== null) {
      const known = await featureIds.get(PROVIDER, hash);
      const id = known ?? (await takeApart(reference, signal)).featureId;
      if (id === undefined) throw badResponse('a song was taken apart, and has no id', 'no');
      const feature = { hash, isFresh: known === undefined };
      return { fields: { ...fields, cover_feature_id: id }, songHash: null, feature };
    }
    const link = livingLink(reference, clock);
    if (link) return { fields: { ...fields, audio_url: link }, songHash: null, feature: null };
    await openSong(files, hash);
    return { fields: { ...fields }, songHash: hash, feature: null };
  };

  const bodyOf = async ({ fields, songHash }: MusicTask): Promise<JsonCall['body']> => {
    if (songHash === null) return { json: fields };
    const file = await openSong(files, songHash).catch((error: unknown) => {
      throw unsentSong(PROVIDER, error);
    });
    return songBody({ file, build: (base64) => ({ ...fields, audio_base64: base64 }) });
  };

  /** Forgotten, so that the song is taken apart anew for the next attempt; whether there is one is not decided here. */
  const refusedFeature = async ({ feature }: MusicTask, refusal: FeatureGone): Promise<ProviderError> => {
    if (!feature) return refusal;
    await featureIds.forget(PROVIDER, feature.hash);
    if (feature.isFresh) return refusal;
    return new ProviderError(`an id of a song was refused: ${refusal.message}`, {
      provider: PROVIDER,
      code: 'unavailable',
      accepted: refusal.accepted,
      cause: refusal,
    });
  };

  return {
    name: PROVIDER,

    async prepare(order, signal) {
      signal.throwIfAborted();
      const { reference } = order;
      const body: MusicTask =
        rowOf(order).kind === 'cover' && reference
          ? await coverTask(order, reference, signal)
          : { fields: { ...musicFields(order) }, songHash: null, feature: null };
      return { ourId: order.ourId, body };
    },

    async submit(prepared, signal, mayLeave) {
      const task = prepared.body as MusicTask;
      const body = await bodyOf(task);
      const answer = await api
        .post({
          path: '/v1/music_generation',
          body,
          isPaid: true,
          takesWordsFromSong: task.songHash !== null || 'audio_url' in task.fields,
          signal,
          mayLeave,
        })
        .catch(async (error: unknown) => {
          throw error instanceof FeatureGone ? await refusedFeature(task, error) : error;
        });
      return { kind: 'finished', takes: [takeOf(answer, clock.now())] };
    },

    async check(refs, signal) {
      signal.throwIfAborted();
      const error = new ProviderError('MiniMax has no tasks that could be asked about', {
        provider: PROVIDER,
        code: 'notFound',
        accepted: 'unknown',
      });
      return new Map(refs.map((ref) => [ref, { state: 'failed', error }]));
    },

    async checkAccess(signal) {
      signal.throwIfAborted();
      return api.askForPlan(signal).then(() => 'ok' as const, accessOfFailure);
    },

    async draftLyrics(reference, signal) {
      const { lyrics, sections } = await takeApart(reference, signal);
      return { lyrics: spellTags(lyrics, 'full'), sections };
    },

    lyricsWriter: {
      priceMicros: LYRICS_PRICE_MICROS,
      maximumLength: LONGEST_LYRICS,
      async write({ prompt, lyrics }, signal) {
        const json = lyrics === null ? { mode: 'write_full_song', prompt } : { mode: 'edit', prompt, lyrics };
        const { rest } = await api.post({ path: '/v1/lyrics_generation', body: { json }, isPaid: true, signal });
        const written = readLyrics(rest);
        if (written.lyrics.trim() === '') throw badResponse('a success without lyrics', 'unknown');
        return { title: written.title, lyrics: spellTags(written.lyrics, 'full'), costMicros: null };
      },
    },
  };
}

function badResponse(message: string, accepted: ProviderError['accepted']): ProviderError {
  return new ProviderError(message, { provider: PROVIDER, code: 'badResponse', accepted });
}
