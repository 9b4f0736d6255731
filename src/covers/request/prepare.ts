import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import { needsReview, privateFirstOf, type Review } from '../../domain/draft/review.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Job } from '../../domain/job.ts';
import type { Model } from '../../domain/models.ts';
import type { CoverTarget, GivenAudio } from '../../domain/new-job.ts';
import type { GuildSettings } from '../../domain/policy/guild-settings.ts';
import { isChannelOpen } from '../../domain/policy/may-ask.ts';
import type { ShownPart } from '../../domain/song/part-of-song.ts';
import { refusesAudio } from '../../domain/song/refused-audio.ts';
import { UserError } from '../../errors.ts';
import type { Records } from '../../jobs/records.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Drafts, HowTos, SettingsStore } from '../../store/port.ts';
import { checkAudioMayBeUsed, notePosters, type SongRights } from '../assert-usable.ts';
import { checkWords, namesOf } from '../check-words.ts';
import type { Allowance, AskingMember } from '../make/allowance.ts';
import type { GetQuotaUsage } from '../quota-usage.ts';
import { type DraftSongs, UPLOADS, withGiven, withKeptOf } from './draft-songs.ts';
import type { Offer } from './offer.ts';
import type { PartSongs } from './part-songs.ts';
import { elsewhereOf, outOfHowTo, type PlaceDiscord, placeOf } from './place.ts';

/** A draft that passed every check: what its review card shows, and what a job is made of. */
export interface PreparedRequest {
  kind: 'prepared';
  draft: Draft;
  given: GivenAudio;
  picked: readonly Model[];
  chosen: GuildSettings;
  target: CoverTarget;
  review: Review;
  /** Its member is to see first what it comes to. */
  asks: boolean;
  /** Who it was prepared for. */
  by: AskingMember;
}

/** `exists`: the draft has become a job already. */
export type Preparation = PreparedRequest | { kind: 'exists'; job: Job };

export interface PrepareDeps extends SongRights {
  jobs: Pick<JobStore, 'get'> & Pick<Records, 'isForgotten'>;
  drafts: Pick<Drafts, 'put'>;
  settings: Pick<SettingsStore, 'get'>;
  howTos: Pick<HowTos, 'isAt'>;
  songs: DraftSongs;
  parts: PartSongs;
  offer: Offer;
  allowance: Allowance;
  getQuotaUsage: GetQuotaUsage;
  discord: PlaceDiscord;
  clock: Clock;
  log: Logger;
  /** Aborts when the process stops. */
  signal: AbortSignal;
}

export interface Prepare {
  /**
   * All that a request needs, looked at once, the cheapest first; the songs are fetched if need be. Whatever comes of it, the
   * draft is saved once, with what was kept of its songs, so that fixing a text needs no second upload. Throws `UserError`.
   */
  prepare(draft: Draft, by: AskingMember): Promise<Preparation>;
  /** Throws `UserError` where nothing could become of a draft, however it is filled in. */
  checkMayBegin(draft: Draft, by: AskingMember): Promise<void>;
}

/** For what Discord is asked before a draft is accepted, in milliseconds. */
export const ASKING_MS = 10_000;

