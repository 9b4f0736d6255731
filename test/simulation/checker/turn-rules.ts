import { isFinal, type Job } from '../../../src/domain/job.ts';
import type { Life } from '../life.ts';
import { acceptedIn, type Check, countBy, IN_FLIGHT_MS, isUndisturbed, markOf, styleIn } from './seen.ts';

/** Turns go round, and runs that are asked to stop do so. */
export const turnRules = {
  'nobody waits while others are served twice': ({ life }) => [
    ...unfairTurns(
      life,
      ({ guildId }) => guildId,
      () => 'all',
    ),
    ...unfairTurns(
      life,
      ({ requester }) => requester.id,
      ({ guildId }) => guildId,
    ),
  ],

  'a member’s own covers are begun in the order in which they were asked for': ({ life }) => {
    if (!isUndisturbed(life.plan)) return [];
    const ends = life.events.flatMap((event) =>
      event.kind === 'incarnation' && event.how !== 'begun' ? event.at : [],
    );
    // What was being prepared by a run that ended waits until another one may take it.
    const turns = turnsOf(life).filter(
      ({ job, began, isPlain }) => isPlain && !ends.some((at) => at > job.acceptedAt && at < began),
    );
    return turns.flatMap(({ job, began }) =>
      turns
        .filter(
          ({ job: other, began: at }) =>
            other.requester.id === job.requester.id &&
            other.guildId === job.guildId &&
            providersOf(other) === providersOf(job) &&
            other.acceptedAt > job.acceptedAt &&
            // What had its turn at the same moment is prepared at the same time.
            at < began - PREPARED_WITHIN_MS,
        )
        .map(({ job: other }) => `${other.id} was begun before ${job.id}, which was asked for earlier`),
    );
  },

  'nobody is told a lower place in line than theirs': ({ life, done }) => {
    const { plan, events, config } = life;
    if (!isUndisturbed(plan)) return [];
    const turns = turnsOf(life);
    const wasRestarted = restartsOf(life);
    const mayChoose = plan.actions.some((action) => action.do === 'set' && action.key === 'runningPerGuild');
    /** Whether a server has as much under way as it may: others are served until one of its own is done. */
    const isFull = (guildId: string, at: number) =>
      turns.filter(({ job, began, left }) => job.guildId === guildId && began < at && left > at).length >=
      (mayChoose ? 1 : config.runningPerGuild);
    return done.flatMap(({ at: toldAt, route, body }) => {
      const place = Number(/#(\d+) in line/.exec(JSON.stringify(body) ?? '')?.[1]);
      const own = turns.find(({ job }) => route.includes(`/token-of-${job.id}/`));
      // Else a run that has ended had the turns of some of them.
      const isWhole = own?.isPlain && !wasRestarted(own.job.acceptedAt, own.began);
      if (!isWhole || Number.isNaN(place)) return [];
      // It is on its way for a moment.
      const countedAt = toldAt - TOGETHER_MS;
      const before = turns.filter(
        ({ job, began }) =>
          job.acceptedAt < countedAt &&
          providersOf(job) === providersOf(own.job) &&
          // What had its turn by then may not have begun.
          began > toldAt + BEGUN_WITHIN_MS &&
          began < own.began - TOGETHER_MS &&
          !isFull(own.job.guildId, began),
      );
      // Another member's, asked for later, takes a turn of the server's, and puts one more turn of each other server in front.
      const isOvertaken = turns.some(
        ({ job, began }) => job.guildId === own.job.guildId && job.acceptedAt >= countedAt && began < own.began,
      );
      // Who had just been given a turn when maintenance began gives it back, and their round has gone on.
      const wasHeldUp = events.some(
        (event) =>
          event.kind === 'asked' && event.what.endsWith('drain:on') && event.at > countedAt && event.at < own.began,
      );
      if (isOvertaken || wasHeldUp || before.length < place) return [];
      return [`${own.job.id} was told to be #${place} in line, and ${before.length} came first`];
    });
  },

  'who is out of order is asked now and then, and no more': ({ life }) => {
    const { plan, config, events } = life;
    const [trouble] = plan.troubles;
    const isAlone = plan.troubles.length === 1 && isUndisturbed({ ...plan, troubles: [] });
    if (!isAlone || trouble?.kind !== 'away') return [];
    const settings = config.providers.find(({ descriptor }) => descriptor.name === trouble.who)?.settings;
    const asked = events.filter((event) => event.kind === 'turned away' && event.what === 'submit').length;
    // All that may run at once find out for themselves; from then on one a minute looks.
    const most = Number(settings?.running ?? 0) + FAILURES + Math.ceil(trouble.ms / 60_000);
    return asked > most ? [`${trouble.who} was asked ${asked} times while it was out of order, at most ${most}`] : [];
  },

  'whoever is asked to stop does so': ({ life, paid, cameAt }) =>
    stopsOf(life).flatMap(({ number, askedAt, ended }) => {
      const isCalm = isUndisturbed(life.plan);
      const arrivedBy = askedAt + (isCalm ? BEGUN_WITHIN_MS : IN_FLIGHT_MS);
      const later = paid.filter(({ by, at }) => by === number && at > arrivedBy);
      const taken = life.events.flatMap((event) => {
        if (event.kind !== 'log' || event.by !== number || event.at < askedAt) return [];
        const id = acceptedIn(event.line);
        return id !== undefined && (cameAt.get(id) ?? 0) > askedAt ? [id] : [];
      });
      const wasKilled = isCalm && ended?.kind === 'incarnation' && ended.how === 'killed';
      // Nobody can be asked about what MiniMax was asked for: it is waited for.
      const isOwed = life.config.providers.some(({ descriptor }) => descriptor.name === 'minimax');
      const wasSlow = isCalm && !isOwed && ended !== undefined && ended.at > askedAt + STOPS_WITHIN_MS;
      return [
        ...later.map(({ id }) => `run ${number} has paid for ${id} after it was asked to stop`),
        ...taken.map((id) => `run ${number} has accepted ${id}, which came after it was asked to stop`),
        ...(wasKilled ? [`run ${number} had to be killed`] : []),
        ...(wasSlow ? [`run ${number} took ${ended.at - askedAt} ms to stop`] : []),
      ];
    }),

  'what was paid for is not given up by a stop': ({ life, paid }) => {
    if (!isUndisturbed(life.plan)) return [];
    const stopped = new Set(
      stopsOf(life).flatMap(({ number, ended }) =>
        ended?.kind === 'incarnation' && ended.how === 'stopped' ? number : [],
      ),
    );
    const under = paid.filter(({ by }) => stopped.has(by)).map(({ words }) => styleIn(words));
    // Of two by the same words, nobody outside knows which was paid for.
    const counts = countBy(life.jobs.map(markOf));
    return life.jobs
      .filter(
        (job) =>
          job.settled === 'presumed' &&
          job.failure?.key === 'provider.presumedSpent' &&
          under.includes(markOf(job)) &&
          counts.get(markOf(job)) === 1,
      )
      .map(({ id }) => `${id} was paid for by a run that stopped, and nobody knows what came of it`);
  },
} satisfies Record<string, Check>;

const TOGETHER_MS = 2_000;
const BEGUN_WITHIN_MS = 5_000;
const PREPARED_WITHIN_MS = 20_000;
/** So many failures show that a provider is out of order. */
const FAILURES = 3;
const STOPS_WITHIN_MS = 20_000;

/**
 * Turns go round the servers, and within a server its members: who waits and has nothing under way sees nobody else of their round served
 * twice before them. By the books' own moments, so for lives whose clocks were not set, and where nothing is tried again.
 */
function unfairTurns(
  { jobs, plan, events }: Life,
  whose: (job: Job) => string,
  roundOf: (job: Job) => string,
): string[] {
  // While a provider is out of order from the first, all wait; then turns go round as ever.
  const [first] = plan.troubles;
  const outage = first?.kind === 'away' && first.at === 0 ? first : undefined;
  const troubles = plan.troubles.filter((trouble) => trouble.kind !== 'disk full' && trouble !== outage);
  if (!isUndisturbed({ ...plan, troubles })) return [];
  const openAt = plan.startsAt + (outage?.ms ?? 0);
  const turns = turnsOf({ jobs });
  const wasRestarted = restartsOf({ events });
  /** Whether the operator had held the server up by then, and be it for a while, or covers of it had turns for a channel that was shut. */
  const wasHeldUp = (guildId: string, began: number) =>
    events.some((event) => {
      if (event.at >= began) return false;
      if (event.kind === 'asked') return isShutOut(event.what, guildId);
      const isOfServer = (job: Job, channel: string) => job.guildId === guildId && job.channelId === channel;
      return event.kind === 'history closed' && jobs.some((job) => isOfServer(job, event.channel));
    });
  return turns.flatMap(({ job, began, isPlain }) => {
    const own = turns.filter((turn) => whose(turn.job) === whose(job) && turn.job !== job && turn.began < began);
    const from = Math.max(job.acceptedAt, openAt, ...own.flatMap((turn) => [turn.began, Math.min(turn.left, began)]));
    if (!isPlain || from >= began || wasRestarted(from, began) || wasHeldUp(job.guildId, began)) return [];
    const before = turns.filter(
      ({ job: other, began: at }) =>
        at > from &&
        // Who was given turns in one go begins in any order.
        at < began - TOGETHER_MS &&
        whose(other) !== whose(job) &&
        roundOf(other) === roundOf(job) &&
        providersOf(other) === providersOf(job),
    );
    return [...countBy(before.map((turn) => whose(turn.job)))]
      .filter(([, count]) => count > 2)
      .map(([who, count]) => `${job.id} waited while ${who} was served ${count} times`);
  });
}

function isShutOut(what: string, guildId: string): boolean {
  return what === `desk cover-operator:pause:${guildId}` || what === `desk cover-operator:deny:${guildId}`;
}

/** Whether a run began between two moments, or shortly before the first. */
function restartsOf({ events }: Pick<Life, 'events'>): (from: number, until: number) => boolean {
  const starts = events.flatMap((event) => (event.kind === 'incarnation' && event.how === 'begun' ? event.at : []));
  return (from, until) => starts.some((at) => at > from - 60_000 && at < until);
}

/** When work on each cover began and ended, by the books' own moments. */
function turnsOf({ jobs }: Pick<Life, 'jobs'>) {
  return jobs.flatMap((job) => {
    // With lyrics, other models may be asked.
    const isPlain = job.lyrics === null && job.tried.length === 0 && job.attempt <= 1;
    const began = job.timeline.find(({ state }) => state === 'submitting')?.at;
    const left = job.timeline.findLast(({ state }) => state === 'delivering' || isFinal(state))?.at;
    return began === undefined ? [] : [{ job, began, left: left ?? Number.POSITIVE_INFINITY, isPlain }];
  });
}

/** Who needs another provider may be served while this one's has no room: several takes are not made everywhere. */
function providersOf({ candidates }: Job): string {
  return candidates.map(({ provider }) => provider).join();
}

/** Runs that were asked to stop, and how they ended. */
function stopsOf({ events }: Life) {
  return events.flatMap((event) => {
    if (event.kind !== 'incarnation' || event.how !== 'asked to stop') return [];
    const { number, at: askedAt } = event;
    const ended = events.find(
      (other) =>
        other.kind === 'incarnation' && other.number === number && (other.how === 'killed' || other.how === 'stopped'),
    );
    return [{ number, askedAt, ended }];
  });
}
