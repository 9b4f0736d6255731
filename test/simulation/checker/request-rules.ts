import type { Job } from '../../../src/domain/job.ts';
import type { Event, IncarnationChange } from '../history.ts';
import type { Life } from '../life.ts';
import {
  type Check,
  countBy,
  faultsIn,
  IN_FLIGHT_MS,
  isClockSet,
  isUndisturbed,
  LOST,
  markOf,
  momentOf,
  styleIn,
} from './seen.ts';

/** What is asked of a provider for money, and what is made of its answers. */
export const requestRules = {
  'what was made by a provider that can be asked is not given up': ({ life, paid }) => {
    const { habits } = life.plan;
    const isKnownForGood = habits.archivesForMs === undefined && !habits.neverEnds;
    if (!failsAtMost(life) || !isKnownForGood) return [];
    const made = new Set(paid.flatMap(({ provider, words }) => (provider === 'runware' ? styleIn(words) : [])));
    // Of two by the same words, nobody outside knows which was made.
    const counts = countBy(life.jobs.map(markOf));
    const wasMade = (job: Job) => made.has(markOf(job)) && counts.get(markOf(job)) === 1;
    return life.jobs
      .filter((job) => GIVEN_UP.has(job.failure?.key ?? '') && job.task?.provider === 'runware' && wasMade(job))
      .filter(({ id }) => !isToldSpent(life, id))
      .map(({ id, failure }) => `${id} ended with ${failure?.key}, though its provider knew what became of it`);
  },

  'nobody is told of a provider that was too slow who has never had it': ({ life, paid }) => {
    const begun = new Set(paid.map(({ words }) => styleIn(words)));
    return life.jobs
      .filter((job) => job.failure?.key === 'provider.tooSlow' && !begun.has(markOf(job)))
      .map(({ id, task }) => `${id} waited for ${task?.provider}, where nothing of it was`);
  },

  'what was refused is not asked for again under its id': ({ life }) => {
    if (!failsAtMost(life)) return [];
    const lost = faultsIn(life, LOST);
    const submits = life.events
      .filter((event) => event.kind === 'provider')
      .filter(({ what, provider }) => what === 'submit' && provider === 'runware');
    return submits.flatMap((refused) => {
      if (!REFUSALS.has(refused.said) || lost.has(momentOf(refused))) return [];
      // Whoever ends before they hear of it does not know.
      const isUnheard = life.events.some(
        (event) =>
          event.kind === 'incarnation' &&
          event.number === refused.by &&
          event.how !== 'begun' &&
          // What has left goes on without its sender.
          event.at > refused.at - HEARD_WITHIN_MS &&
          event.at < refused.at + HEARD_WITHIN_MS,
      );
      const again = submits.find(({ id, at }) => id === refused.id && at > refused.at);
      return again && !isUnheard
        ? [`${refused.id} was ${refused.said}, and sent again ${again.at - refused.at} ms later`]
        : [];
    });
  },

  'what was turned down is not taken as spent': ({ life }) => {
    // Else some of what was asked may have got nowhere.
    if (!failsAtMost(life)) return [];
    const lost = faultsIn(life, LOST);
    return life.jobs.flatMap((job) => {
      const { id, settled, timeline, acceptedAt } = job;
      const endedAt = timeline.at(-1)?.at ?? 0;
      const wasRestarted = life.events.some(
        (event) => event.kind === 'incarnation' && event.how !== 'begun' && event.at > acceptedAt && event.at < endedAt,
      );
      if (settled !== 'presumed' || wasRestarted) return [];
      const asked = life.events
        .filter((event) => event.kind === 'provider')
        .filter(({ what, words }) => what === 'submit' && styleIn(words) === markOf(job));
      const wasLeftOpen = asked.some((one) => !REFUSALS.has(one.said) || lost.has(momentOf(one)));
      const said = asked.map((one) => one.said).join(', ');
      return asked.length > 0 && !wasLeftOpen ? [`${id} is taken as spent, and was ${said}`] : [];
    });
  },

  'what reached no provider is not taken as spent': ({ life }) => {
    const { plan, events, jobs } = life;
    const isOnTheWay = (event: Event) =>
      event.kind === 'fault' && event.effect.endsWith(':submit') && LOST.includes(event.what);
    if (plan.troubles.length > 0 || events.some(isOnTheWay)) return [];
    const arrived = new Set(
      events.flatMap((event) => (event.kind === 'provider' && event.what === 'submit' ? styleIn(event.words) : [])),
    );
    const saidWithinMs = Math.max(0, ...(plan.stands ?? []).map(({ ms }) => ms)) + IN_FLIGHT_MS;
    return jobs.flatMap((job) => {
      const sentAt = job.timeline.findLast(({ state }) => state === 'submitting')?.at ?? 0;
      // Of whoever ends before they can say that they have sent nothing, nobody knows.
      const mayHaveSent = events.some(
        ({ at, ...event }) =>
          event.kind === 'incarnation' && ENDS.has(event.how) && at >= sentAt && at < sentAt + saidWithinMs,
      );
      return job.settled === 'presumed' && !arrived.has(markOf(job)) && !mayHaveSent
        ? [`${job.id} is taken as spent at ${job.task?.provider}, where nothing of it was`]
        : [];
    });
  },

  'what was taken back is not begun': ({ life, paid }) => {
    const { plan, jobs } = life;
    if (isClockSet(plan)) return [];
    const arrivedByMs = isUndisturbed(plan) ? HEARD_WITHIN_MS : IN_FLIGHT_MS;
    const counts = countBy(jobs.map(markOf));
    return jobs.flatMap((job) => {
      const { id, cancelRequestedAt } = job;
      // Somebody may have asked for the same once more.
      if (cancelRequestedAt === null || counts.get(markOf(job)) !== 1) return [];
      const late = paid.find(({ at, words }) => styleIn(words) === markOf(job) && at > cancelRequestedAt + arrivedByMs);
      return late ? [`${id} was begun ${late.at - cancelRequestedAt} ms after it was taken back`] : [];
    });
  },

  'what was taken back, and then refused, ends as taken back': ({ life }) => {
    const counts = countBy(life.jobs.map(markOf));
    const lost = faultsIn(life, LOST);
    const submits = life.events.flatMap((event) =>
      (event.kind === 'provider' || event.kind === 'turned away') && event.what === 'submit' ? [event] : [],
    );
    return life.jobs.flatMap((job) => {
      const { id, state, failure, cancelRequestedAt } = job;
      // A run that ended before it heard of the refusal has left it open.
      if (
        state !== 'failed' ||
        GIVEN_UP.has(failure?.key ?? '') ||
        cancelRequestedAt === null ||
        counts.get(markOf(job)) !== 1
      )
        return [];
      const asked = submits.filter(({ words }) => styleIn(words) === markOf(job));
      const isRefused = (one: (typeof asked)[number]) =>
        one.kind === 'provider' && REFUSALS.has(one.said) && !lost.has(momentOf(one));
      return asked.length > 0 && asked.every(isRefused)
        ? [`${id} was taken back and refused, and is said to have failed`]
        : [];
    });
  },

  'nobody is told that nothing could be found out before it was tried for long': ({ life }) => {
    if (isClockSet(life.plan)) return [];
    return life.jobs.flatMap(({ id, failure, timeline }) => {
      if (failure?.key !== 'provider.presumedSpent' || isToldSpent(life, id)) return [];
      const sentAt = timeline.find(({ state }) => state === 'submitting')?.at ?? 0;
      const gaveUpAt = timeline.find(({ state }) => state === 'failed')?.at ?? 0;
      return gaveUpAt - sentAt < TRIED_FOR_MS ? [`${id} was given up ${gaveUpAt - sentAt} ms after it was sent`] : [];
    });
  },
} satisfies Record<string, Check>;

/** What a member is told where nobody knows what became of a paid request, or what it made. */
const GIVEN_UP: ReadonlySet<string> = new Set(['provider.presumedSpent', 'provider.tooSlow', 'provider.resultLost']);

/** Whoever runs the bot has found out that it was paid for. */
function isToldSpent({ events }: Life, jobId: string): boolean {
  return events.some((event) => event.kind === 'asked' && event.what.startsWith(`desk cover-operator:spent:${jobId}:`));
}

/** Of which it is sure that nothing was taken. */
const REFUSALS: ReadonlySet<string> = new Set(['refused', 'turned down']);

/** Whether nothing goes wrong in a life but that effects fail, and runs end. */
function failsAtMost({ plan }: Life): boolean {
  return isUndisturbed({ ...plan, faults: 0 });
}

const ENDS: ReadonlySet<string> = new Set(['killed', 'stopped'] satisfies IncarnationChange[]);

const HEARD_WITHIN_MS = 5_000;
const TRIED_FOR_MS = 14 * 60_000;
