import type { HistoryEntry } from '../../../domain/cover.ts';
import { isKept, type Job } from '../../../domain/job.ts';
import { UserError } from '../../../errors.ts';
import type { Library } from '../../../jobs/library.ts';
import type { JobStore } from '../../../jobs/store.ts';
import { checkAudioMayBeUsed, type SongRights } from '../../assert-usable.ts';
import type { CoverHistory, Reader } from '../history.ts';

export interface CollectDeps extends SongRights {
  jobs: Pick<Library, 'history' | 'cover'> & Pick<JobStore, 'get'>;
  history: Pick<CoverHistory, 'lookedAt'>;
}

export interface Collected {
  /** Newest first. */
  entries: HistoryEntry[];
  /** Those of songs that were taken down, or whose poster wants no covers of them by others. */
  forbidden: number;
  /** The last one that was looked at, where there are older ones that were not. */
  olderThan: string | null;
}

/** As many as are gone through at once; those beyond are asked for again. */
const COVERS_MAXIMUM = 200;
const PAGE_SIZE = 50;
/** Each is a request to Discord. */
const LOOKS_AT_ONCE = 10;

/** A member's own covers in a server that were asked for at or after a time and are still there, or were kept for them. */
export async function collectCovers(
  deps: CollectDeps,
  { guildId, member }: Reader,
  { since, olderThan }: { since: number; olderThan: string | null },
): Promise<Collected> {
  const { jobs, history } = deps;
  const found: HistoryEntry[] = [];
  let edge = olderThan;
  let hasOlder = true;
  while (hasOlder && found.length < COVERS_MAXIMUM) {
    const from = edge === null ? {} : { olderThan: edge };
    const page = await jobs.history({ kind: 'member', guildId, memberId: member.id, ...from, limit: PAGE_SIZE });
    const wanted = page.entries.filter(({ job }) => job.acceptedAt >= since);
    found.push(...wanted.filter(isThere));
    edge = page.entries.at(-1)?.job.id ?? edge;
    hasOlder = page.hasMore && wanted.length > 0;
  }
  const entries: HistoryEntry[] = [];
  let forbidden = 0;
  for (let from = 0; from < found.length; from += LOOKS_AT_ONCE) {
    const looked = await history.lookedAt(found.slice(from, from + LOOKS_AT_ONCE));
    for (const entry of looked.filter(isThere)) {
      if (await isAllowed(deps, entry.job)) entries.push(entry);
      else forbidden += 1;
    }
  }
  return { entries, forbidden, olderThan: hasOlder ? edge : null };
}

/** Whether a member may still have what was collected a moment ago. */
export async function isStillTheirs(deps: CollectDeps, before: Job): Promise<boolean> {
  const job = await deps.jobs.get(before.id);
  // Whoever has deleted their data has no covers any more.
  if (job?.requester.id !== before.requester.id) return false;
  return isThere({ job, cover: await deps.jobs.cover(job.id) }) && (await isAllowed(deps, job));
}

/** What was posted and removed is gone, whatever is left of it. */
function isThere({ job, cover }: HistoryEntry): boolean {
  return cover !== undefined || isKept(job);
}

async function isAllowed(rights: SongRights, job: Job): Promise<boolean> {
  try {
    await checkAudioMayBeUsed(rights, job, job);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
