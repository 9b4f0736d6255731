import type { Job, Move } from '../../../src/domain/job.ts';
import { dayOf, type LimitedCharge, monthOf } from '../../../src/domain/money/quota.ts';
import type { Claim, Leases, Release } from '../../../src/jobs/leases.ts';
import type { SqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { candidateOf, newcomer, steps } from '../../contracts/jobs/job-parts.ts';
import { aReference } from '../../support/build-job.ts';
import { LEASE_NOW } from '../world.ts';

export const CAPS = { perGuild: 2, perProvider: 2 } as const;

export const LASTS_MS = 30_000;

const SOME_DAY = Date.UTC(2026, 10, 20);

export const rules = {
  perGuild: CAPS.perGuild,
  guildCaps: new Map<string, number>(),
  slots: new Map([['p', CAPS.perProvider]]),
  held: { all: false, guilds: new Set<string>(), providers: new Set<string>() },
};

const ROOM = { make: 10, prepare: 10, deliver: 10 };

/** Of a member in a server, wishing something that nobody else wishes. */
export function aJob(n: number, memberId = 'ada', guildId = 'guild-1', changes: Partial<Job> = {}): Job {
  return newcomer(n, {
    guildId,
    requester: { id: memberId, name: memberId },
    candidates: [candidateOf('p')],
    style: `style ${n}`,
    reference: aReference({ hash: String(n).repeat(64).slice(0, 64) }),
    ...changes,
  });
}

/** What a job takes of all quotas. `limits`: how many of each there may be. */
export function chargesOf(
  job: Job,
  limits: Partial<Record<LimitedCharge['scope']['name'], number>> = {},
): LimitedCharge[] {
  const { guildId, requester } = job;
  const scopes = [
    { name: 'memberTotal', id: requester.id, window: dayOf(SOME_DAY) },
    { name: 'member', id: `${guildId}:${requester.id}`, window: dayOf(SOME_DAY) },
    { name: 'guild', id: guildId, window: monthOf(SOME_DAY) },
    { name: 'operator', id: 'all', window: monthOf(SOME_DAY) },
  ] as const;
  return scopes.map(({ name, id, window }) => ({
    scope: { name, id },
    window,
    count: 1,
    micros: 100_000,
    limit: limits[name] === undefined ? {} : { count: limits[name] },
  }));
}

export async function acceptedIn(jobs: SqlJobs, job: Job, ...moves: Move[]): Promise<Job> {
  const acceptance = await jobs.accept(job, chargesOf(job));
  if (acceptance.kind !== 'accepted') throw new Error(`${job.id} was not accepted`);
  let present = acceptance.job;
  for (const move of moves) {
    const changed = await jobs.change(present.id, present.version, move);
    if (!changed) throw new Error(`${job.id} was not moved`);
    present = changed;
  }
  return present;
}

export const way = {
  begun: [steps.submitting(candidateOf('p')), steps.generating()],
  made: [steps.submitting(candidateOf('p')), steps.generating(), steps.delivering()],
  posted: (messageId = 'message-1') => [
    steps.submitting(candidateOf('p')),
    steps.generating(),
    steps.delivering(),
    steps.delivered(messageId),
  ],
  failedWithTakes: [
    steps.submitting(candidateOf('p')),
    steps.generating(),
    steps.delivering(),
    { to: 'failed', settle: { kind: 'commit', count: 1, micros: 90_000 } },
  ],
} satisfies Record<string, Move[] | ((messageId?: string) => Move[])>;

export function leasesOf(jobs: SqlJobs, workerId: string): Leases {
  return jobs.leasesOf({ workerId, lastsMs: LASTS_MS });
}

export async function claimAt(leases: Leases, released: readonly Release[] = []): Promise<Claim[]> {
  return (await leases.claim({ rules, room: ROOM, perGuild: ROOM }, released)).claims;
}

/** By the direct jobs, whose workers live long enough. */
export async function joined(jobs: SqlJobs, ...workerIds: string[]): Promise<void> {
  for (const workerId of workerIds) await leasesOf(jobs, workerId).join();
}

/** A moment at which a worker is dead that has said something at the beginning. */
export const AFTER_ITS_LIFE = LASTS_MS + 1;

export { LEASE_NOW, steps };
