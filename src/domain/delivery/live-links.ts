import type { Job, Take } from '../job.ts';

/** Where its provider does not say when a link to a take dies, it is believed for so long, in milliseconds. */
const BELIEVED_MS = 24 * 3_600_000;

/** A job without those of its providers' links to takes that have died by now. */
export function withLiveLinks<Made extends Pick<Job, 'takes' | 'timeline'>>(job: Made, now: number): Made {
  const madeAt = job.timeline.find(({ state }) => state === 'delivering')?.at ?? now;
  const isDead = ({ link }: Take) => link !== null && (link.expiresAt ?? madeAt + BELIEVED_MS) <= now;
  return { ...job, takes: job.takes.map((take): Take => (isDead(take) ? { ...take, link: null } : take)) };
}