export function createPrepare(deps: PrepareDeps): Prepare {
  const { jobs, drafts, settings, howTos, songs, parts, offer, allowance, getQuotaUsage, discord, clock, log, signal } =
    deps;
  const asking = () => clock.deadline(ASKING_MS, signal);

  const checkMember = async (draft: Draft, chosen: GuildSettings, by: AskingMember) => {
    allowance.checkOpen(draft);
    await allowance.check(draft);
    await allowance.checkPace(draft);
    await allowance.checkFits(draft, by, { count: draft.takes, micros: offer.leastMicrosOf(draft, chosen) });
  };

  const findPlace = async (draft: Draft, chosen: GuildSettings) => ({
    chosen,
    target: await placeOf(discord, await outOfHowTo(howTos, draft), chosen, asking()),
  });

  /** All that costs nothing to know. */
  const checkFree = async (draft: Draft, by: AskingMember) => {
    const chosen = await settings.get(draft.guildId);
    // Its card may be answered in a channel that is open, and the draft be of one that is not any more.
    if (!isChannelOpen(chosen, draft)) {
      throw new UserError({ key: 'policy.notHere', params: { channelIds: chosen.channelIds } });
    }
    await checkMember(draft, chosen, by);
    checkWords([draft.style, draft.lyrics, ...namesOf(draft)], chosen);
    // That a song is missing is said before anything about the words.
    if (draft.kind === 'song' || UPLOADS.some((upload) => draft[upload])) offer.pick(draft, chosen);
    return findPlace(draft, chosen);
  };

  const look = async (
    draft: Draft,
    given: GivenAudio,
    place: Awaited<ReturnType<typeof findPlace>>,
    part: ShownPart | null,
    by: AskingMember,
  ) => {
    // Songs take their time to come. What its member is blocked for meanwhile, or had deleted, is written nowhere.
    await allowance.check(draft);
    await notePosters(deps, given, draft, false);
    await checkAudioMayBeUsed(deps, given, draft);
    const picked = offer.pick(draft, place.chosen, given);
    const [model] = picked;
    if (!model) throw new UserError({ key: 'model.none', params: { without: null } });
    const micros = offer.microsOf(draft, picked, given);
    const elsewhere = await elsewhereOf(discord, draft, place.target, asking());
    const usages = await getQuotaUsage(draft.guildId, draft.requester.id, by.roleIds);
    const isPriceFixed = offer.isPriceFixed(picked, given);
    const privateFirst = privateFirstOf(draft, place.chosen);
    const review: Review = { ...given, model, micros, isPriceFixed, elsewhere, privateFirst, usages, part };
    return { given, picked, review, asks: part !== null || needsReview(draft, micros, place.chosen, elsewhere) };
  };

  /** Where a draft differs from what is saved of it by more than where its answer is seen. */
  const save = (draft: Draft): Promise<void> =>
    drafts.put(draft.id, (saved) => {
      // Its song may have been brought meanwhile, for another click.
      const next = withKeptOf(draft, saved);
      return saved && isDeepStrictEqual({ ...saved, progress: draft.progress }, next) ? saved : next;
    });

  /** What stands in the way is what its member is told; that it could not be saved as well is for the operator. */
  const refused = async (draft: Draft, error: unknown): Promise<Preparation> => {
    const job = await jobs.get(draft.id);
    // Sent twice: what the second is refused for may be what the first has taken. Anybody can send the id of another's job.
    if (job && job.requester.id === draft.requester.id) return { kind: 'exists', job };
    if (await jobs.isForgotten(draft.requester.id, draft.id)) throw error;
    const seen = { ...draft, isAudioRefused: refusesAudio(error) };
    await save(seen).catch((failure: unknown) => log.error({ err: failure, draftId: draft.id }, 'draft not saved'));
    throw error;
  };

  return {
    async checkMayBegin(draft, by) {
      const chosen = await settings.get(draft.guildId);
      await checkMember(draft, chosen, by);
      await findPlace(draft, chosen);
    },
    async prepare(asked, by) {
      let draft = await songs.withKept(asked);
      try {
        const place = await checkFree(draft, by);
        const whole = await songs.keepAll(draft);
        draft = { ...withGiven(draft, whole), isAudioRefused: false };
        const { part, given, ...fitted } = await parts.fit(draft, whole, offer.partLimitOf(draft, place.chosen, whole));
        draft = fitted.draft;
        const found = await look(draft, given, place, part, by);
        await save(draft);
        return { kind: 'prepared', draft, by, ...place, ...found };
      } catch (error) {
        return refused(draft, error);
      }
    },
  };
}
