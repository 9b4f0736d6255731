import type { Clock } from '../clock.ts';
import type { Draft } from '../domain/draft.ts';
import type { AudioSettings, Job, Reference } from '../domain/job.ts';
import type { Model } from '../domain/models.ts';
import { chargesOf, type GivenAudio, newJob, newTryOf, type QuotaLimits } from '../domain/new-job.ts';
import { pickModels, widestReference } from '../domain/pick-models.ts';
import { UserError } from '../errors.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Logger } from '../logger.ts';
import type { Drafts } from '../store/port.ts';
import { type KeepSongDeps, keepSong, type SongLink } from './keep-song.ts';
import { quotaText } from './quota-text.ts';

export interface CoverRequests {
  /** Starts on a draft's uploads while its member still types; whatever goes wrong is met again by `request`. */
  begin(draft: Draft): void;
  /** Turns a draft into a job. Throws `UserError` before anything is spent. The same draft again is the same job. */
  request(draft: Draft): Promise<Requested>;
  /** A draft's song in our files, fetched if need be. Throws `UserError`. */
  songOf(draft: Draft): Promise<Reference>;
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
  /** In the order in which they are tried. */
  models: readonly Model[];
  audio: AudioSettings;
  quota: QuotaLimits;
}

const UPLOADS = ['song', 'voice', 'instrumental'] as const;
type Upload = (typeof UPLOADS)[number];

/** From a draft to an accepted job: uploads are fetched once and looked at, words are checked, then one durable write. */
export function createCoverRequests(deps: CoverRequestsDeps): CoverRequests {
  const { jobs, drafts, clock, log, models, audio, quota, files } = deps;
  const limits = widestReference(models);
  const shutdown = new AbortController();
  /** What runs now, by draft and address: a submit joins the download that its modal began. */
  const downloads = new Map<string, Promise<Reference>>();

  const download = (draft: Draft, song: SongLink): Promise<Reference> => {
    const key = `${draft.id} ${song.url}`;
    const running = downloads.get(key);
    if (running) return running;

    const reference = keepSong(deps, song, limits, shutdown.signal).finally(() => downloads.delete(key));
    downloads.set(key, reference);
    return reference;
  };

  /** An upload in our files; remembered on the draft, so that fixing a text needs no second upload. */
  const keptOf = async (draft: Draft, upload: Upload): Promise<Reference | null> => {
    const song = draft[upload];
    if (!song) return null;
    if (song.kind === 'link') {
      const reference = await download(draft, song);
      await drafts.save({ ...((await drafts.get(draft.id)) ?? draft), [upload]: { kind: 'kept', reference } });
      return reference;
    }
    if (!(await files.path(song.reference.hash))) throw new UserError({ key: 'files.gone', params: {} });
    return song.reference;
  };

  const begin = (draft: Draft): Promise<GivenAudio> => {
    const kept = Promise.all(UPLOADS.map((upload) => keptOf(draft, upload))).then(
      ([reference = null, voice = null, instrumental = null]) => ({ reference, voice, instrumental }),
    );
    // Also so that a failure is no unhandled one where nobody waits for it.
    kept.catch((error: unknown) => log.debug({ err: error, draftId: draft.id }, 'an upload of a draft was not kept'));
    return kept;
  };

  const accept = async (job: Job): Promise<Requested> => {
    const acceptance = await jobs.accept(job, chargesOf(job, quota));
    if (acceptance.kind === 'refused') throw new UserError(quotaText(acceptance.refusal));
    log.info({ jobId: job.id, guildId: job.guildId, isNew: acceptance.kind === 'accepted' }, 'cover accepted');
    return { job: acceptance.job, isNew: acceptance.kind === 'accepted' };
  };

  const pick = (draft: Draft, given?: GivenAudio): readonly Model[] => {
    const picked = pickModels(models, draft, given);
    if (picked.kind === 'fault') throw new UserError(picked.text);
    return picked.models;
  };

  return {
    begin: (draft) => void begin(draft),

    async request(draft) {
      const existing = await jobs.get(draft.id);
      if (existing) return { job: existing, isNew: false };
      await drafts.save(draft);

      const kept = begin(draft);
      // Words are judged at once, but a song that is missing comes first, and one on its way is kept all the same.
      if (draft.kind === 'song' || UPLOADS.some((upload) => draft[upload])) pick(draft);
      const given = await kept;
      const candidates = pick(draft, given).map(({ provider, id, priceMicros }) => ({
        provider,
        model: id,
        priceMicros,
      }));
      return accept(newJob(draft, { ...given, candidates, audio, now: clock.now() }));
    },

    async songOf(draft) {
      const reference = await keptOf(draft, 'song');
      if (!reference) throw new UserError({ key: 'song.missing', params: {} });
      return reference;
    },

    async newTry(job, progress) {
      for (const given of [job.reference, job.voice, job.instrumental]) {
        if (given && !(await files.path(given.hash))) throw new UserError({ key: 'files.gone', params: {} });
      }
      return accept(newTryOf(job, { progress, now: clock.now() }));
    },

    async close() {
      shutdown.abort(new UserError({ key: 'busy.shuttingDown', params: {} }));
      await Promise.allSettled(downloads.values());
    },
  };
}
