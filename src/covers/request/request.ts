import type { Clock } from '../../clock.ts';
import { widestReference } from '../../domain/draft/pick-models.ts';
import { SAME_WISH_MS } from '../../domain/draft/same-wish.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Candidate, Job, Reference } from '../../domain/job.ts';
import type { Model } from '../../domain/models.ts';
import { approvalFor } from '../../domain/moderation/approval.ts';
import { chargesOf } from '../../domain/money/charges.ts';
import { newJob, newTryOf } from '../../domain/new-job.ts';
import type { GuildSettings } from '../../domain/policy/guild-settings.ts';
import { paceFor } from '../../domain/policy/pace.ts';
import { wishedAudio } from '../../domain/song/audio-settings.ts';
import { UserError } from '../../errors.ts';
import type { Library } from '../../jobs/library.ts';
import type { Records } from '../../jobs/records.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Drafts, OperatorChoicesStore } from '../../store/port.ts';
import { checkAudioMayBeUsed, notePosters } from '../assert-usable.ts';
import { checkWords, namesOf, wordsOfJob } from '../check-words.ts';
import type { AskingMember } from '../make/allowance.ts';
import { quotaText } from '../quota-text.ts';
import { createDraftSongs, UPLOADS } from './draft-songs.ts';
import type { KeepSongDeps } from './keep-song.ts';
import { createOffer } from './offer.ts';
import { createPartSongs, type PartSongsDeps } from './part-songs.ts';
import { checkPlaceOfTry } from './place.ts';
import { ASKING_MS, createPrepare, type Preparation, type PrepareDeps, type PreparedRequest } from './prepare.ts';

export interface CoverRequests {
  /**
   * Starts on the uploads of a saved draft while its member still types; whatever goes wrong is met again by `prepare`.
   */
  begin(draft: Draft, by: AskingMember): void;
  /** All that a request for a draft needs, looked at once. The draft is saved. Throws `UserError` before anything is spent. */
  prepare(draft: Draft, by: AskingMember): Promise<Preparation>;
  /**
   * Turns what was prepared into a job. Throws `UserError` before anything is spent. The same draft again is the same job; so is
   * the same wish again within a minute, unless it is wanted `anyway`.
   */
  accept(prepared: PreparedRequest, options?: { anyway: boolean }): Promise<Requested>;
  /** The song of a saved draft in our files, fetched if need be. Throws `UserError`. */
  songOf(draft: Draft, by: AskingMember): Promise<Reference>;
  /** The draft with the best part of a song that is too long chosen. Throws `UserError`. */
  chooseBestPart(draft: Draft): Promise<Draft>;
  /** Tries a failed job again as a new one. Throws `UserError`. */
  newTry(job: Job, progress: Job['progress'], by: AskingMember): Promise<Requested>;
  /** Ends the downloads that still run. */
  close(): Promise<void>;
}

export interface Requested {
  job: Job;
  /** False when this request had made its job before, or `repeats` another one. */
  isNew: boolean;
  /** The job is that of another draft, which asked for the same a moment ago. */
  repeats?: boolean;
}

export interface CoverRequestsDeps
  extends KeepSongDeps,
    Pick<PartSongsDeps, 'mediaEncoder'>,
    Omit<PrepareDeps, 'songs' | 'parts' | 'offer' | 'signal'> {
  jobs: Pick<JobStore, 'accept' | 'get'> & Pick<Library, 'history'> & Pick<Records, 'isForgotten'>;
  drafts: Pick<Drafts, 'get' | 'put' | 'change'>;
  operatorChoices: Pick<OperatorChoicesStore, 'now'>;
  clock: Clock;
  /** In the order in which they are tried, each with its price of the moment. */
  models: readonly Model[];
}

