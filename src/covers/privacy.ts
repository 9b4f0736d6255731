import type { Clock } from '../clock.ts';
import type { Discord } from '../discord/port.ts';
import type { Cover } from '../domain/cover.ts';
import { type Forgetting, forgettingId, isForgotten, readForgetting } from '../domain/forgetting.ts';
import type { AlarmStore } from '../jobs/alarms.ts';
import type { Library } from '../jobs/library.ts';
import type { Records } from '../jobs/records.ts';
import type { JobStore } from '../jobs/store.ts';
import type { Logger } from '../logger.ts';
import type {
  Drafts,
  Files,
  FirstPosters,
  LastStyles,
  ModerationStore,
  Reports,
  UploadConsent,
} from '../store/port.ts';
import type { CancelCover } from './cancel.ts';
import { removeUnused } from './retention/remove-unused.ts';

/** What a member may ask of us about their own data. */
export interface Privacy {
  /** Everything that is stored about a member, to be written as JSON. */
  export(memberId: string): Promise<unknown>;
  /**
   * Deletes it; what is still being made goes when it is done. What the member has begun before the interaction that asked for it,
   * and what is in no book yet, comes to nothing.
   */
  delete(memberId: string, askedBy: string): Promise<Deleted>;
  /** Goes on with a deletion that was cut short, or that waits for jobs to end; `id` is the alarm's. */
  resume(id: string): Promise<void>;
  /** Whether others may make covers of what this member puts into Discord. */
  setForbids(memberId: string, forbids: boolean): Promise<void>;
}

export interface Deleted {
  covers: number;
  /** Messages that Discord did not let us delete. */
  refused: number;
  /** Jobs that are still on their way, and are deleted when they have ended. */
  unfinished: number;
}

export interface PrivacyDeps {
  jobs: Pick<Records, 'recordsOf' | 'forget' | 'isForgotten' | 'usesOf' | 'forgetUploads' | 'filesInUse'> &
    Pick<JobStore, 'get'> &
    Pick<Library, 'history'>;
  alarms: Pick<AlarmStore, 'set'>;
  files: Pick<Files, 'remove'>;
  drafts: Drafts;
  lastStyles: LastStyles;
  reports: Reports;
  moderation: Pick<ModerationStore, 'ofMember' | 'forget'>;
  posters: UploadConsent;
  firstPosters: Pick<FirstPosters, 'ofMember' | 'forget'>;
  cancelCover: CancelCover;
  discord: Pick<Discord, 'deletePost'>;
  clock: Clock;
  log: Logger;
}

/** When a deletion is looked at again that may have been cut short, or that waits for jobs to end. */
const AGAIN_MS = 5 * 60_000;
/** As long as an interaction can be answered, what it has begun may still come. */
const COMING_MS = 15 * 60_000;
const TIMEOUT_MS = 20_000;
/** Each is a record to be read, and nothing may block for long. */
const MADE_FROM_UPLOADS = 200;

