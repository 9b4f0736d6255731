import type { Clock } from '../../clock.ts';
import { ProviderError, UserError } from '../../errors.ts';
import type { JsonCall } from '../../http-guard.ts';
import type { FeatureIds, Files } from '../../store/port.ts';
import type { Order, Submission } from '../port.ts';
import { mediaTypeOf } from '../shared/media-type.ts';
import { livingLink, openSong, unsentSong } from '../shared/song-source.ts';
import { rethrowAs } from '../shared/transport-failure.ts';
import type { AimlapiApi, Sending } from './api.ts';
import { paidFailure } from './failures.ts';
import { familyOf, PROVIDER } from './models.ts';
import { type OrderFields, orderFields } from './order-fields.ts';
import { type Feature, inlineSong, type SongParts } from './song-parts.ts';

export interface GenerationsOptions {
  api: AimlapiApi;
  parts: SongParts;
  files: Pick<Files, 'open'>;
  featureIds: Pick<FeatureIds, 'forget'>;
  clock: Clock;
  timeoutMs: number;
  uploadTimeoutMs: number;
}

/** What is ready to be paid for, and becomes a task to be asked about. */
export interface GenerationTask {
  kind: 'generation';
  /** The body; without the song where that goes along as a file. */
  fields: OrderFields;
  song: { hash: string; mediaType: string } | null;
  feature: Feature | null;
}

export interface Generations {
  prepare(order: Order, signal: AbortSignal): Promise<GenerationTask>;
  submit(task: GenerationTask, ourId: string, sending: Sending): Promise<Submission>;
}

/** The legacy model takes links only, and downloads them at once. */
const LEGACY_LINK_MUST_LIVE_MS = 300_000;

/** The models that are asked on AI/ML API's common path. */
export function createGenerations(options: GenerationsOptions): Generations {
  const { api, parts, files, featureIds, clock } = options;

  const songBodyOf = async ({ fields, song }: GenerationTask): Promise<JsonCall['body']> => {
    if (!song) return { json: fields };
    try {
      return inlineSong(await openSong(files, song.hash), song.mediaType, fields);
    } catch (error) {
      throw unsentSong(PROVIDER, error);
    }
  };

  /** Forgotten, so that the song is taken apart anew for the next attempt; whether there is one is not decided here. */
  const refusedFeature = async ({ feature }: GenerationTask, refusal: ProviderError): Promise<ProviderError> => {
    if (!feature || !/feature/i.test(refusal.message)) return refusal;
    await featureIds.forget(PROVIDER, feature.hash);
    if (feature.isFresh) return refusal;
    return new ProviderError(`the id of a song was refused: ${refusal.message}`, {
      provider: PROVIDER,
      code: 'unavailable',
      accepted: refusal.accepted,
      cause: refusal,
    });
  };

  return {
    async prepare(order, signal) {
      const fields = orderFields(order);
      const { reference } = order;
      if (!reference) throw new Error('checked with the fields');
      const task = { kind: 'generation', song: null, feature: null } as const;
      if (familyOf(order.model) === 'legacy') {
        const link = livingLink(reference, clock, LEGACY_LINK_MUST_LIVE_MS);
        if (!reference.link) throw new UserError({ key: 'song.noLink', params: {} });
        if (link === undefined) throw new UserError({ key: 'song.linkDead', params: {} });
        return { ...task, fields: { ...fields, reference_audio_url: link } };
      }
      const feature = order.lyrics === null ? undefined : await parts.featureOf(reference, signal);
      if (feature) return { ...task, fields: { ...fields, cover_feature_id: feature.id }, feature };
      const link = livingLink(reference, clock);
      if (link !== undefined) return { ...task, fields: { ...fields, reference_audio_url: link } };
      await openSong(files, reference.hash);
      return { ...task, fields, song: { hash: reference.hash, mediaType: mediaTypeOf(reference.container) } };
    },

    async submit(task, ourId, sending) {
      const body = await songBodyOf(task);
      const timeoutMs = task.song ? options.uploadTimeoutMs : options.timeoutMs;
      const answer = await api
        .post({ path: '', body, ourId, timeoutMs, ...sending })
        .catch(rethrowAs(PROVIDER, (sent) => sent));
      const ref = answer.status < 300 ? (answer.body?.id ?? answer.inferenceId) : undefined;
      if (ref === undefined) {
        const takesWordsFromSong = familyOf(String(task.fields.model)) === 'cover' && task.fields.lyrics === undefined;
        throw await refusedFeature(task, paidFailure(answer, takesWordsFromSong));
      }
      return { kind: 'accepted', ref };
    },
  };
}
