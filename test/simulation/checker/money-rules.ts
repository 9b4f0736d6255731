import type { Event } from '../history.ts';
import type { Life } from '../life.ts';
import {
  type Check,
  countBy,
  dayOf,
  faultsIn,
  IN_FLIGHT_MS,
  isClockSet,
  isUndisturbed,
  LOST,
  markOf,
  momentOf,
  monthOf,
  type ProviderEvent,
  saidAt,
  styleIn,
} from './seen.ts';

/** What is paid for, once, and stands in the books as it is on the bills. */
export const moneyRules = {
  'nothing is paid twice': ({ life, paid, billedBy }) => {
    const counts = countBy(life.jobs.map(markOf));
    // What arrives so late that its sender has sent it again is paid twice where the provider runs it again, and shows it too late.
    const { runsAgain = false, showsAfterMs = 0 } = life.plan.habits;
    const late = faultsIn(life, runsAgain || showsAfterMs > 0 ? ['late'] : []);
    const bills = countBy(
      paid
        .filter((one) => billedBy.has(`${one.provider} ${one.id}`) && !late.has(momentOf(one)))
        .map(({ words }) => styleIn(words)),
    );
    return [...bills]
      .filter(([mark, count]) => count > (counts.get(mark) ?? 0))
      .map(([mark, count]) => `${mark} was made ${count} times for ${counts.get(mark) ?? 0} jobs`);
  },

  'the books equal the bills': ({ life, paid, billedBy }) => {
    const { costTimes = 1 } = life.plan.habits;
    const believed = Math.min(1, BELIEVED_TIMES / costTimes);
    const marks = new Map<string, { committed: number; presumed: number; billed: number }>();
    const of = (mark: string) => {
      const known = marks.get(mark) ?? { committed: 0, presumed: 0, billed: 0 };
      marks.set(mark, known);
      return known;
    };
    for (const job of life.jobs) {
      if (job.settled === 'committed') of(markOf(job)).committed += job.spentMicros;
      if (job.settled === 'presumed') of(markOf(job)).presumed += job.spentMicros;
    }
    for (const { provider, id, words } of onceEach(paid)) {
      of(styleIn(words)).billed += (billedBy.get(`${provider} ${id}`) ?? 0) * (provider === 'runware' ? believed : 1);
    }
    // What arrives when it was proven absent is billed as well, and nobody can know.
    const late = faultsIn(life, ['late']);
    const comeLate = new Set(paid.filter((one) => late.has(momentOf(one))).map(({ words }) => styleIn(words)));
    return [...marks].flatMap(([mark, { committed, presumed, billed }]) => {
      if (committed > billed) return [`${mark} stands with ${committed} in the books, and was billed with ${billed}`];
      // What is presumed is what the bot knew as the price.
      return billed > committed + presumed * Math.max(1, costTimes) && !comeLate.has(mark)
        ? [`${mark} was billed with ${billed}, and the books know of ${committed + presumed}`]
        : [];
    });
  },

  'each charge is what its job came to': ({ life, jobs }) =>
    life.charges.flatMap(({ jobId, scope, state, micros }) => {
      const job = jobs.get(jobId);
      if (!job || (job.settled === state && (state === 'refunded' || micros === job.spentMicros))) return [];
      return [
        `the job ${jobId} is ${job.settled} with ${job.spentMicros}, and ${scope} was charged ${micros}, ${state}`,
      ];
    }),

  'each charge counts for whom and when it was asked for': ({ life }) => {
    const charges = Map.groupBy(life.charges, ({ jobId }) => jobId);
    return life.jobs.flatMap(({ id, guildId, requester, acceptedAt, settled, takes }) => {
      if (life.forgotten.has(id)) return [];
      const own = charges.get(id) ?? [];
      const missing = windowsOf({ guildId, memberId: requester.id, acceptedAt }).filter(
        (window) => !own.some((charge) => `${charge.scope} ${charge.window}` === window),
      );
      // What was given back, or is only presumed, counts for nobody.
      const counts = settled === 'committed' ? takes.length : 0;
      const wrong = settled === 'refunded' ? [] : own.filter(({ count }) => count !== counts);
      return [
        ...missing.map((window) => `${id} is not charged to ${window}`),
        ...wrong.map(
          ({ scope, count }) => `${id} has ${takes.length} takes, ${settled}, and counts ${count} for ${scope}`,
        ),
      ];
    });
  },

  'a cover has taken what it may come to, until it is settled': ({ life, jobs, paid }) => {
    const isLearned = learnedPriceOf(life, paid);
    const { costTimes = 1 } = life.plan.habits;
    return life.books.reservations.flatMap(({ jobId, scope, count, micros, takes, providers }) => {
      const mostAt = (times: number) =>
        takes * Math.max(...providers.map((one) => (PRICES[one] ?? 0) * (one === 'runware' ? times : 1)));
      const known = isLearned(jobs.get(jobId)?.acceptedAt ?? 0);
      const may = known === undefined ? [mostAt(1), mostAt(costTimes)] : [mostAt(known ? costTimes : 1)];
      return count === takes && may.includes(micros)
        ? []
        : [`${jobId} with ${takes} takes has reserved ${count} for ${micros} of ${scope}, and may come to ${may}`];
    });
  },

  'no limit is passed on the way': ({ life }) => {
    const { operatorMonth, trialMonth, guildMonth, memberDay, memberDayTotal } = life.config.quota;
    const letIn = letInBy(life.events);
    const none = Number.POSITIVE_INFINITY;
    // What is billed above its price is known too late.
    const isDearer = (life.plan.habits.costTimes ?? 1) > 1;
    const limitOf = (window: string): { count?: number | undefined; micros?: number | undefined } => {
      const [scope = '', id = '', key = ''] = window.split(' ');
      const isDay = key.length > MONTH_LENGTH;
      if (scope === 'operator' && !isDay) return operatorMonth;
      if (scope === 'guild' && !isDay) return letIn.has(id) ? guildMonth : trialMonth;
      if (scope === 'member' && isDay) return memberDay;
      return scope === 'memberTotal' && isDay ? memberDayTotal : {};
    };
    return [...life.books.peaks].flatMap(([window, { count, micros }]) => {
      const most = limitOf(window);
      return count > (most.count ?? none) || (micros > (most.micros ?? none) && !isDearer)
        ? [`${window} had ${count} takes for ${micros}, of ${most.count} for ${most.micros}`]
        : [];
    });
  },

  'no budget is overdrawn': ({ life, paid, billedBy }) => {
    if ((life.plan.habits.costTimes ?? 1) > 1) return [];
    const guildOf = new Map(life.jobs.map((job) => [markOf(job), job.guildId] as const));
    const spent = new Map<string, number>();
    for (const { provider, id, words } of onceEach(paid)) {
      const guildId = guildOf.get(styleIn(words)) ?? '';
      spent.set(guildId, (spent.get(guildId) ?? 0) + (billedBy.get(`${provider} ${id}`) ?? 0));
    }
    // A life sees two months at most.
    const months = 1 + Number(new Date(life.plan.startsAt).getUTCMonth() !== new Date(life.endedAt).getUTCMonth());
    const { trialMonth, guildMonth } = life.config.quota;
    const letIn = letInBy(life.events);
    const limitOf = (guildId: string) =>
      ((letIn.has(guildId) ? guildMonth : trialMonth).micros ?? Number.POSITIVE_INFINITY) * months;
    const all = [...spent.values()].reduce((sum, micros) => sum + micros, 0);
    const total = (life.config.quota.operatorMonth.micros ?? Number.POSITIVE_INFINITY) * months;
    return [
      ...[...spent]
        .filter(([guildId, micros]) => micros > limitOf(guildId))
        .map(([guildId, micros]) => `${guildId} has spent ${micros} of ${limitOf(guildId)}`),
      ...(all > total ? [`all servers have spent ${all} of ${total}`] : []),
    ];
  },

  'no member has more than their day allows': ({ life }) => {
    const limit = life.config.quota.memberDay.count ?? Number.POSITIVE_INFINITY;
    const taken = new Map<string, number>();
    for (const { guildId, requester, acceptedAt, settled, wanted, takes: made } of life.jobs) {
      const key = `${requester.id} in ${guildId} on ${dayOf(acceptedAt)}`;
      if (settled !== 'refunded' && settled !== 'presumed')
        taken.set(key, (taken.get(key) ?? 0) + (settled === 'committed' ? made.length : wanted.takes));
    }
    return [...taken].filter(([, takes]) => takes > limit).map(([who, takes]) => `${who} had ${takes} of ${limit}`);
  },

  'no click under the cover of another costs anything at once': ({ life, jobs }) =>
    life.events.flatMap((event) => {
      if (event.kind !== 'asked' || !jobs.has(event.interaction)) return [];
      const [, under] = /^presses cover:anotherTake:([^:]+)/.exec(event.what) ?? [];
      if (under === undefined || jobs.get(under)?.requester.id === event.member) return [];
      const isSure = life.events.some(
        (other) => other.kind === 'asked' && other.what.startsWith(`presses cover:make:${event.interaction}`),
      );
      return isSure ? [] : [`${event.interaction} was made by one click under the cover of another`];
    }),

  'the same wish within a minute is made once': ({ life }) => {
    const wished = new Set(
      life.events.flatMap((event) =>
        event.kind === 'asked' && event.what.startsWith('wishes') ? event.interaction : [],
      ),
    );
    // Those that are in the books no more come last otherwise.
    const inOrder = life.jobs.toSorted((one, other) => one.acceptedAt - other.acceptedAt);
    const same = Map.groupBy(
      inOrder.filter(({ id }) => wished.has(id)),
      (job) => `${job.requester.id} ${markOf(job)}`,
    );
    return [...same].flatMap(([wish, jobs]) =>
      jobs.slice(1).flatMap((job, index) =>
        // What had failed or was taken back may be asked for again at once.
        job.acceptedAt - (jobs[index]?.acceptedAt ?? 0) < 55_000 &&
        !['failed', 'cancelled'].includes(jobs[index]?.state ?? '')
          ? [`${wish} was made as ${jobs[index]?.id} and ${job.id}`]
          : [],
      ),
    );
  },

  'nothing is paid for that could not be posted': ({ life, paid }) =>
    life.events.flatMap((event) => {
      if (event.kind !== 'channel deleted' && event.kind !== 'history closed') return [];
      const { at: shutAt, channel } = event;
      const opened = life.events.find(
        (other) => other.kind === 'history open' && other.channel === channel && other.at > shutAt,
      );
      const openAt = event.kind === 'history closed' && opened ? opened.at : life.endedAt;
      // Somebody may have asked for the same again where it can be posted.
      const elsewhere = new Set(life.jobs.filter((job) => job.channelId !== channel).map(markOf));
      // What its requester is to hear first goes to them alone.
      const here = life.jobs.filter((job) => job.channelId === channel && job.isPrivateFirst === undefined).map(markOf);
      const lost = new Set(here.filter((mark) => !elsewhere.has(mark)));
      const arrivedBy = shutAt + (isUndisturbed(life.plan) ? LOOKED_BEFORE_MS : IN_FLIGHT_MS);
      return paid
        .filter(({ at, words }) => at > arrivedBy && at < openAt && lost.has(styleIn(words)))
        .map(({ id, words }) => `${id} was paid for ${styleIn(words)} when its channel was gone or closed`);
    }),

  'nothing is paid for a song in which nothing is to be heard': ({ life, paid }) => {
    const silent = new Set(
      life.plan.actions.flatMap((action) => (action.do === 'wish' && action.isSilent ? styleIn(action.style) : [])),
    );
    return paid
      .filter(({ words }) => silent.has(styleIn(words)))
      .map(({ id, words }) => `${id} was paid for ${styleIn(words)}, a cover of silence`);
  },

  'who had too much refused today has nothing more made': ({ life, paid }) => {
    const { plan, jobs, config } = life;
    if (isClockSet(plan)) return [];
    // Somebody may have another take made of what somebody else had.
    const whose = Map.groupBy(jobs, markOf);
    const refused = jobs
      .filter(({ failure }) => failure?.key === 'provider.rejectedContent')
      .map(({ requester, timeline }) => ({ memberId: requester.id, at: timeline.at(-1)?.at ?? 0 }))
      .toSorted((one, other) => one.at - other.at);
    const refusedAt = Map.groupBy(refused, ({ memberId, at }) => `${memberId} on ${dayOf(at)}`);
    return paid.flatMap(({ id, at, words }) => {
      const keys = (whose.get(styleIn(words)) ?? []).map(({ requester }) => `${requester.id} on ${dayOf(at)}`);
      const enoughAt = keys.map((key) => refusedAt.get(key)?.[config.quota.refusalsPerDay - 1]?.at ?? Infinity);
      return at > Math.max(...enoughAt) + IN_FLIGHT_MS
        ? [`${id} was made for ${keys.join(' and ')}, who had enough refused`]
        : [];
    });
  },

  'nobody is told that too much of theirs was refused before it was': ({ life }) => {
    const { refusalsPerDay } = life.config.quota;
    // Words to be written are refused as well, and by whose wish they were, their provider does not know.
    const refusedWords = life.events.filter(
      (event) => event.kind === 'provider' && event.what === 'write' && event.said === 'refused',
    ).length;
    const refusalsOf = (memberId: string): number =>
      life.jobs.filter(
        ({ requester, failure, tried }) =>
          requester.id === memberId &&
          (MEMBERS_OWN.has(failure?.key ?? '') || tried.some(({ reason }) => REFUSING.has(reason))),
      ).length;
    const told = [
      ...life.events.flatMap((event) => {
        if (event.kind !== 'log' || !event.line.includes('"reason":"quota.refused"')) return [];
        return [(JSON.parse(event.line) as { memberId: string }).memberId];
      }),
      ...life.jobs.flatMap(({ failure, requester }) => (failure?.key === 'quota.refused' ? requester.id : [])),
    ];
    return [...new Set(told)]
      .filter((memberId) => refusalsOf(memberId) + refusedWords < refusalsPerDay)
      .map((memberId) => `${memberId} was told so, and had ${refusalsOf(memberId)} of ${refusalsPerDay} refused`);
  },

  'nothing is begun that the operator has paused': ({ life, done }) => {
    const guildOf = new Map(life.jobs.map((job) => [markOf(job), job.guildId] as const));
    // What nobody has heard of, for who was asked was out of order too, or the run ended, is looked for, and asked for again: it was
    // under way.
    const lost = faultsIn(life, LOST);
    const endedAt = new Map(
      life.events.flatMap((event) =>
        event.kind === 'incarnation' && event.how === 'killed' ? [[event.number, event.at]] : [],
      ),
    );
    const isUnheard = (event: ProviderEvent) =>
      lost.has(momentOf(event)) || (endedAt.get(event.by) ?? Number.POSITIVE_INFINITY) < event.at + ANSWERS_WITHIN_MS;
    const begun = life.events
      .filter((event) => event.kind === 'provider' || event.kind === 'turned away')
      .filter(({ what }) => what === 'submit')
      .filter((event) => event.kind === 'turned away' || event.said === 'accepted' || isUnheard(event));
    const begunAt = new Map(begun.toReversed().map(({ at, words }) => [styleIn(words), at] as const));
    const presses = life.events.flatMap((event) => {
      const [, what = '', id = ''] =
        (event.kind === 'asked' && /^desk cover-operator:(\w+):(\w+)$/.exec(event.what)) || [];
      return event.kind === 'asked' && what !== '' ? [{ what, id, at: event.at, interaction: event.interaction }] : [];
    });
    return presses.flatMap(({ what, id, interaction }) => {
      if (!(what === 'pause' || what === 'deny' || (what === 'drain' && id === 'on'))) return [];
      // Once it is said that it is done.
      const doneAt = saidAt(done, interaction);
      if (doneAt === undefined) return [];
      const isEnd = (other: { what: string; id: string }) =>
        what === 'drain' ? other.what === 'drain' && other.id === 'off' : other.id === id && other.what in OPENS;
      const until = presses.find((other) => other.at > doneAt && isEnd(other))?.at ?? Number.POSITIVE_INFINITY;
      return [...begunAt]
        .filter(
          ([mark, at]) => at > doneAt + IN_FLIGHT_MS && at < until && (what === 'drain' || guildOf.get(mark) === id),
        )
        .map(([mark]) => `${mark} was begun after ${what} ${id}`);
    });
  },

  'nobody asks for more at once than was agreed': ({ life, paid }) => {
    // Whoever takes a cover over goes by the machine's clock for its age, and gives it up where somebody has set that far ahead.
    const isTakenForOld = isClockSet(life.plan) && life.plan.places > 1;
    if (isTakenForOld) return [];
    const guildOf = new Map(life.jobs.map((job) => [markOf(job), job.guildId] as const));
    const most = new Map(life.config.providers.map(({ descriptor, settings }) => [descriptor.name, settings.running]));
    const over: string[] = [];
    const running: { until: number; by: number; provider: string; guildId: string }[] = [];
    for (const { at, by, provider, id, words } of paid) {
      const guildId = guildOf.get(styleIn(words)) ?? '';
      // Nobody knows of what they have asked of a provider that cannot be asked about it, once its answer is lost, or they have ended.
      const isUnknown = life.events.some(
        (event) => event.kind === 'fault' && event.at === at && event.effect === `${provider}:submit`,
      );
      if (isUnknown) continue;
      const others = running.filter((one) => one.until > at && (one.by === by || one.provider === 'runware'));
      // Shorter than any of them takes: whoever is counted is really there.
      running.push({ until: at + SHORTEST_MS, by, provider, guildId });
      const atProvider = others.filter((one) => one.provider === provider).length + 1;
      const ofGuild = others.filter((one) => one.guildId === guildId).length + 1;
      if (atProvider > Number(most.get(provider))) over.push(`${id} was the ${atProvider}th at once at ${provider}`);
      if (ofGuild > life.config.runningPerGuild) over.push(`${id} was the ${ofGuild}th at once of ${guildId}`);
    }
    return over;
  },
} satisfies Record<string, Check>;

