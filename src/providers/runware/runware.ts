import type { Clock } from '../../clock.ts';
import { ProviderError } from '../../errors.ts';
import type { GuardedFetch } from '../../http-guard.ts';
import type { Files } from '../../store/port.ts';
import type { Found, Order, Provider, ProviderTake, TaskStatus } from '../port.ts';
import { livingLink } from '../shared/song-source.ts';
import { createRunwareApi } from './api.ts';
import { createChecks } from './check.ts';
import { createCheckAccess } from './check-access.ts';
import { type CoverTask, coverTask, type OutputType } from './cover-task.ts';
import { rethrowAs } from './failures.ts';
import { PROVIDER } from './models.ts';
import { createPolls } from './polls.ts';
import { judgeSubmission } from './submission.ts';
import { createTaskDetails } from './task-details.ts';
import { formatRef, parseRef } from './task-ref.ts';
import { hasResult, isAbsent, isNotFound, knownOfUnfound, takesOf, taskStatus } from './task-status.ts';
import { uploadReference } from './upload.ts';

export interface RunwareOptions {
  apiKey: string;
  baseUrl?: string;
  http: Pick<GuardedFetch, 'postForStream'>;
  files: Pick<Files, 'open' | 'put'>;
  clock: Clock;
  /** Makes a UUID v4, for requests that are not paid. */
  newId(): string;
  /**
   * How results are asked for: as links to other hosts of Runware, or within its answers, for a bot that must not fetch from
   * other hosts. Whatever comes is taken.
   */
  outputType?: OutputType;
  /** For one request and its answer, in milliseconds of real time; uploads, and results within answers, have longer. */
  requestTimeoutMs?: number;
  /** How long Runware is asked to keep the links to the results alive. */
  resultTtlSeconds?: number;
}

const UPLOAD_TIMEOUT_MS = 300_000;
const LONG_ANSWER_MS = 300_000;

/** Runware's `minimax:music@cover`: always asynchronous, polled by our own `taskUUID`. */
export function createRunware({
  apiKey,
  baseUrl = 'https://api.runware.ai/v1',
  http,
  files,
  clock,
  newId,
  outputType = 'URL',
  requestTimeoutMs: timeoutMs = 45_000,
  resultTtlSeconds = 86_400,
}: RunwareOptions): Provider & Required<Pick<Provider, 'lookup' | 'relink'>> {
  const api = createRunwareApi({ apiKey, baseUrl, http, files });
  const asking = { api, timeoutMs, longAnswerMs: LONG_ANSWER_MS };
  const polls = createPolls({ ...asking, accepted: 'yes' });
  const lookups = createPolls({ ...asking, accepted: 'unknown' });
  const details = createTaskDetails({ ...asking, accepted: 'yes' });
  const lookupDetails = createTaskDetails({ ...asking, accepted: 'unknown' });
  const linkLifeMs = resultTtlSeconds * 1_000;

  const checks = createChecks({ polls, details, clock, asksSingly: outputType !== 'URL', linkLifeMs });

  const audioOf = async ({ reference }: Order, signal: AbortSignal): Promise<string> => {
    if (!reference) {
      throw new ProviderError('a cover needs a song', { provider: PROVIDER, code: 'badRequest', accepted: 'no' });
    }
    const link = livingLink(reference, clock);
    return link ?? uploadReference({ api, files, timeoutMs: UPLOAD_TIMEOUT_MS, newId }, reference, signal);
  };

  /** A task that was still ordered with links has none here. */
  const pollFiles = async (taskUUID: string, signal: AbortSignal): Promise<ProviderTake[]> => {
    const { items } = await polls.one(taskUUID, signal);
    return takesOf(items, null).filter(({ source }) => source.kind === 'file');
  };

  return {
    name: PROVIDER,

    async prepare(order, signal) {
      // Built once without the song, so that a bad order is refused before anything is uploaded.
      const build = (audio: string) => coverTask({ order, audio, outputType, ttlSeconds: resultTtlSeconds });
      build('not yet known');
      return { ourId: order.ourId, body: build(await audioOf(order, signal)) };
    },

    async submit(task, signal, mayLeave) {
      const { taskUUID, numberResults: takes } = task.body as CoverTask;
      const json = [task.body];
      const answer = await api.post({ body: { json }, timeoutMs, signal, mayLeave }).catch(rethrowAs((sent) => sent));
      const judgement = judgeSubmission(answer, taskUUID);
      if (judgement instanceof ProviderError) throw judgement;
      // When a request that is known already was accepted is not told, so nothing is promised of its links.
      if (judgement === 'knownAlready')
        return { kind: 'accepted', ref: formatRef({ taskUUID, takes }), isRepetition: true };
      return { kind: 'accepted', ref: formatRef({ taskUUID, takes, acceptedAt: clock.now() }) };
    },

    check: checks.check,
    get tasksPerRequest() {
      return checks.tasksPerRequest();
    },

    checkAccess: createCheckAccess({ api, timeoutMs, newId }),

    async lookup(ourId, signal) {
      const said = await lookups.one(ourId, signal);
      const status = taskStatus(said, { takes: undefined, expiresAt: null });
      if (!isNotFound(status) && hasResult(said)) return status;
      // A task that Runware does not know may look like one that runs.
      const archived = await lookupDetails.statusOf(ourId, signal);
      if (!isNotFound(status)) return ofRunningLike(archived);
      const known = knownOfUnfound(status, archived);
      return isAbsent(known) ? 'absent' : known;
    },

    async relink(ref, signal) {
      const { taskUUID } = parseRef(ref);
      const polled = outputType === 'URL' ? [] : await pollFiles(taskUUID, signal);
      return polled.length > 0 ? polled : details.results(taskUUID, signal);
    },
  };
}

/** What the archive makes of a task that polls show as a running one. */
function ofRunningLike(archived: TaskStatus | undefined): Found {
  if (archived === undefined) return 'unclear';
  return isAbsent(archived) ? 'denied' : archived;
}
