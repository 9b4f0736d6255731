import type { Clock } from '../../clock.ts';
import type { Discord, Viewer } from '../../discord/port.ts';
import type { Cover, HistoryEntry } from '../../domain/cover.ts';
import { isFinal, type Job } from '../../domain/job.ts';
import { familyHashOf } from '../../domain/lineage.ts';
import type { Place } from '../../domain/turns/places.ts';
import { DiscordError } from '../../errors.ts';
import type { HistoryPage, Library } from '../../jobs/library.ts';
import type { Records } from '../../jobs/records.ts';
import type { JobRunner } from '../../jobs/runner.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';
import { removeUnused } from '../retention/remove-unused.ts';

/** What was made before, and what is on its way. */
export interface CoverHistory {
  /** What waits or runs in a server, with the places of what waits, as a member sees it. */
  queue(guildId: string, memberId: string): Promise<Queue>;
  /** What a member has on its way in a server, in order of acceptance. */
  unfinishedOf(guildId: string, memberId: string): Promise<Job[]>;
  /** A page of a member's own in one server, newest first. */
  mine(guildId: string, memberId: string, from: PageStart): Promise<MinePage>;
  /**
   * What a member may learn of by its id, whatever way the id came in: undefined where it does not exist, belongs to another
   * server, or lies in a channel that this reader does not see.
   */
  find(reader: Reader, jobId: string): Promise<HistoryEntry | undefined>;
  /** Posted covers whose song or style has the text in it, newest first. */
  search(guildId: string, text: string): Promise<HistoryEntry[]>;
  /** More than are shown, for a reader may not see all of them. */
  top(guildId: string, period: TopPeriod): Promise<HistoryEntry[]>;
  /** Posted covers that go back to the same reference, or to the same new music, as this one; oldest first. */
  family(entry: HistoryEntry): Promise<HistoryEntry[]>;
  /** Those that a reader may be told of: their own, and what is in channels that they see. */
  visible<Entry extends Placed>(reader: Reader, entries: readonly Entry[]): Promise<Entry[]>;
  /**
   * The same entries, looked at where they are posted: one whose message somebody has deleted is removed, and has no cover any
   * more. Where Discord does not say, it counts as there.
   */
  lookedAt(entries: readonly HistoryEntry[]): Promise<HistoryEntry[]>;
}

/** Who asks, and where. */
export interface Reader extends Viewer {
  channelId: string;
}

export interface Placed {
  job: Job;
  cover?: Cover | undefined;
}

export type PageStart = { kind: 'newest' } | { kind: 'olderThan' | 'newerThan'; jobId: string };
export type TopPeriod = 'week' | 'month' | 'all';

export interface MinePage {
  entries: HistoryEntry[];
  hasOlder: boolean;
  hasNewer: boolean;
}

export interface Queue {
  /** Those that come first: what has begun, then what waits, in the order of its turns. */
  entries: QueueEntry[];
  /** The member's own, which need not be among them. */
  own: QueueEntry[];
  /** How many there are in all. */
  count: number;
}

export interface QueueEntry {
  job: Job;
  /** Undefined for what runs. */
  place: Place | undefined;
}

const DAY_MS = 24 * 3_600_000;
const PERIOD_MS: Readonly<Record<TopPeriod, number>> = {
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  all: Number.POSITIVE_INFINITY,
};

const PAGE_SIZE = 5;
const TOP_LENGTH = 25;
/** More than a message can show. */
const QUEUE_LENGTH = 50;
/** Each is a record to be read, and nothing may block for long. */
const OWN_LENGTH = 1_000;
/** What Discord takes. */
const PROPOSALS = 25;
const FAMILY_SIZE = 200;

/** Each may be a request to Discord. What lies in more channels than that is left out. */
const CHANNELS_MAXIMUM = 25;
const ASKING_MS = 10_000;

/** Each is a request to Discord, while a member waits. */
const LOOKS_MAXIMUM = 10;
const LOOKING_MS = 3_000;

export interface HistoryDeps {
  jobs: Pick<Library, 'history' | 'cover' | 'removeCover'> & Pick<JobStore, 'get'> & Pick<Records, 'filesInUse'>;
  runner: Pick<JobRunner, 'places' | 'lineOf'>;
  files: Pick<Files, 'remove'>;
  discord: Pick<Discord, 'visibleTo' | 'isThere'>;
  clock: Clock;
  log: Logger;
}