export function createPrivacy(deps: PrivacyDeps): Privacy {
  const {
    jobs,
    alarms,
    drafts,
    lastStyles,
    reports,
    moderation,
    posters,
    firstPosters,
    cancelCover,
    discord,
    clock,
    log,
  } = deps;

  /** The messages go first, for afterwards nobody knows of them. Each step may be done twice. */
  const erase = async ({ memberId, before, askedBy }: Forgetting): Promise<Deleted> => {
    await drafts.forget(memberId, before, askedBy);
    await Promise.all([lastStyles, reports, moderation].map((store) => store.forget(memberId, before)));
    // A no means nothing where nobody knows any more whose the songs are.
    if (!(await posters.optedOut(memberId))) await firstPosters.forget(memberId, before);
    await jobs.forgetUploads(memberId, before);
    const { covers } = await jobs.recordsOf(memberId);
    const posted = covers.filter(({ id, postedAt: at }) => isForgotten({ before, askedBy }, { id, at }));
    const refused = await deletePosts(posted);
    const forgotten = await jobs.forget(memberId, before, askedBy);
    // Posted while the others were being deleted.
    const late = forgotten.covers.filter(({ id }) => !posted.some((cover) => cover.id === id));
    const refusedLate = await deletePosts(late);
    await removeUnused(deps, forgotten.unusedFiles);
    for (const id of forgotten.unfinished) await cancelOrDetach(id);
    return {
      covers: posted.length + late.length,
      refused: refused + refusedLate,
      unfinished: forgotten.unfinished.length,
    };
  };

  const deletePosts = async (covers: readonly Cover[]): Promise<number> => {
    let refused = 0;
    for (const cover of covers) {
      const result = await discord.deletePost(cover, clock.deadline(TIMEOUT_MS));
      if (result === 'refused') refused += 1;
    }
    return refused;
  };

  /** What waits is cancelled; what is being made is not posted. */
  const cancelOrDetach = async (id: string): Promise<void> => {
    const job = await jobs.get(id);
    await (job && cancelCover(job, null))?.catch((error: unknown) =>
      log.debug({ err: error, jobId: id }, 'cancel skipped'),
    );
  };

  /** The alarm stands as long as anything may still come: by it, what was begun before is known. */
  const setAlarm = (forgetting: Forgetting) => alarms.set('forget', clock.now() + AGAIN_MS, forgettingId(forgetting));

  const run = async (forgetting: Forgetting): Promise<Deleted> => {
    const deleted = await erase(forgetting);
    const mayCome = clock.now() - forgetting.before < COMING_MS;
    if (deleted.unfinished > 0 || mayCome) await setAlarm(forgetting);
    return deleted;
  };

  return {
    async export(memberId) {
      const [
        records,
        madeFromUploads,
        usedInJobs,
        usedInDrafts,
        firstPosted,
        draftsOfMember,
        styles,
        reported,
        forbids,
        moderated,
      ] = await Promise.all([
        jobs.recordsOf(memberId),
        jobs.history({ kind: 'poster', posterId: memberId, limit: MADE_FROM_UPLOADS }),
        jobs.usesOf(memberId),
        drafts.usesOf(memberId),
        firstPosters.ofMember(memberId),
        drafts.of(memberId),
        lastStyles.of(memberId),
        reports.of(memberId),
        posters.optedOut(memberId),
        moderation.ofMember(memberId),
      ]);
      return {
        exportedAt: new Date(clock.now()).toISOString(),
        memberId,
        ...records,
        coversMadeFromUploads: madeFromUploads.entries.map(({ job }) => job.id),
        uploadsUsedByOthers: [...usedInJobs, ...usedInDrafts],
        songsPostedFirst: firstPosted,
        drafts: draftsOfMember.map((draft) => ({ ...draft, progress: null })),
        lastStyles: styles,
        reportedCovers: reported,
        forbidsCoversOfUploads: forbids,
        moderation: {
          // Who did it is nobody's data but the moderator's.
          aboutYou: moderated.about.map(({ byId: _, undoneById: __, ...action }) => action),
          doneByYou: moderated.done.map(({ id, guildId, kind, at, reason }) => ({ id, guildId, kind, at, reason })),
          blocks: moderated.blocks,
          reports: moderated.reports,
        },
      };
    },

    async delete(memberId, askedBy) {
      const forgetting = { memberId, before: clock.now(), askedBy };
      await setAlarm(forgetting);
      const deleted = await run(forgetting);
      log.info({ ...deleted }, 'the data of a member was deleted');
      return deleted;
    },

    async resume(id) {
      const forgetting = readForgetting(id);
      const { memberId, askedBy } = forgetting;
      // A later one takes all along that this one would.
      if (askedBy !== undefined && (await jobs.isForgotten(memberId, askedBy))) return;
      await run(forgetting);
    },

    setForbids: (memberId, forbids) => posters.set(memberId, forbids),
  };
}