/** From a draft to an accepted job: uploads are fetched once and looked at, words are checked, then one durable write. */
export function createCoverRequests(deps: CoverRequestsDeps): CoverRequests {
  const { files, drafts, settings, clock, log, allowance } = deps;
  const shutdown = new AbortController();
  const songs = createDraftSongs({ ...deps, limits: widestReference(deps.models) });
  const offer = createOffer(deps);
  const parts = createPartSongs({ ...deps, signal: shutdown.signal });
  const { prepare, checkMayBegin } = createPrepare({ ...deps, songs, parts, offer, signal: shutdown.signal });

  return {
    prepare,

    begin(draft, by) {
      checkMayBegin(draft, by)
        .then(() => Promise.all(UPLOADS.map((upload) => songs.keepOnDraft(draft, upload))))
        .catch((error: unknown) => log.debug({ err: error, draftId: draft.id }, 'draft not begun'));
    },

    async accept({ draft, given, picked, chosen, target, review, by }, { anyway } = { anyway: false }) {
      if (draft.kind === 'cover' && chosen.wantsRightsTick && !draft.mayUse) {
        throw new UserError({ key: 'rights.missing', params: {} });
      }
      const made = {
        ...given,
        candidates: offer.candidatesOf(picked, given),
        audio: wishedAudio(chosen),
        now: clock.now(),
      };
      const isPrivateFirst = review.privateFirst === null ? draft.isPrivateFirst : true;
      const asked = {
        ...newJob({ ...draft, isPrivateFirst }, made, target, await isFirstOf(deps, draft)),
        ...pricesHidden(chosen, by),
      };
      const job = withApproval(asked, chosen, by);
      return acceptJob(deps, job, by, anyway ? undefined : job.acceptedAt - SAME_WISH_MS);
    },

    async songOf(draft, by) {
      allowance.checkOpen(draft);
      await allowance.check(draft);
      // What is done with it alone costs nothing, but who has no takes left has no use for it.
      await allowance.checkFits(draft, by, { count: draft.takes, micros: 0 });
      const chosen = await settings.get(draft.guildId);
      checkWords(namesOf(draft), chosen);
      const whole = await songs.keepOnDraft(draft, 'song');
      if (!whole) throw new UserError({ key: 'song.missing', params: {} });
      const kept: Draft = { ...draft, song: keptSong(await drafts.get(draft.id), whole) };
      const wholes = { reference: whole, voice: null, instrumental: null };
      const { given, draft: fitted } = await parts.fit(kept, wholes, offer.partLimitOf(draft, chosen, wholes));
      await checkAudioMayBeUsed(deps, given, draft);
      // What is heard is what will be sung, and is not cut again.
      if (given.reference?.hash !== whole.hash) {
        await drafts.change(draft.id, (saved) => (isKept(saved, whole) ? { ...saved, song: fitted.song } : saved));
      }
      return given.reference ?? whole;
    },

    async chooseBestPart(asked) {
      const draft = await songs.withKept(asked);
      const chosen = await settings.get(draft.guildId);
      const wholes = await songs.keepAll(draft);
      return parts.chooseBest(draft, wholes, offer.partLimitOf(draft, chosen, wholes));
    },

    async newTry(job, progress, by) {
      for (const given of [job.reference, job.voice, job.instrumental]) {
        if (given && !(await files.has(given.hash))) throw new UserError({ key: 'files.gone', params: {} });
      }
      await allowance.check(job);
      const chosen = await settings.get(job.guildId);
      checkWords(wordsOfJob(job), chosen);
      await checkAudioMayBeUsed(deps, job, job);
      const picked = offer.pick({ ...job, ...job.wanted }, chosen, job);
      const candidates = notDearer(offer.candidatesOf(picked, job), job);
      const again = newTryOf(job, { candidates, progress, now: clock.now() });
      const isLeftToServer = again.isPrivateFirst === undefined;
      const wanted = { ...again, ...(isLeftToServer && chosen.privateFirst && { isPrivateFirst: true }) };
      await checkPlaceOfTry(deps.discord, wanted, clock.deadline(ASKING_MS, shutdown.signal));
      return acceptJob(deps, withApproval(wanted, chosen, by), by);
    },

    async close() {
      shutdown.abort(new UserError({ key: 'busy.shuttingDown', params: {} }));
      await songs.close();
    },
  };
}

function isKept({ song }: Draft, { hash }: Reference): boolean {
  return song?.kind === 'kept' && song.reference.hash === hash;
}

function keptSong(saved: Draft | undefined, reference: Reference): Draft['song'] {
  return saved && isKept(saved, reference) ? saved.song : { kind: 'kept', reference };
}

async function isFirstOf({ jobs }: Pick<CoverRequestsDeps, 'jobs'>, { guildId, requester }: Draft): Promise<boolean> {
  const { entries } = await jobs.history({ kind: 'member', guildId, memberId: requester.id, limit: 1 });
  return entries.length === 0;
}

/** Of what is written about the job from now on, for who the server tells no prices. */
function pricesHidden({ pricesFor }: GuildSettings, by: AskingMember): Pick<Job, 'pricesFor'> {
  if (pricesFor === 'all') return {};
  return { pricesFor: by.showsPrices ? 'requester' : 'nobody' };
}

/** Where moderators look at it before it is posted, that stands on the job: what the server chooses later is for later covers. */
function withApproval({ approval: _, ...job }: Job, chosen: GuildSettings, by: AskingMember): Job {
  const { joinedAt = null, isModerator = false } = by;
  const approval = approvalFor(chosen, { texts: wordsOfJob(job), joinedAt, isModerator, now: job.acceptedAt });
  return { ...job, ...(approval && { approval }) };
}

async function acceptJob(deps: CoverRequestsDeps, job: Job, by: AskingMember, onceSince?: number): Promise<Requested> {
  const { jobs, allowance, settings, log } = deps;
  allowance.checkOpen(job);
  const charges = chargesOf(job, await allowance.limitsOf(job, by));
  const pace = paceFor(await settings.get(job.guildId));
  const acceptance = await jobs.accept(job, charges, { pace, ...(onceSince !== undefined && { onceSince }) });
  if (acceptance.kind === 'tooFast') throw new UserError(acceptance.text);
  if (acceptance.kind === 'refused') throw new UserError(quotaText(acceptance.refusal, by.showsPrices));
  const { kind } = acceptance;
  // The id of a form can be forged; what became of another's draft is no business of this member.
  if (acceptance.job.requester.id !== job.requester.id) throw new UserError({ key: 'draft.gone', params: {} });
  if (kind === 'accepted') await notePosters(deps, job, job, true);
  log.info({ jobId: acceptance.job.id, guildId: job.guildId, isNew: kind === 'accepted' }, 'cover accepted');
  return { job: acceptance.job, isNew: kind === 'accepted', ...(kind === 'repeats' && { repeats: true }) };
}

/** The button says no price, so what its member has agreed to counts, wherever there is a choice. */
function notDearer(candidates: readonly Candidate[], { candidates: before }: Job): readonly Candidate[] {
  const most = Math.max(...before.map(({ priceMicros }) => priceMicros ?? 0));
  const others = candidates.filter(({ priceMicros }) => (priceMicros ?? 0) <= most);
  return others.length > 0 ? others : candidates;
}
