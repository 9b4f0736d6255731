import type { Clock } from '../clock.ts';
import type { Discord } from '../discord/port.ts';
import type { Wish } from '../domain/check-draft.ts';
import type { Draft } from '../domain/draft.ts';
import type { GuildSettings } from '../domain/guild-settings.ts';
import type { AudioSettings, Candidate, Job, Reference } from '../domain/job.ts';
import type { Model } from '../domain/models.ts';
import {
  type CoverTarget,
  chargesOf,
  type GivenAudio,
  newJob,
  newTryOf,
  type QuotaLimits,
  reservedMicros,
} from '../domain/new-job.ts';
import { pickModels, widestReference } from '../domain/pick-models.ts';
import { needsReview, type Review } from '../domain/review.ts';
import { UserError } from '../errors.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Logger } from '../logger.ts';
import type { Drafts, SettingsStore } from '../store/port.ts';
import { type KeepSongDeps, keepSong, type SongLink } from './keep-song.ts';
import { checkAudioMayBeUsed, type SongRights } from './may-be-used.ts';
import { quotaText } from './quota-text.ts';
import type { Standings } from './standings.ts';

export interface CoverRequests {
  /** Starts on a draft's uploads while its member still types; whatever goes wrong is met again by `request`. */
  begin(draft: Draft): void;
  /**
   * Looks at a draft as `request` would, and asks for nothing. `asks` where its member is to see what it comes to first.
   * Throws `UserError`.
   */
  review(draft: Draft): Promise<Reviewed>;
  /** Turns a draft into a job. Throws `UserError` before anything is spent. The same draft again is the same job. */
  request(draft: Draft): Promise<Requested>;
  /** A draft's song in our files, fetched if need be. Throws `UserError`. */
  songOf(draft: Draft): Promise<Reference>;
  /** Tries a failed job again as a new one. Throws `UserError`. */
  newTry(job: Job, progress: Job['progress']): Promise<Requested>;
  /** Ends the downloads that still run. */
  close(): Promise<void>;
}

export interface Reviewed {
  asks: boolean;
  review: Review;
}

export interface Requested {
  job: Job;
  /** False when this request had made its job before. */
  isNew: boolean;
}

export interface CoverRequestsDeps extends KeepSongDeps, SongRights {
  jobs: Pick<Jobs, 'accept' | 'get'>;
  drafts: Pick<Drafts, 'get' | 'save' | 'change'>;
  settings: Pick<SettingsStore, 'get'>;
  standings: Standings;
  discord: Pick<Discord, 'channelIn' | 'checkTarget'>;
  clock: Clock;
  log: Logger;
  /** In the order in which they are tried. */
  models: readonly Model[];
  audio: AudioSettings;
  quota: QuotaLimits;
}

/** For what Discord is asked before a draft is accepted, in milliseconds. */
const ASKING_MS = 10_000;

const UPLOADS = ['song', 'voice', 'instrumental'] as const;
type Upload = (typeof UPLOADS)[number];