/** Of a window by the month, such as 2026-11. */
const MONTH_LENGTH = 7;

/** The servers that the operator has let in by name, which are on trial no more. */
function letInBy(events: readonly Event[]): ReadonlySet<string> {
  const ids = events.flatMap(
    (event) => (event.kind === 'asked' && /^desk cover-operator:allow:(\d+)$/.exec(event.what)?.[1]) || [],
  );
  return new Set(ids);
}

/** What a press opens again that was paused or shut out. */
const OPENS: Readonly<Record<string, true>> = { resume: true, allow: true };

/** Of a take, in millionths of a dollar: as published, or as the settings of these lives have it. */
const PRICES: Readonly<Record<string, number>> = { runware: 150_000, minimax: 150_000, aimlapi: 160_000 };

/** Beyond that share of the price, what a provider says that it has billed is not believed. */
const BELIEVED_TIMES = 10;
/** What a job fails with when its song, its style or its lyrics are to blame, or may be. */
const MEMBERS_OWN: ReadonlySet<string> = new Set([
  'provider.rejectedContent',
  'provider.rejectedAudio',
  'provider.songLength',
  'provider.noVocals',
  'provider.rejectedRequest',
  'provider.failed',
]);
/** What it was refused with by a provider, before it went to another one. */
const REFUSING: ReadonlySet<string> = new Set(['content', 'badAudio', 'songLength', 'noVocals', 'badRequest']);

