import type { Records } from '../../jobs/records.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Files, KeptByGuild, Reports, Threads } from '../../store/port.ts';
import { removeUnused } from './remove-unused.ts';

/** Jobs whose reports and threads are looked for together, before they go. */
const SLICE_AT_MOST = 100;

export interface EraseGuildDeps {
  jobs: Pick<Records, 'endedIn' | 'forgetEnded' | 'filesInUse'> & Pick<JobStore, 'countUnfinished'>;
  files: Pick<Files, 'remove'>;
  reports: Pick<Reports, 'forgetCovers'>;
  threads: Pick<Threads, 'forget'>;
  /** All else that is kept of servers. */
  stores: readonly KeptByGuild[];
  /** In one pass, or a few more; the next one goes on. Default: 1,000. */
  jobsAtMost?: number;
}

/** `done`: there is nothing more. `more`: the pass was long enough. `held`: a job is still on its way. `stopped`: it was told to. */
export type Erased = 'done' | 'more' | 'held' | 'stopped';

/**
 * Deletes what is kept of a server and of what was asked for in it before a time, in small steps that may each be done twice, so
 * that it can be cut short anywhere. `mayGoOn` is asked before each. What its jobs have used counts on.
 */
export type EraseGuild = (guildId: string, before: number, mayGoOn: () => Promise<boolean>) => Promise<Erased>;

export function createEraseGuild(deps: EraseGuildDeps): EraseGuild {
  const { jobs, reports, threads, stores, jobsAtMost = 1_000 } = deps;

  /** The jobs go last: by them the rest is known. */
  const eraseJobs = async (ended: readonly { id: string; channelId: string }[]): Promise<void> => {
    const ids = ended.map(({ id }) => id);
    await reports.forgetCovers(ids);
    await threads.forget([...new Set(ended.map(({ channelId }) => channelId))]);
    const { unusedFiles } = await jobs.forgetEnded(ids);
    // Whatever a crash leaves of them here is nobody's any more, and goes like all that nobody holds.
    await removeUnused(deps, unusedFiles);
  };

  return async function eraseGuild(guildId, before, mayGoOn) {
    for (let erased = 0; ; ) {
      if (!(await mayGoOn())) return 'stopped';
      const ended = await jobs.endedIn(guildId, before, Math.min(SLICE_AT_MOST, jobsAtMost));
      if (ended.length === 0) break;
      if (erased >= jobsAtMost) return 'more';
      await eraseJobs(ended);
      erased += ended.length;
    }
    if ((await jobs.countUnfinished(guildId)) > 0) return 'held';
    for (const store of stores) {
      if (!(await mayGoOn())) return 'stopped';
      await store.forgetGuild(guildId);
    }
    return 'done';
  };
}
