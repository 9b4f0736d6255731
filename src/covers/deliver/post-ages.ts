import type { Clock } from '../../clock.ts';
import type { Job } from '../../domain/job.ts';
import type { JobFeed } from '../../jobs/feed.ts';
import { createAges } from '../make/ages.ts';

/** Discord answers the same nonce with the same message for "a few minutes"; two of them are safe. */
const NONCE_WINDOW_MS = 2 * 60_000;

/** So long may a post in a forum, which takes no nonce, be on its way: until then it is not believed that it never came. */
const ARRIVAL_MS = 2 * 60_000;

/** How long ago posts were begun, and what can be concluded from it. */
export interface PostAges {
  /** The moment, to be written down. */
  begin(jobId: string): number;
  /** Whether a post that began at the time on the record may be sent again and be the same message. */
  isNonceFresh(job: Pick<Job, 'id' | 'delivery'>): boolean;
  /** Whether a post in a forum that began at a time may still arrive. */
  isOnItsWay(job: Pick<Job, 'id' | 'delivery'>, startedAt: number): boolean;
  /** Since when a job could have been posted: not while the bot was away. */
  triedSince(job: Pick<Job, 'timeline' | 'acceptedAt'>): number;
}

export function createPostAges({ jobs, clock }: { jobs: JobFeed; clock: Clock }): PostAges {
  const backSince = clock.now();
  /** Posts that others have begun. */
  const firstSeen = new Map<string, { startedAt: number; at: number }>();
  const ages = createAges({ clock });
  jobs.onChange(({ id, state }) => {
    if (state === 'delivering') return;
    ages.forget(id);
    firstSeen.delete(id);
  });

  const sinceFirstSeen = (jobId: string, startedAt: number): number => {
    const known = firstSeen.get(jobId);
    const seen = known?.startedAt === startedAt ? known : { startedAt, at: clock.monotonic() };
    firstSeen.set(jobId, seen);
    return clock.monotonic() - seen.at;
  };

  return {
    begin: ages.begin,
    isNonceFresh({ id, delivery }) {
      if (delivery?.startedAt == null) return false;
      const ageMs = ages.of(id, delivery.startedAt);
      // While a machine sleeps, its clock alone goes on; where that was set ahead, to look first does no harm.
      const byTheClockMs = clock.now() - delivery.startedAt;
      return ageMs !== undefined && Math.max(ageMs, byTheClockMs) < NONCE_WINDOW_MS;
    },
    isOnItsWay({ id, delivery }, startedAt) {
      // By the time that this run knows of: what a clock says of the run before, or of another one, is not to be built on.
      const ageMs = ages.ofThisRun(id, startedAt) ?? sinceFirstSeen(id, startedAt);
      return delivery?.isForumPost === true && ageMs < ARRIVAL_MS;
    },
    triedSince: ({ timeline, acceptedAt }) =>
      Math.max(timeline.findLast(({ state }) => state === 'delivering')?.at ?? acceptedAt, backSince),
  };
}
