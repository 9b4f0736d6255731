import type { Clock } from '../../clock.ts';
import { ProviderError } from '../../errors.ts';
import type { GuardedFetch } from '../../http-guard.ts';
import type { Files } from '../../store/port.ts';
import type { Order, Provider } from '../port.ts';
import { createRunwareApi } from './api.ts';
import { createCheck } from './check.ts';
import { type CoverTask, coverTask } from './cover-task.ts';
import { rethrowAs } from './failures.ts';
import { PROVIDER } from './names.ts';
import { createPolls } from './polls.ts';
import { judgeSubmission } from './submission.ts';
import { createTaskDetails } from './task-details.ts';
import { formatRef, parseRef } from './task-ref.ts';
import { isNotFound, taskStatus } from './task-status.ts';
import { uploadReference } from './upload.ts';

export interface RunwareOptions {
  apiKey: string;
  baseUrl?: string;
  http: Pick<GuardedFetch, 'postJson'>;
  files: Pick<Files, 'path'>;
  clock: Clock;
  /** For one request and its answer, in milliseconds of real time; uploads have longer. */
  requestTimeoutMs?: number;
  /** How long Runware is asked to keep the links to the results alive. */
  resultTtlSeconds?: number;
}

/** Where Discord's own link lives shorter than this, the song is uploaded: a queue may lie between `prepare` and the use. */
const LINK_MUST_LIVE_MS = 3_600_000;

const UPLOAD_TIMEOUT_MS = 300_000;

/** Runware's `minimax:music@cover`: always asynchronous, polled by our own `taskUUID`. */
export function createRunware({
  apiKey,
  baseUrl = 'https://api.runware.ai/v1',
  http,
  files,
  clock,
  requestTimeoutMs: timeoutMs = 45_000,
  resultTtlSeconds = 86_400,
}: RunwareOptions): Required<Provider> {
  const api = createRunwareApi({ apiKey, baseUrl, http });
  const polls = createPolls({ api, timeoutMs, accepted: 'yes' });
  const lookups = createPolls({ api, timeoutMs, accepted: 'unknown' });
  const details = createTaskDetails({ api, timeoutMs });
  const linkLifeMs = resultTtlSeconds * 1_000;

  const audioOf = async ({ reference }: Order, signal: AbortSignal): Promise<string> => {
    const { link } = reference;
    if (link && link.expiresAt > clock.now() + LINK_MUST_LIVE_MS) return link.url;
    return uploadReference({ api, files, timeoutMs: UPLOAD_TIMEOUT_MS }, reference, signal);
  };

  return {
    name: PROVIDER,

    async prepare(order, signal) {
      // Built once without the song, so that a bad order is refused before anything is uploaded.
      const build = (audio: string) => coverTask({ order, audio, ttlSeconds: resultTtlSeconds });
      build('not yet known');
      return { ourId: order.ourId, body: build(await audioOf(order, signal)) };
    },

    async submit(task, signal) {
      const { taskUUID, numberResults: takes } = task.body as CoverTask;
      const json = [task.body];
      const answer = await api.post({ body: { json }, timeoutMs, signal }).catch(rethrowAs(({ sent }) => sent));
      const judgement = judgeSubmission(answer, taskUUID);
      if (judgement instanceof ProviderError) throw judgement;
      // When a request that is known already was accepted is not told, so nothing is promised of its links.
      const acceptedAt = judgement === 'accepted' ? { acceptedAt: clock.now() } : {};
      return { kind: 'accepted', ref: formatRef({ taskUUID, takes, ...acceptedAt }) };
    },

    check: createCheck({ polls, orderedTakes: details.orderedTakes, clock, linkLifeMs }),

    async lookup(ourId, signal) {
      const status = taskStatus(await lookups.one(ourId, signal), { takes: undefined, expiresAt: null });
      return isNotFound(status) ? 'absent' : status;
    },

    relink: (ref, signal) => details.links(parseRef(ref).taskUUID, signal),
  };
}
