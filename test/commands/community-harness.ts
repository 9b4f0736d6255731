import type { CommandDeps } from '../../commands/services.ts';
import type { CoverHistory, PageStart } from '../../src/covers/library/history.ts';
import type { HandedFile } from '../../src/covers/library/originals.ts';
import type { Cover, HistoryEntry } from '../../src/domain/cover.ts';
import { isFinal, type Job } from '../../src/domain/job.ts';
import { keepFile } from '../discord/bot-at-discord.ts';
import { aCover } from '../support/build-cover.ts';
import { type Answers, openCommands } from './command-harness.ts';

const PAGE = 5;

/** The bot with a history of jobs on record; `posted` are those whose covers are there, with their votes. */
export async function openCommunity(answers: Omit<Answers, 'deps'> & { deps?: Partial<CommandDeps> } = {}) {
  const posted = new Map<string, number>();
  const asked: unknown[] = [];
  /** Channels that nobody here sees. */
  const hidden = new Set<string>();
  let jobs: ReadonlyMap<string, Job> = new Map();
  const entryOf = (job: Job): HistoryEntry => ({ job, cover: coverOf(job) });
  const coverOf = (job: Job): Cover | undefined => {
    const votes = posted.get(job.id);
    return votes === undefined ? undefined : aCover(job, votes);
  };
  const inGuild = (guildId: string) =>
    [...jobs.values()].filter((job) => job.guildId === guildId).sort((one, other) => (one.id < other.id ? 1 : -1));
  const unfinishedIn = (guildId: string) =>
    inGuild(guildId)
      .filter(({ state }) => !isFinal(state))
      .reverse();
  const history: CoverHistory = {
    async queue(guildId, memberId) {
      const entries = unfinishedIn(guildId).map((job, index) => ({
        job,
        place: job.state === 'queued' ? { place: index + 1, guildIsFull: false } : undefined,
      }));
      const own = entries.filter(({ job }) => job.requester.id === memberId);
      return { entries, own, count: entries.length };
    },
    async unfinishedOf(guildId, memberId) {
      return unfinishedIn(guildId).filter(({ requester }) => requester.id === memberId);
    },
    async mine(guildId, memberId, from) {
      asked.push(from);
      return pageOf(
        inGuild(guildId)
          .filter(({ requester }) => requester.id === memberId)
          .map(entryOf),
        from,
      );
    },
    async find({ guildId }, jobId) {
      const job = jobs.get(jobId);
      return job?.guildId === guildId && !hidden.has(job.channelId) ? entryOf(job) : undefined;
    },
    async search(guildId, text) {
      asked.push(text);
      return inGuild(guildId)
        .map(entryOf)
        .filter(({ cover }) => cover);
    },
    async top(guildId, period) {
      asked.push(period);
      return inGuild(guildId)
        .map(entryOf)
        .filter(({ cover }) => cover && cover.votes > 0);
    },
    async family({ job }) {
      if (job.reference === null) return [];
      return inGuild(job.guildId)
        .map(entryOf)
        .filter(({ cover }) => cover)
        .reverse();
    },
    lookedAt: async (entries) => [...entries],
    visible: async (_, entries) => entries.filter(({ job }) => !hidden.has(job.channelId)),
  };
  const bot = await openCommands({ ...answers, deps: { history, ...answers.deps } });
  jobs = bot.jobs;
  /** A cover of this server, in the channel. */
  const keepPosted = (changes: Partial<Job> = {}, votes = 0): Job => {
    const job = bot.keepCover({ channelId: bot.channel.id, ...changes });
    posted.set(job.id, votes);
    return job;
  };
  return { ...bot, posted, asked, hidden, keepPosted };
}

function pageOf(entries: readonly HistoryEntry[], from: PageStart) {
  const isBeyond = ({ job }: HistoryEntry) =>
    from.kind === 'newest' || (from.kind === 'olderThan' ? job.id < from.jobId : job.id > from.jobId);
  const beyond = entries.filter(isBeyond);
  const page = from.kind === 'newerThan' ? beyond.slice(-PAGE) : beyond.slice(0, PAGE);
  const [first, last] = [page[0], page.at(-1)];
  return {
    entries: page,
    hasNewer: first !== undefined && entries.indexOf(first) > 0,
    hasOlder: last !== undefined && entries.indexOf(last) < entries.length - 1,
  };
}

/** A kept file as it is handed out. */
export function aHandedFile(name: string, sizeBytes = 1_000): HandedFile {
  return { ...keepFile(Buffer.alloc(sizeBytes, 1), name), contentType: 'audio/mpeg', link: null, take: null };
}