/** What a provider has answered is heard by then. */
const ANSWERS_WITHIN_MS = 1_000;
/** Until each run has heard of it, whatever is lost on the way. */
const LEARNED_WITHIN_MS = 6 * 60_000;

/** Whether the bot knows at a moment what a take really costs at Runware; undefined where that cannot be said. */
function learnedPriceOf(life: Life, paid: readonly ProviderEvent[]): (at: number) => boolean | undefined {
  const { plan, jobs, events } = life;
  const { costTimes = 1 } = plan.habits;
  if (costTimes > BELIEVED_TIMES) return () => false;
  if (isClockSet(plan)) return () => undefined;
  const cameAt = jobs.flatMap(({ task, takes, timeline }) =>
    task?.provider === 'runware' && takes.length > 0
      ? (timeline.find(({ state }) => state === 'delivering')?.at ?? [])
      : [],
  );
  const firstAt = Math.min(...cameAt);
  // Whoever ends just then may have kept it to themselves.
  const isKept =
    isUndisturbed(plan) &&
    !events.some(
      ({ at, ...event }) =>
        event.kind === 'incarnation' && event.how !== 'begun' && Math.abs(at - firstAt) < IN_FLIGHT_MS,
    );
  const begunAt = paid.find(({ provider }) => provider === 'runware')?.at ?? Number.POSITIVE_INFINITY;
  return (at) => {
    if (at < begunAt) return false;
    return isKept && at > firstAt + LEARNED_WITHIN_MS ? true : undefined;
  };
}

/** Where a cover counts: for its server and its member by the day and by the month, for the member everywhere, and for all. */
function windowsOf({
  guildId,
  memberId,
  acceptedAt,
}: {
  guildId: string;
  memberId: string;
  acceptedAt: number;
}): string[] {
  const day = dayOf(acceptedAt);
  const month = monthOf(acceptedAt);
  const both = [`guild ${guildId}`, `member ${guildId}:${memberId}`];
  return [
    ...both.flatMap((scope) => [`${scope} ${day}`, `${scope} ${month}`]),
    `memberTotal ${memberId} ${day}`,
    `operator all ${month}`,
  ];
}

/** What ran twice under one id stands on one bill, with both. */
function onceEach(paid: readonly ProviderEvent[]): ProviderEvent[] {
  return [...new Map(paid.map((event) => [`${event.provider} ${event.id}`, event])).values()];
}

const SHORTEST_MS = 20_000;
/** Whether a cover can be posted is looked at right before it is paid for. */
const LOOKED_BEFORE_MS = 5_000;
