import type { Clock } from '../../clock.ts';
import type { Discord, TargetedJob } from '../../discord/port.ts';
import { chargesOf, limitsFor, type QuotaPolicy } from '../../domain/charges.ts';
import type { Wish } from '../../domain/check-draft.ts';
import type { Draft } from '../../domain/draft.ts';
import type { AudioSettings, Candidate, Job, Reference } from '../../domain/job.ts';
import type { Model } from '../../domain/models.ts';
import { type CoverTarget, type GivenAudio, newJob, newTryOf, reservedMicros } from '../../domain/new-job.ts';
import { pickModels, widestReference } from '../../domain/pick-models.ts';
import { type Elsewhere, needsReview, type Review } from '../../domain/review.ts';
import { SAME_WISH_MS } from '../../domain/same-wish.ts';
import { DiscordError, UserError } from '../../errors.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Drafts, SettingsStore } from '../../store/port.ts';
import { checkAudioMayBeUsed, notePosters, type SongRights } from '../assert-usable.ts';
import type { Allowance } from '../make/allowance.ts';
import type { Prices } from '../make/prices.ts';
import { quotaText } from '../quota-text.ts';
import type { GetQuotaUsage } from '../quota-usage.ts';
import { type KeepSongDeps, keepSong, type SongLink } from './keep-song.ts';
import { targetOf } from './target-of.ts';

export interface CoverRequests {
  /** Starts on a draft's uploads while its member still types; whatever goes wrong is met again by `request`. */
  begin(draft: Draft): void;
  /**
   * Looks at a draft as `request` would, and asks for nothing. `asks` where its member is to see what it comes to first.
   * Throws `UserError`.
   */
  review(draft: Draft): Promise<Reviewed>;
  /**
   * Turns a draft into a job. Throws `UserError` before anything is spent. The same draft again is the same job; so is the same
   * wish again within a minute, unless it is wanted `anyway`.
   */
  request(draft: Draft, options?: { anyway: boolean }): Promise<Requested>;
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
  /** False when this request had made its job before, or `repeats` another one. */
  isNew: boolean;
  /** The job is that of another draft, which asked for the same a moment ago. */
  repeats?: boolean;
}

export interface CoverRequestsDeps extends KeepSongDeps, SongRights {
  jobs: Pick<JobStore, 'accept' | 'get'>;
  drafts: Pick<Drafts, 'get' | 'save' | 'change'>;
  settings: Pick<SettingsStore, 'get'>;
  getQuotaUsage: GetQuotaUsage;
  discord: Pick<Discord, 'coverChannelIn' | 'checkTarget' | 'isLessOpen'>;
  clock: Clock;
  log: Logger;
  /** In the order in which they are tried. */
  models: readonly Model[];
  audio: AudioSettings;
  quota: QuotaPolicy;
  allowance: Allowance;
  prices: Pick<Prices, 'of'>;
}

/** For what Discord is asked before a draft is accepted, in milliseconds. */
const ASKING_MS = 10_000;

const UPLOADS = ['song', 'voice', 'instrumental'] as const;
type Upload = (typeof UPLOADS)[number];