export function createHistory({ jobs, runner, files, discord, clock, log }: HistoryDeps): CoverHistory {
  const ofMember = (
    guildId: string,
    memberId: string,
    from: { olderThan?: string; newerThan?: string },
    limit: number,
  ) => jobs.history({ kind: 'member', guildId, memberId, ...from, limit });

  const unfinishedOf = async (guildId: string, memberId: string): Promise<Job[]> => {
    const { entries } = await jobs.history({ kind: 'unfinished', guildId, memberId, limit: OWN_LENGTH });
    return entries.map(({ job }) => job).filter(({ state }) => !isFinal(state));
  };

  /** Whether there is anything beyond a page's end in the direction in which it was not read. */
  const hasBeyond = async (page: HistoryPage, read: (edge: string) => Promise<HistoryPage>, at: 0 | -1) => {
    const edge = page.entries.at(at);
    return edge !== undefined && (await read(edge.job.id)).entries.length > 0;
  };

  /** Where Discord does not say what a reader sees, it is only where they are. */
  const channelsOf = async (reader: Reader, places: readonly string[]): Promise<ReadonlySet<string>> => {
    const others = [...new Set(places)].filter((id) => id !== reader.channelId).slice(0, CHANNELS_MAXIMUM);
    const signal = clock.deadline(ASKING_MS);
    try {
      const visible = others.length === 0 ? [] : await discord.visibleTo(reader, others, signal);
      return new Set([reader.channelId, ...visible]);
    } catch (error) {
      if (!(error instanceof DiscordError) && !signal.aborted) throw error;
      log.warn({ err: error, guildId: reader.guildId }, 'Discord did not say what a member sees');
      return new Set([reader.channelId]);
    }
  };

  const visible = async <Entry extends Placed>(reader: Reader, entries: readonly Entry[]): Promise<Entry[]> => {
    const isKnown = (entry: Placed) =>
      entry.job.requester.id === reader.member.id || channelOf(entry) === reader.channelId;
    const others = entries.filter((entry) => !isKnown(entry));
    const channels = others.length === 0 ? new Set() : await channelsOf(reader, others.map(placeOf));
    return entries.filter((entry) => isKnown(entry) || channels.has(placeOf(entry)));
  };

  const withoutDeleted = async (entry: HistoryEntry, signal: AbortSignal): Promise<HistoryEntry> => {
    const { job, cover } = entry;
    if (!cover) return entry;
    const isThere = await discord.isThere(cover, signal).catch((error: unknown) => {
      if (!(error instanceof DiscordError) && !signal.aborted) throw error;
      return true;
    });
    if (isThere) return entry;
    const { unusedFiles } = await jobs.removeCover(job.id);
    await removeUnused({ jobs, files }, unusedFiles);
    log.info({ jobId: job.id }, 'the message of a cover was deleted by hand');
    return { job, cover: undefined };
  };

  const lookedAt = (entries: readonly HistoryEntry[]): Promise<HistoryEntry[]> => {
    const signal = clock.deadline(LOOKING_MS);
    const looks = (entry: HistoryEntry, index: number) =>
      index < LOOKS_MAXIMUM ? withoutDeleted(entry, signal) : Promise.resolve(entry);
    return Promise.all(entries.map(looks));
  };

  return {
    lookedAt,

    async queue(guildId, memberId) {
      const line = await runner.lineOf(guildId);
      const first = await Promise.all(line.slice(0, QUEUE_LENGTH).map((id) => jobs.get(id)));
      const own = await unfinishedOf(guildId, memberId);
      const places = await runner.places();
      const withPlace = (job: Job): QueueEntry => ({ job, place: places.get(job.id) });
      return {
        entries: first.filter((job) => job !== undefined).map(withPlace),
        own: own.map(withPlace),
        count: line.length,
      };
    },

    unfinishedOf,

    async mine(guildId, memberId, from) {
      if (from.kind === 'newerThan') {
        const page = await ofMember(guildId, memberId, { newerThan: from.jobId }, PAGE_SIZE);
        const older = (olderThan: string) => ofMember(guildId, memberId, { olderThan }, 1);
        return { entries: page.entries, hasNewer: page.hasMore, hasOlder: await hasBeyond(page, older, -1) };
      }
      const start = from.kind === 'olderThan' ? { olderThan: from.jobId } : {};
      const page = await ofMember(guildId, memberId, start, PAGE_SIZE);
      const newer = (newerThan: string) => ofMember(guildId, memberId, { newerThan }, 1);
      const hasNewer = from.kind === 'olderThan' && (await hasBeyond(page, newer, 0));
      return { entries: page.entries, hasOlder: page.hasMore, hasNewer };
    },

    async find(reader, jobId) {
      const job = await jobs.get(jobId);
      if (!job || job.guildId !== reader.guildId) return undefined;
      const [entry] = await visible(reader, [{ job, cover: await jobs.cover(jobId) }]);
      return entry;
    },

    async search(guildId, text) {
      const wanted = text.trim();
      const query = { kind: 'posted', guildId, limit: PROPOSALS, ...(wanted !== '' && { text: wanted }) } as const;
      return (await jobs.history(query)).entries;
    },

    async top(guildId, period) {
      const since = Math.max(0, clock.now() - PERIOD_MS[period]);
      return (await jobs.history({ kind: 'top', guildId, since, limit: TOP_LENGTH })).entries;
    },

    async family({ job }) {
      const rootHash = familyHashOf(job);
      if (rootHash === null) return [];
      return (await jobs.history({ kind: 'lineage', guildId: job.guildId, rootHash, limit: FAMILY_SIZE })).entries;
    },

    visible,
  };
}

/** What a reader must see to see the cover. A post in a forum is open to all who see the forum, and each would be asked about by itself. */
function placeOf(entry: Placed): string {
  return entry.job.forumId ?? channelOf(entry);
}

function channelOf({ job, cover }: Placed): string {
  return cover?.channelId ?? job.channelId;
}