/** From a draft to an accepted job: uploads are fetched once and looked at, words are checked, then one durable write. */
export function createCoverRequests(deps: CoverRequestsDeps): CoverRequests {
  const { jobs, drafts, settings, standings, discord, clock, log, models, audio, quota, files } = deps;
  const limits = widestReference(models);
  const shutdown = new AbortController();
  /** What runs now, by draft and address: a submit joins the download that its modal began. */
  const downloads = new Map<string, Promise<Reference>>();

  const download = (draft: Draft, song: SongLink): Promise<Reference> => {
    const key = `${draft.id} ${song.url}`;
    const running = downloads.get(key);
    if (running) return running;

    const posted = { ...song, posterId: song.posterId ?? draft.requester.id };
    const reference = keepSong(deps, draft, posted, limits, shutdown.signal).finally(() => downloads.delete(key));
    downloads.set(key, reference);
    return reference;
  };

  /** An upload in our files; remembered on the draft, so that fixing a text needs no second upload. */
  const keptOf = async (draft: Draft, upload: Upload): Promise<Reference | null> => {
    const song = draft[upload];
    if (!song) return null;
    if (song.kind === 'link') {
      const reference = await download(draft, song);
      // Another one may have been chosen meanwhile.
      const isWanted = (saved: Draft) => saved[upload]?.kind === 'link' && saved[upload].url === song.url;
      await drafts.change(draft.id, (saved) =>
        isWanted(saved) ? { ...saved, [upload]: { kind: 'kept', reference } } : saved,
      );
      return reference;
    }
    if (!(await files.path(song.reference.hash))) throw new UserError({ key: 'files.gone', params: {} });
    return song.reference;
  };

  /** The draft with what an earlier step of it has made of the same links. */
  const withKept = async (draft: Draft): Promise<Draft> => {
    const stored = await drafts.get(draft.id);
    const uploads = UPLOADS.map((upload) => [upload, keptBefore(draft[upload], stored?.[upload])]);
    return { ...draft, ...Object.fromEntries(uploads) };
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

  const pick = (draft: Wish, given?: GivenAudio): readonly Model[] => {
    const picked = pickModels(models, draft, given);
    if (picked.kind === 'fault') throw new UserError(picked.text);
    return picked.models;
  };

  /** A draft's audio and the models that take it. */
  const look = async (asked: Draft): Promise<{ given: GivenAudio; picked: readonly Model[] }> => {
    const draft = await withKept(asked);
    await drafts.save(draft);
    const kept = begin(draft);
    // Words are judged at once, but a song that is missing comes first, and one on its way is kept all the same.
    if (draft.kind === 'song' || UPLOADS.some((upload) => draft[upload])) pick(draft);
    const given = await kept;
    await checkAudioMayBeUsed(deps, given, draft);
    return { given, picked: pick(draft, given) };
  };

  const targetOf = async (draft: Draft, chosen: GuildSettings, signal: AbortSignal): Promise<CoverTarget> => {
    const { guildId, channelId, parentChannelId } = draft;
    const { remixChannelIds, opensThreads, locale: publicLocale } = chosen;
    const remixChannelId =
      remixChannelIds.length === 0 ? undefined : await discord.channelIn(guildId, remixChannelIds, signal);
    const isThere = remixChannelId === channelId || remixChannelId === parentChannelId;
    if (remixChannelId === undefined || isThere) return { channelId, opensThread: false, publicLocale };
    return { channelId: remixChannelId, opensThread: opensThreads, publicLocale };
  };

  /** Where all covers are posted where they are asked for, Discord has said what the bot may do; else it is asked. */
  const checkElsewhere = async (job: Job, chosen: GuildSettings, signal: AbortSignal): Promise<void> => {
    if (chosen.remixChannelIds.length === 0) return;
    const target = await discord.checkTarget(job, 'cached', signal);
    if (target.kind !== 'ok') throw new UserError(target.text);
  };

  return {
    begin: (draft) => void begin(draft),

    async review(draft) {
      const { given, picked } = await look(draft);
      const chosen = await settings.get(draft.guildId);
      const candidates = candidatesOf(picked);
      const micros = reservedMicros({ candidates, wanted: { takes: draft.takes, seed: draft.seed, audio } });
      const [model] = picked;
      if (!model) throw new UserError({ key: 'model.none', params: {} });
      return {
        asks: needsReview(draft, micros, chosen),
        review: { ...given, model, micros, standings: await standings(draft.guildId, draft.requester.id) },
      };
    },

    async request(draft) {
      const existing = await jobs.get(draft.id);
      if (existing) return { job: existing, isNew: false };
      const { given, picked } = await look(draft);
      const chosen = await settings.get(draft.guildId);
      if (draft.kind === 'cover' && chosen.wantsRightsTick && !draft.mayUse) {
        throw new UserError({ key: 'rights.missing', params: {} });
      }
      const signal = AbortSignal.any([shutdown.signal, AbortSignal.timeout(ASKING_MS)]);
      const target = await targetOf(draft, chosen, signal);
      const made = { ...given, candidates: candidatesOf(picked), audio, now: clock.now() };
      const job = newJob(draft, made, target);
      await checkElsewhere(job, chosen, signal);
      return accept(job);
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
      await checkAudioMayBeUsed(deps, job, job);
      const candidates = notDearer(candidatesOf(pick({ ...job, ...job.wanted }, job)), job);
      return accept(newTryOf(job, { candidates, progress, now: clock.now() }));
    },

    async close() {
      shutdown.abort(new UserError({ key: 'busy.shuttingDown', params: {} }));
      await Promise.allSettled(downloads.values());
    },
  };
}

function candidatesOf(picked: readonly Model[]): Candidate[] {
  return picked.map(({ provider, id, priceMicros }) => ({ provider, model: id, priceMicros }));
}

/** The button says no price, so what its member has agreed to counts, wherever there is a choice. */
function notDearer(candidates: readonly Candidate[], { candidates: before }: Job): readonly Candidate[] {
  const most = Math.max(...before.map(({ priceMicros }) => priceMicros ?? 0));
  const others = candidates.filter(({ priceMicros }) => (priceMicros ?? 0) <= most);
  return others.length > 0 ? others : candidates;
}

function keptBefore(given: Draft[Upload], stored: Draft[Upload] | undefined): Draft[Upload] {
  const isSame = given?.kind === 'link' && stored?.kind === 'kept' && stored.reference.link?.url === given.url;
  return isSame ? stored : given;
}