/** From a draft to an accepted job: uploads are fetched once and looked at, words are checked, then one durable write. */
export function createCoverRequests(deps: CoverRequestsDeps): CoverRequests {
  const { jobs, drafts, settings, getQuotaUsage, discord, clock, log, models, audio, quota, files } = deps;
  const { allowance, prices } = deps;
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

  const accept = async (job: Job, onceSince?: number): Promise<Requested> => {
    const charges = chargesOf(job, limitsFor(quota, job.guildId));
    const acceptance = await jobs.accept(job, charges, onceSince === undefined ? {} : { onceSince });
    if (acceptance.kind === 'refused') throw new UserError(quotaText(acceptance.refusal));
    const { kind } = acceptance;
    if (kind === 'accepted') await notePosters(deps, job, job, true);
    log.info({ jobId: acceptance.job.id, guildId: job.guildId, isNew: kind === 'accepted' }, 'cover accepted');
    return { job: acceptance.job, isNew: kind === 'accepted', ...(kind === 'repeats' && { repeats: true }) };
  };

  const candidatesOf = (picked: readonly Model[]): Candidate[] =>
    picked.map((model) => ({ provider: model.provider, model: model.id, priceMicros: prices.of(model) }));

  const microsOf = (draft: Pick<Draft, 'takes'>, picked: readonly Model[]): number =>
    reservedMicros({ candidates: candidatesOf(picked), wanted: { ...draft, seed: null, audio } });

  const pick = (draft: Wish, given?: GivenAudio): readonly Model[] => {
    const picked = pickModels(models.filter(isPriced), draft, given);
    if (picked.kind === 'fault') throw new UserError(picked.text);
    return picked.models;
  };

  /** What a draft costs at the cheapest model of its kind; what it really comes to is looked at when it is accepted. */
  const leastMicrosOf = (draft: Draft): number => {
    const offered = models.filter((model) => model.kind === draft.kind && isPriced(model));
    return offered.length === 0 ? 0 : draft.takes * Math.min(...offered.map((model) => prices.of(model) ?? 0));
  };

  const checkMember = async (draft: Draft): Promise<void> => {
    await allowance.check(draft);
    await allowance.checkFits(draft, { count: draft.takes, micros: leastMicrosOf(draft) });
  };

  /** What a draft's server has chosen, and where its cover goes, where that can be posted. */
  const placeOf = async (draft: Draft) => {
    const chosen = await settings.get(draft.guildId);
    const signal = AbortSignal.any([shutdown.signal, AbortSignal.timeout(ASKING_MS)]);
    const target = await targetOf(discord, draft, chosen, signal);
    // Where all covers are posted where they are asked for, Discord has said what the bot may do; but not whether it is in a thread.
    const isKnown = chosen.remixChannelIds.length === 0 && draft.parentChannelId === null;
    if (!isKnown) await checkPlace({ ...draft, ...target }, signal);
    return { chosen, target };
  };

  /** A draft's audio, the models that take it, what its server has chosen, and where the cover goes. */
  const look = async (asked: Draft) => {
    const draft = await withKept(asked);
    await drafts.save(draft);
    // All that costs nothing to know comes before anything is downloaded.
    await checkMember(draft);
    // That a song is missing is said before anything about the words.
    if (draft.kind === 'song' || UPLOADS.some((upload) => draft[upload])) pick(draft);
    const place = await placeOf(draft);
    const given = await begin(draft);
    await notePosters(deps, given, draft, false);
    await checkAudioMayBeUsed(deps, given, draft);
    return { given, picked: pick(draft, given), ...place };
  };

  const elsewhereOf = async (draft: Draft, { channelId }: CoverTarget): Promise<Elsewhere | null> => {
    if (channelId === draft.channelId) return null;
    const signal = AbortSignal.any([shutdown.signal, AbortSignal.timeout(ASKING_MS)]);
    const channels = { from: draft.channelId, to: channelId };
    const isFromClosed = await discord.isLessOpen(draft.guildId, channels, signal).catch((error: unknown) => {
      if (!(error instanceof DiscordError) && !signal.aborted) throw error;
      return true;
    });
    return { channelId, isFromClosed };
  };

  const checkPlace = async (job: TargetedJob, signal: AbortSignal): Promise<void> => {
    const target = await discord.checkTarget(job, 'cached', signal);
    if (target.kind !== 'ok') throw new UserError(target.text);
  };

  return {
    begin(draft) {
      checkMember(draft)
        .then(() => placeOf(draft))
        .then(() => begin(draft))
        .catch((error: unknown) => log.debug({ err: error, draftId: draft.id }, 'draft not begun'));
    },

    async review(draft) {
      const { given, picked, chosen, target } = await look(draft);
      const micros = microsOf(draft, picked);
      const [model] = picked;
      if (!model) throw new UserError({ key: 'model.none', params: {} });
      const elsewhere = await elsewhereOf(draft, target);
      return {
        asks: needsReview(draft, micros, chosen, elsewhere),
        review: { ...given, model, micros, elsewhere, usages: await getQuotaUsage(draft.guildId, draft.requester.id) },
      };
    },

    async request(draft, { anyway } = { anyway: false }) {
      const existing = await jobs.get(draft.id);
      if (existing) return { job: existing, isNew: false };
      const { given, picked, chosen, target } = await look(draft);
      if (draft.kind === 'cover' && chosen.wantsRightsTick && !draft.mayUse) {
        throw new UserError({ key: 'rights.missing', params: {} });
      }
      const made = { ...given, candidates: candidatesOf(picked), audio, now: clock.now() };
      const job = newJob(draft, made, target);
      return accept(job, anyway ? undefined : job.acceptedAt - SAME_WISH_MS);
    },

    async songOf(draft) {
      await allowance.check(draft);
      // What is done with it alone costs nothing, but who has no takes left has no use for it.
      await allowance.checkFits(draft, { count: draft.takes, micros: 0 });
      const reference = await keptOf(draft, 'song');
      if (!reference) throw new UserError({ key: 'song.missing', params: {} });
      await checkAudioMayBeUsed(deps, { reference, voice: null, instrumental: null }, draft);
      return reference;
    },

    async newTry(job, progress) {
      for (const given of [job.reference, job.voice, job.instrumental]) {
        if (given && !(await files.path(given.hash))) throw new UserError({ key: 'files.gone', params: {} });
      }
      await allowance.check(job);
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

/** A model without a price cannot be held within a budget. */
function isPriced({ priceMicros }: Model): boolean {
  return priceMicros !== null;
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
