import { isFinal, type Job } from '../../../src/domain/job.ts';
import type { Life } from '../life.ts';
import { customIdsOf } from '../players/controls.ts';
import type { Body } from '../players/discord.ts';
import { acceptedIn, type Check, isClockSet, markOf, styleIn } from './seen.ts';

/** Work is not lost, and comes to its end. */
export const workRules = {
  'what was accepted is never lost': ({ life, jobs, paid }) => {
    const told = life.events.flatMap((event) => {
      if (event.kind === 'log') return acceptedIn(event.line) ?? [];
      if (event.kind !== 'discord' || event.reader === undefined) return [];
      return customIdsOf((event.body as Body | undefined)?.components).flatMap(
        (id) => /^cover:cancel:(\d+)/.exec(id)?.[1] ?? [],
      );
    });
    const marks = new Set(life.jobs.map(markOf));
    return [
      ...[...new Set(told)]
        .filter((id) => !jobs.has(id))
        .map((id) => `the job ${id} was shown and is not in the books`),
      ...paid
        .filter(({ words }) => !marks.has(styleIn(words)))
        .map(({ provider, id }) => `${provider} was paid for ${id}, which is nobody's job`),
    ];
  },

  'every job comes to its end': ({ life }) =>
    life.jobs.filter(({ state }) => !isFinal(state)).map(({ id, state }) => `the job ${id} is still ${state}`),

  'nothing is accepted where the bot could not look whether it has posted it': ({ life }) => {
    const acceptedBy = new Map(
      life.events.flatMap((event) => {
        const id = event.kind === 'log' && acceptedIn(event.line);
        return id ? [[id, event.by] as const] : [];
      }),
    );
    /** Whether the run that has accepted a job had looked at its channel shortly before that was closed. */
    const remembers = ({ id, channelId, acceptedAt }: Job, closedAt: number) =>
      acceptedBy.has(id) &&
      life.jobs.some(
        (other) =>
          other.channelId === channelId &&
          other.acceptedAt < closedAt &&
          acceptedAt - other.acceptedAt < REMEMBERED_MS &&
          acceptedBy.get(other.id) === acceptedBy.get(id),
      );
    return life.events.flatMap((closed) => {
      // Whose clock was set is wrong about when it has accepted something.
      const isWrong = isClockSet(life.plan);
      if (closed.kind !== 'history closed' || isWrong) return [];
      const { at, channel } = closed;
      const open = life.events.find(
        (event) => event.kind === 'history open' && event.channel === channel && event.at > at,
      );
      const until = open?.at ?? life.endedAt;
      return life.jobs
        .filter(
          ({ channelId, acceptedAt }) =>
            channelId === channel &&
            acceptedAt > at + ASKED_WITHIN_MS + stoodMs(life, at, acceptedAt) &&
            acceptedAt < until,
        )
        .filter((job) => !remembers(job, at))
        .map(({ id }) => `${id} was accepted for ${channel}, whose messages the bot could not read`);
    });
  },

  'nothing unforeseen happens': ({ life }) =>
    life.events.flatMap((event) => {
      if (event.kind !== 'log' || event.level !== 'error') return [];
      const { msg, err } = JSON.parse(event.line) as { msg: string; err?: { type?: string; message?: string } };
      return FORESEEN.has(err?.type ?? '') || FORESEEN.has(err?.message ?? msg) ? [] : [event.line];
    }),
} satisfies Record<string, Check>;

/** How long runs stood still between two moments, all of them together. */
function stoodMs({ events }: Life, from: number, until: number): number {
  const changes = events.flatMap((event) => (event.kind === 'incarnation' && event.at < until ? [event] : []));
  return changes.reduce((sum, { how, number, at }, index) => {
    if (how !== 'paused') return sum;
    const resumedAt = changes.slice(index).find((one) => one.number === number && one.how === 'resumed')?.at ?? until;
    return sum + Math.max(0, resumedAt - Math.max(at, from));
  }, 0);
}

/** From the look at a channel until a cover for it is accepted: its song is fetched meanwhile, in two minutes at most, and examined. */
const ASKED_WITHIN_MS = 180_000;

/** So long the bot goes by what it has read of a channel, until a cover is about to be paid for; and by what it read while that was accepted. */
const REMEMBERED_MS = 13 * 60_000;

/** What the bot tries again when a disk, a worker, Discord or a provider has failed it. */
const FORESEEN: ReadonlySet<string> = new Set([
  'DiscordError',
  'ProviderError',
  'DatabaseFullError',
  'UserError',
  'FetchError',
  // What a run that has just ended would have logged.
  'EndedError',
  'the worker ended',
  // Discord had so long, and is asked again.
  'The operation was aborted due to timeout',
  'BUDGET_USD_PER_MONTH is used up; no cover is taken until the month ends',
  'nothing can be stored; what was accepted before is safe',
  'stated cost not believed',
]);
