import type { Clock } from '../../clock.ts';
import { ProviderError } from '../../errors.ts';
import type { GuardedFetch } from '../../http-guard.ts';
import type { FeatureIds, Files } from '../../store/port.ts';
import type { Provider } from '../port.ts';
import { accessOfFailure } from '../shared/access-of.ts';
import { rethrowAs } from '../shared/transport-failure.ts';
import { createAimlapiApi } from './api.ts';
import { createCheck, pollTask, unknownGeneration } from './check.ts';
import { answerFailure } from './failures.ts';
import { createGenerations, type GenerationTask } from './generations.ts';
import { familyOf, PROVIDER } from './models.ts';
import { readPublishedPrices } from './published-prices.ts';
import { createSongParts } from './song-parts.ts';
import { createSynchronous, type SynchronousTask } from './synchronous.ts';

export interface AimlapiOptions {
  apiKey: string;
  baseUrl?: string;
  http: Pick<GuardedFetch, 'getJson' | 'postForStream'>;
  files: Pick<Files, 'open' | 'put'>;
  featureIds: FeatureIds;
  clock: Clock;
  /** Makes a UUID, for what is asked about and never was. */
  newId(): string;
  /** For one request and its answer, in milliseconds of real time; what takes a song along has longer. */
  requestTimeoutMs?: number;
  /** For the request that `music-01` answers with the music itself. */
  generateTimeoutMs?: number;
}

const UPLOAD_TIMEOUT_MS = 300_000;

/**
 * AI/ML API's music models by MiniMax: the cover model and the legacy one as tasks to be polled, `music-01` at once. None of
 * them can be asked by our own id, and the same order sent twice is paid twice.
 */
export function createAimlapi({
  apiKey,
  baseUrl = 'https://api.aimlapi.com',
  http,
  files,
  featureIds,
  clock,
  newId,
  requestTimeoutMs: timeoutMs = 45_000,
  generateTimeoutMs = 900_000,
}: AimlapiOptions): Provider & Required<Pick<Provider, 'relink' | 'draftLyrics' | 'publishedPrices'>> {
  const api = createAimlapiApi({ apiKey, baseUrl, http });
  const uploadTimeoutMs = Math.max(timeoutMs, UPLOAD_TIMEOUT_MS);
  const parts = createSongParts({ api, files, featureIds, clock, timeoutMs: uploadTimeoutMs });
  const generations = createGenerations({ api, parts, files, featureIds, clock, timeoutMs, uploadTimeoutMs });
  const synchronous = createSynchronous({ api, files, uploadTimeoutMs, generateTimeoutMs });

  return {
    name: PROVIDER,

    async prepare(order, signal) {
      signal.throwIfAborted();
      const way = familyOf(order.model) === 'synchronous' ? synchronous : generations;
      return { ourId: order.ourId, body: await way.prepare(order, signal) };
    },

    submit({ ourId, body }, signal, mayLeave) {
      const task = body as GenerationTask | SynchronousTask;
      return task.kind === 'synchronous'
        ? synchronous.submit(task, ourId, { signal, mayLeave })
        : generations.submit(task, ourId, { signal, mayLeave });
    },

    check: createCheck({ api, clock, timeoutMs }),

    /** A generation that never was: not found with a good key, refused with another. */
    async checkAccess(signal) {
      signal.throwIfAborted();
      try {
        const answer = await api.poll(newId(), { timeoutMs, signal }).catch(rethrowAs(PROVIDER, () => 'no'));
        return answer.status === 404 ? 'ok' : accessOfFailure(answerFailure(answer, 'no'));
      } catch (error) {
        return accessOfFailure(error);
      }
    },

    async publishedPrices(signal) {
      signal.throwIfAborted();
      const { status, body } = await api.models({ timeoutMs, signal }).catch(rethrowAs(PROVIDER, () => 'no'));
      const prices = status === 200 ? await readPublishedPrices(body, clock.yield) : undefined;
      if (prices) return prices;
      const details = { provider: PROVIDER, code: 'badResponse', accepted: 'no', vendorCode: String(status) } as const;
      throw new ProviderError('the list of models cannot be read', details);
    },

    async relink(ref, signal) {
      const status = await pollTask({ api, timeoutMs }, ref, signal);
      if (status === 'missing') throw unknownGeneration();
      if (status.state === 'failed') throw status.error;
      return status.state === 'finished' ? status.takes : [];
    },

    async draftLyrics(reference, signal) {
      const { lyrics, sections } = await parts.takeApart(reference, signal);
      return { lyrics, sections };
    },
  };
}
