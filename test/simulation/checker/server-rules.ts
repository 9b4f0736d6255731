import type { Job } from '../../../src/domain/job.ts';
import type { Event } from '../history.ts';
import type { Life } from '../life.ts';
import { type Check, dayOf, isClockSet, monthOf, saidAt } from './seen.ts';

/** What a server has chosen holds there. */
export const serverRules = {
  'no member has more than their server lets them': ({ life }) =>
    acceptedUnder(life, 'memberDayTakes', (job, limit, chosenAt) => {
      const isMembers = ({ guildId, requester }: Job) => guildId === job.guildId && requester.id === job.requester.id;
      const ofRole = hasRole(life, job) ? chosenAt('roleLimits') : undefined;
      if (ofRole === 'unsure') return [];
      const most = Math.max(limit, ofRole ?? 0);
      const taken = takenBefore(life.jobs.filter(isMembers), job);
      return taken + job.wanted.takes > most ? [`${job.id} came after ${taken} takes of its member’s ${most}`] : [];
    }),

  'no server has more than it lets its members have': ({ life }) =>
    acceptedUnder(life, 'guildDayTakes', (job, limit) => {
      const ofServer = life.jobs.filter(({ guildId }) => guildId === job.guildId);
      const taken = takenBefore(ofServer, job);
      return taken + job.wanted.takes > limit ? [`${job.id} came after ${taken} takes of its server’s ${limit}`] : [];
    }),

  'no server has more than whoever runs the bot lets it have': ({ life, done }) => {
    if (isClockSet(life.plan)) return [];
    return life.events.flatMap((event) => {
      if (event.kind !== 'asked') return [];
      const [, guild, limit] = /^desk cover-operator:setLimit:(\d+) to (\d+)$/.exec(event.what) ?? [];
      // Once it is said that it is done.
      const doneAt = saidAt(done, event.interaction);
      if (limit === undefined || doneAt === undefined) return [];
      const ofServer = life.jobs.filter(({ guildId }) => guildId === guild);
      return ofServer
        .filter(({ acceptedAt }) => acceptedAt > doneAt + CHANGED_WITHIN_MS)
        .flatMap((job) => {
          const taken = takenBefore(ofServer, job, monthOf);
          return taken + job.wanted.takes > Number(limit) ? [`${job.id} came after ${taken} takes of ${limit}`] : [];
        });
    });
  },

  'nobody has more in line than their server lets them': ({ life }) =>
    acceptedUnder(life, 'waitingPerMember', (job, limit) => {
      const waiting = life.jobs.filter(
        ({ id, guildId, requester, acceptedAt, timeline }) =>
          id !== job.id &&
          guildId === job.guildId &&
          requester.id === job.requester.id &&
          acceptedAt < job.acceptedAt &&
          (timeline.find(({ state }) => state !== 'queued')?.at ?? Number.POSITIVE_INFINITY) > job.acceptedAt,
      );
      return waiting.length >= limit ? [`${job.id} came where ${waiting.length} of ${limit} were in line`] : [];
    }),
} satisfies Record<string, Check>;

/** Around a change of what was chosen nobody outside knows by which of the two a cover was looked at. */
const CHANGED_WITHIN_MS = 60_000;

type ChosenAt = (key: string) => number | 'unsure' | undefined;

/** What is wrong with the covers that were accepted while their server had chosen something. */
function acceptedUnder(
  life: Life,
  key: string,
  faultsOf: (job: Job, limit: number, chosenAt: ChosenAt) => string[],
): string[] {
  // Whose clock was set does not know which day it is.
  if (isClockSet(life.plan)) return [];
  const choices = choicesIn(life.events);
  return life.jobs.flatMap((job) => {
    const chosenAt: ChosenAt = (wanted) => {
      const own = choices.filter((one) => one.guild === job.guildId && one.key === wanted);
      if (own.some(({ at }) => Math.abs(at - job.acceptedAt) < CHANGED_WITHIN_MS)) return 'unsure';
      return own.findLast(({ at }) => at < job.acceptedAt)?.value;
    };
    const limit = chosenAt(key);
    return typeof limit === 'number' ? faultsOf(job, limit, chosenAt) : [];
  });
}

/** What moderators chose, as numbers, from when on it held. */
function choicesIn(events: readonly Event[]): { guild: string; key: string; value: number; at: number }[] {
  return events.flatMap(({ at, ...event }) => {
    if (event.kind !== 'log' || !event.line.includes('settings were changed')) return [];
    const { guildId, settings } = JSON.parse(event.line) as { guildId: string; settings: string[] };
    return settings.flatMap((key) => {
      const asked = events.findLast(
        (one) =>
          one.kind === 'asked' && one.guild === guildId && one.at <= at && one.what.startsWith(`sets ${key} to `),
      );
      const value = asked?.kind === 'asked' ? Number(asked.what.split(' ').at(-1)) : Number.NaN;
      return Number.isNaN(value) ? [] : [{ guild: guildId, key, value, at }];
    });
  });
}

/** The takes that were kept, of what was accepted on the same day, or in the same month, before a cover was. */
function takenBefore(jobs: readonly Job[], { id, acceptedAt }: Job, windowOf = dayOf): number {
  return jobs
    .filter((other) => other.id !== id && other.acceptedAt < acceptedAt)
    .filter((other) => windowOf(other.acceptedAt) === windowOf(acceptedAt))
    .reduce((sum, { settled, takes }) => sum + (settled === 'committed' ? takes.length : 0), 0);
}

function hasRole({ events }: Life, { requester, guildId }: Job): boolean {
  return events.some(
    (event) => event.kind === 'asked' && event.member === requester.id && event.guild === guildId && event.hasRole,
  );
}
