import type { Clock } from '../clock.ts';
import { faultOfDraft } from '../domain/check-draft.ts';
import type { Draft } from '../domain/draft.ts';
import type { AudioSettings, Candidate, Job, Reference } from '../domain/job.ts';
import { modelOf } from '../domain/models.ts';
import { chargesOf, newJob, newTryOf, type QuotaLimits } from '../domain/new-job.ts';
import type { QuotaRefusal } from '../domain/quota.ts';
import { type MemberText, UserError } from '../errors.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Logger } from '../logger.ts';
import type { Drafts } from '../store/port.ts';
import { type KeepSongDeps, keepSong, type SongLink } from './keep-song.ts';

export interface CoverRequests {
  /** Starts on a draft's song while its member still types; whatever goes wrong is met again by `request`. */
  begin(draft: Draft): void;
  /** Turns a draft into a job. Throws `UserError` before anything is spent. The same draft again is the same job. */
  request(draft: Draft): Promise<Requested>;
  /** Tries a failed job again as a new one. Throws `UserError`. */
  newTry(job: Job, progress: Job['progress']): Promise<Requested>;
  /** Ends the downloads that still run. */
  close(): Promise<void>;
}

export interface Requested {
  job: Job;
  /** False when this request had made its job before. */
  isNew: boolean;
}

export interface CoverRequestsDeps extends KeepSongDeps {
  jobs: Jobs;
  drafts: Drafts;
  clock: Clock;
  log: Logger;
  candidates: readonly [Candidate, ...Candidate[]];
  audio: AudioSettings;
  quota: QuotaLimits;
}

/** From a draft to an accepted job: the song is fetched once and looked at, texts are checked, then one durable write. */
export function createCoverRequests(deps: CoverRequestsDeps): CoverRequests {
  const { jobs, drafts, clock, log, candidates, audio, quota, files } = deps;
  const model = modelOf(candidates[0]);
  const shutdown = new AbortController();
  /** What runs now, by draft and address: a submit joins the download that its modal began. */
  const downloads = new Map<string, Promise<Reference>>();

  const download = (draft: Draft, song: SongLink): Promise<Reference> => {
    const key = `${draft.id} ${song.url}`;
    const running = downloads.get(key);
    if (running) return running;

    const reference = keepSong(deps, song, model, shutdown.signal).finally(() => downloads.delete(key));
    downloads.set(key, reference);
    return reference;
  };

  /** The song of a draft in our files; remembered on the draft, so that fixing a text needs no second upload. */
  const referenceOf = async (draft: Draft): Promise<Reference> => {
    const { song } = draft;
    if (!song) throw new UserError({ key: 'song.missing', params: {} });
    if (song.kind === 'link') {
      const reference = await download(draft, song);
      await drafts.save({ ...((await drafts.get(draft.id)) ?? draft), song: { kind: 'kept', reference } });
      return reference;
    }
    if (!(await files.path(song.reference.hash))) throw new UserError({ key: 'files.gone', params: {} });
    return song.reference;
  };

  const begin = (draft: Draft): Promise<Reference> => {
    const reference = referenceOf(draft);
    reference.catch((error: unknown) => log.debug({ err: error, draftId: draft.id }, 'song of a draft was not kept'));
    return reference;
  };

  const accept = async (job: Job): Promise<Requested> => {
    const acceptance = await jobs.accept(job, chargesOf(job, quota));
    if (acceptance.kind === 'refused') throw new UserError(quotaText(acceptance.refusal));
    log.info({ jobId: job.id, guildId: job.guildId, isNew: acceptance.kind === 'accepted' }, 'cover accepted');
    return { job: acceptance.job, isNew: acceptance.kind === 'accepted' };
  };

  return {
    begin: (draft) => void begin(draft),

    async request(draft) {
      const existing = await jobs.get(draft.id);
      if (existing) return { job: existing, isNew: false };
      await drafts.save(draft);

      const keptReference = begin(draft);
      const fault = draft.song && faultOfDraft(draft, model);
      if (fault) throw new UserError(fault);
      const reference = await keptReference;
      return accept(newJob(draft, { reference, candidates, audio, now: clock.now() }));
    },

    async newTry(job, progress) {
      if (!(await files.path(job.reference.hash))) throw new UserError({ key: 'files.gone', params: {} });
      return accept(newTryOf(job, { progress, now: clock.now() }));
    },

    async close() {
      shutdown.abort(new UserError({ key: 'busy.shuttingDown', params: {} }));
      await Promise.allSettled(downloads.values());
    },
  };
}

function quotaText({ kind, charge, used }: QuotaRefusal): MemberText {
  const scope = charge.scope.name;
  const renewsAt = charge.window.endsAt;
  if (kind === 'count') {
    const limit = charge.limit.count ?? 0;
    return { key: 'quota.count', params: { scope, used: used.count, limit, wanted: charge.count, renewsAt } };
  }
  const leftMicros = Math.max(0, (charge.limit.micros ?? 0) - used.micros);
  return { key: 'quota.money', params: { scope, leftMicros, wantedMicros: charge.micros, renewsAt } };
}
