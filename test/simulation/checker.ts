import { isFinal, type Job } from '../../src/domain/job.ts';
import type { Event } from './history.ts';
import type { Life } from './life.ts';
import { customIdsOf } from './members.ts';
import type { Body } from './players/discord.ts';

/**
 * What must be true of every life, by what the outside saw of it – requests, messages, bills – and by the books at its end. Each rule
 * says what it found wrong, one line for each; nothing in them knows how the bot works.
 */
export interface Violation {
  rule: RuleName | 'every life can be lived';
  what: string;
}

export function check(life: Life): Violation[] {
  const seen = look(life);
  return (Object.keys(rules) as RuleName[]).flatMap((rule) => rules[rule](seen).map((what) => ({ rule, what })));
}

type DiscordEvent = Extract<Event, { kind: 'discord' }>;
type ProviderEvent = Extract<Event, { kind: 'provider' }>;

interface Seen {
  life: Life;
  jobs: ReadonlyMap<string, Job>;
  /** What Discord did at the bot's request. */
  done: readonly DiscordEvent[];
  /** Posts in channels that are there for all, with the job that their controls name. */
  posts: readonly { event: DiscordEvent; jobId: string; what: 'cover' | 'line' }[];
  /** Of those, and of lines with no controls: who was pinged with the name of which song. */
  lines: readonly { event: DiscordEvent; memberId: string; song: string }[];
  /** Paid requests that a provider took. */
  paid: readonly ProviderEvent[];
  billedBy: ReadonlyMap<string, number>;
}

/** Under the line that tells of an end; under a cover there are other controls. */
const LINE_ACTIONS: ReadonlySet<string> = new Set(['again', 'kept', 'post']);

function look(life: Life): Seen {
  const done = life.events.filter((event) => event.kind === 'discord').filter(({ refused }) => refused === undefined);
  const posts = done.flatMap((event) => {
    if (event.method !== 'post' || event.message === undefined || event.reader !== undefined) return [];
    if (!/^\/channels\/\d+\/messages$/.test(event.route)) return [];
    const controls = customIdsOf((event.body as Body).components).map((id) => id.split(':'));
    const [, action = '', jobId = ''] = controls.find(([command]) => command === 'cover') ?? [];
    if (jobId === '') return [];
    return [{ event, jobId, what: LINE_ACTIONS.has(action) ? ('line' as const) : ('cover' as const) }];
  });
  const covers = new Set(posts.filter(({ what }) => what === 'cover').map(({ event }) => event));
  const lines = done.flatMap((event) => {
    if (event.method !== 'post' || event.message === undefined || covers.has(event)) return [];
    const { content, allowed_mentions } = event.body as { content?: string; allowed_mentions?: { users?: string[] } };
    const [memberId] = allowed_mentions?.users ?? [];
    const [song] = marksIn(content ?? '').filter((mark) => mark.startsWith('song'));
    return event.guild === undefined || memberId === undefined || song === undefined ? [] : [{ event, memberId, song }];
  });
  const billed = life.events.filter((event) => event.kind === 'billed');
  const billedBy = new Map<string, number>();
  for (const { provider, id, micros } of billed) {
    const key = `${provider} ${id}`;
    billedBy.set(key, (billedBy.get(key) ?? 0) + micros);
  }
  const paid = life.events
    .filter((event) => event.kind === 'provider')
    .filter(({ what, said }) => what === 'submit' && said === 'accepted');
  return { life, jobs: new Map(life.jobs.map((job) => [job.id, job])), done, posts, lines, paid, billedBy };
}

/** The words of these lives, each of which belongs to one wish. */
const MARKED = /(?:style|lyrics|remix|report|song)\d+x\d+/g;

export function marksIn(text: string): string[] {
  return [...new Set(text.match(MARKED))];
}

/** Jobs and paid requests go by the words of their style. */
const styleIn = (words: string): string => /(?:style|remix)\d+x\d+/.exec(words)?.[0] ?? '';
const songOf = (job: Job): string => marksIn(job.reference?.name ?? '')[0] ?? '';
const markOf = (job: Job): string => styleIn(job.style ?? '');

const rules = {
  'what was accepted is never lost': ({ life, jobs, paid }) => {
    const told = life.events.flatMap((event) => {
      if (event.kind === 'log') return /"jobId":"(\d+)".*"msg":"cover accepted"/.exec(event.line)?.[1] ?? [];
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

  'nothing is paid twice': ({ life, paid, billedBy }) => {
    const counts = countBy(life.jobs.map(markOf));
    const bills = countBy(
      paid.filter(({ provider, id }) => billedBy.has(`${provider} ${id}`)).map(({ words }) => styleIn(words)),
    );
    return [...bills]
      .filter(([mark, count]) => count > (counts.get(mark) ?? 0))
      .map(([mark, count]) => `${mark} was made ${count} times for ${counts.get(mark) ?? 0} jobs`);
  },

  'nothing is posted twice': ({ posts }) =>
    [...countBy(posts.filter(({ what }) => what === 'cover').map(({ jobId }) => jobId))]
      .filter(([, count]) => count > 1)
      .map(([jobId, count]) => `the cover of ${jobId} was posted ${count} times`),

  'nothing is told twice': ({ life, lines, posts }) => {
    const jobs = countBy(life.jobs.map((job) => `${job.requester.id} ${songOf(job)}`));
    const told = countBy(lines.map(({ memberId, song }) => `${memberId} ${song}`));
    const byId = countBy(posts.filter(({ what }) => what === 'line').map(({ jobId }) => jobId));
    return [
      ...[...byId].filter(([, count]) => count > 1).map(([id, count]) => `the end of ${id} was told ${count} times`),
      ...[...told]
        .filter(([key, count]) => count > (jobs.get(key) ?? 0))
        .map(([key, count]) => `${key} was told ${count} times of ${jobs.get(key) ?? 0} jobs`),
    ];
  },

  'the books equal the bills': ({ life, paid, billedBy }) => {
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
    for (const { provider, id, words } of paid) {
      of(styleIn(words)).billed += billedBy.get(`${provider} ${id}`) ?? 0;
    }
    return [...marks].flatMap(([mark, { committed, presumed, billed }]) => {
      if (committed > billed) return [`${mark} stands with ${committed} in the books, and was billed with ${billed}`];
      return billed > committed + presumed
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

  'no budget is overdrawn': ({ life, paid, billedBy }) => {
    const guildOf = new Map(life.jobs.map((job) => [markOf(job), job.guildId] as const));
    const spent = new Map<string, number>();
    for (const { provider, id, words } of paid) {
      const guildId = guildOf.get(styleIn(words)) ?? '';
      spent.set(guildId, (spent.get(guildId) ?? 0) + (billedBy.get(`${provider} ${id}`) ?? 0));
    }
    // A life sees two months at most.
    const months = 1 + Number(new Date(life.plan.startsAt).getUTCMonth() !== new Date(life.endedAt).getUTCMonth());
    const limit = (life.config.quota.trialMonth.micros ?? Number.POSITIVE_INFINITY) * months;
    const all = [...spent.values()].reduce((sum, micros) => sum + micros, 0);
    const total = (life.config.quota.operatorMonth.micros ?? Number.POSITIVE_INFINITY) * months;
    return [
      ...[...spent]
        .filter(([, micros]) => micros > limit)
        .map(([guildId, micros]) => `${guildId} has spent ${micros} of ${limit}`),
      ...(all > total ? [`all servers have spent ${all} of ${total}`] : []),
    ];
  },

  'no member has more than their day allows': ({ life }) => {
    const limit = life.config.quota.memberDay.count ?? Number.POSITIVE_INFINITY;
    const taken = new Map<string, number>();
    for (const { guildId, requester, acceptedAt, settled, wanted, takes: made } of life.jobs) {
      const key = `${requester.id} in ${guildId} on ${new Date(acceptedAt).toISOString().slice(0, 10)}`;
      if (settled !== 'refunded' && settled !== 'presumed')
        taken.set(key, (taken.get(key) ?? 0) + (settled === 'committed' ? made.length : wanted.takes));
    }
    return [...taken].filter(([, takes]) => takes > limit).map(([who, takes]) => `${who} had ${takes} of ${limit}`);
  },

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

  'no file that is in use is gone': ({ life, done }) => {
    const deleted = new Set(done.filter(({ method }) => method === 'delete').map(({ message }) => message));
    return life.jobs.flatMap(({ id, takes, reference, delivery }) => {
      if (takes.length === 0 || deleted.has(delivery?.messageId ?? '')) return [];
      const used = [...takes.map(({ hash }) => hash), ...(reference ? [reference.hash] : [])];
      return used.filter((hash) => !life.kept.has(hash)).map((hash) => `${hash} is gone, and ${id} has it`);
    });
  },

  'whoever is asked to stop does so': ({ life, paid }) =>
    stopsOf(life).flatMap(({ number, askedAt, ended }) => {
      const later = paid.filter(({ by, at }) => by === number && at > askedAt + IN_FLIGHT_MS);
      const isCalm = life.plan.troubles.length === 0 && life.plan.faults === 0;
      const wasKilled = isCalm && ended?.kind === 'incarnation' && ended.how === 'killed';
      // Nobody can be asked about what MiniMax was asked for: it is waited for.
      const isOwed = life.config.providers.some(({ descriptor }) => descriptor.name === 'minimax');
      const wasSlow = isCalm && !isOwed && ended !== undefined && ended.at > askedAt + STOPS_WITHIN_MS;
      return [
        ...later.map(({ id }) => `run ${number} has paid for ${id} after it was asked to stop`),
        ...(wasKilled ? [`run ${number} had to be killed`] : []),
        ...(wasSlow ? [`run ${number} took ${ended.at - askedAt} ms to stop`] : []),
      ];
    }),

  'what was paid for is not given up by a stop': ({ life, paid }) => {
    if (life.plan.faults !== 0 || life.plan.troubles.length > 0) return [];
    const stopped = new Set(
      stopsOf(life).flatMap(({ number, ended }) =>
        ended?.kind === 'incarnation' && ended.how === 'stopped' ? number : [],
      ),
    );
    const under = paid.filter(({ by }) => stopped.has(by)).map(({ words }) => styleIn(words));
    return life.jobs
      .filter(
        (job) =>
          job.settled === 'presumed' && job.failure?.key === 'provider.presumedSpent' && under.includes(markOf(job)),
      )
      .map(({ id }) => `${id} was paid for by a run that stopped, and nobody knows what came of it`);
  },

  'what was taken back, or is for its requester first, is not posted': ({ life }) =>
    life.jobs.flatMap(({ id, cancelRequestedAt, isPrivateFirst, approval, delivery }) => {
      if (!delivery?.messageId) return [];
      if (cancelRequestedAt !== null) return [`${id} was taken back, and posted all the same`];
      if (isPrivateFirst) return [`${id} was to be heard by its requester first, and was posted`];
      return approval && approval.state !== 'granted' ? [`${id} is ${approval.state}, and was posted`] : [];
    }),

  'the same wish within a minute is made once': ({ life }) => {
    const wished = new Set(
      life.events.flatMap((event) =>
        event.kind === 'asked' && event.what.startsWith('wishes') ? event.interaction : [],
      ),
    );
    const same = Map.groupBy(
      life.jobs.filter(({ id }) => wished.has(id)),
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
      if (event.kind !== 'channel deleted') return [];
      const lost = new Set(life.jobs.filter(({ channelId }) => channelId === event.channel).map(markOf));
      return paid
        .filter(({ at, words }) => at > event.at + IN_FLIGHT_MS && lost.has(styleIn(words)))
        .map(({ id, words }) => `${id} was paid for ${styleIn(words)} when its channel was gone`);
    }),

  'no cover is posted with what is not its own': ({ posts, jobs, paid }) =>
    posts.flatMap(({ event, jobId, what }) => {
      const job = jobs.get(jobId);
      if (what === 'line' || !job) return [];
      const takes = (event.files ?? []).flatMap(
        (file) => /"take":"([a-z]+)\/([^"]+)\/\d+"/.exec(file)?.slice(1, 3).join(' ') ?? [],
      );
      if (takes.length === 0) return [`the cover of ${jobId} was posted without anything to hear`];
      const own = new Set(
        paid.filter(({ words }) => styleIn(words) === markOf(job)).map(({ provider, id }) => `${provider} ${id}`),
      );
      // AI/ML API calls a task by an id of its own.
      return takes
        .filter((take) => !take.startsWith('aimlapi') && !own.has(take))
        .map((take) => `${jobId} was posted with ${take}, which is another's`);
    }),

  'what is delivered is there, and what is there is delivered': ({ life, posts, jobs }) => {
    const posted = new Set(posts.map(({ event }) => event.message));
    return [
      ...life.jobs
        .filter(
          ({ state, delivery }) => state === 'delivered' && delivery?.messageId && !posted.has(delivery.messageId),
        )
        .map(({ id, delivery }) => `${id} is delivered as ${delivery?.messageId}, which was never posted`),
      ...posts
        .filter(({ jobId, event, what }) => what === 'cover' && jobs.get(jobId)?.delivery?.messageId !== event.message)
        .map(({ jobId, event }) => `${event.message} is the cover of ${jobId}, which does not know of it`),
    ];
  },

  'nothing is shown that is not so': ({ life, posts, lines }) => {
    const told = new Set(lines.map(({ memberId, song }) => `${memberId} ${song}`));
    const postedAt = new Map(
      posts.filter(({ what }) => what === 'cover').map(({ jobId, event }) => [jobId, event.at] as const),
    );
    const askedAt = new Map(
      life.events.flatMap((event) => (event.kind === 'asked' ? [[event.interaction, event.at] as const] : [])),
    );
    const hasWritten = (memberId: string) =>
      life.events.some(
        (event) =>
          event.kind === 'discord' &&
          event.route.startsWith('/channels/') &&
          event.reader === memberId &&
          event.refused === undefined,
      );
    return life.jobs.flatMap((job) => {
      const { id, state, requester } = job;
      const [answer] = life.answers.get(id) ?? [];
      if (!answer || !isFinal(state) || !(showsProgress(answer.body) || isEmpty(answer.body))) return [];
      const posted = postedAt.get(id);
      const until = (askedAt.get(id) ?? 0) + TOKEN_MS;
      // Once its token is dead, what stands in the channel is all that can be said.
      const isTold =
        posted === undefined
          ? told.has(`${requester.id} ${songOf(job)}`) || hasWritten(requester.id)
          : !isCalmBetween(life, posted, until);
      return isTold ? [] : [`${id} is ${state}, and its requester still sees it on its way`];
    });
  },

  'answers are for who asked alone': ({ done }) =>
    done.flatMap(({ method, route, body }) => {
      const { type, data, flags = 0 } = (body ?? {}) as { type?: number; data?: Body; flags?: number };
      const isAnswer = route.endsWith('/callback') && (type === 4 || type === 5);
      const isFollowing = method === 'post' && route.startsWith('/webhooks/');
      if (isAnswer && ((data?.flags ?? 0) & 64) === 0) return [`${route} was answered for all to see`];
      return isFollowing && (flags & 64) === 0 ? [`${route} was followed by something for all to see`] : [];
    }),

  'no word of a member is where it may not be': ({ life, posts, lines, done }) => {
    const toldOf = new Map(lines.map(({ event, memberId }) => [event, memberId] as const));
    const jobsOf = new Map<string, Job[]>();
    for (const job of life.jobs) {
      for (const mark of marksIn(`${job.style ?? ''} ${job.lyrics ?? ''} ${job.reference?.name ?? ''}`))
        jobsOf.set(mark, [...(jobsOf.get(mark) ?? []), job]);
    }
    const uttered = new Set(
      life.events.flatMap((event) =>
        event.kind === 'asked' ? marksIn(event.words).map((mark) => `${event.member} ${mark}`) : [],
      ),
    );
    const publicFrom = new Map<string, number>();
    for (const { event, jobId } of posts) publicFrom.set(jobId, Math.min(event.at, publicFrom.get(jobId) ?? event.at));
    const mayRead = (event: DiscordEvent, mark: string) => {
      const { at, guild, reader, body } = event;
      // A line that tells its requester of an end calls the song by its name.
      if (mark.startsWith('song') && uttered.has(`${toldOf.get(event)} ${mark}`)) return true;
      // What moderators are to decide about stands in a channel of theirs.
      if (JSON.stringify(body ?? '').includes('cover-mod:') || uttered.has(`${reader} ${mark}`)) return true;
      return (jobsOf.get(mark) ?? []).some(({ id, guildId }) => {
        const isPublic = (publicFrom.get(id) ?? Number.POSITIVE_INFINITY) <= at;
        return isPublic && (guild === undefined || guildId === guild);
      });
    };
    return [
      ...done.flatMap((event) => {
        const marks = marksIn(JSON.stringify(event.body ?? '')).filter((mark) => jobsOf.has(mark));
        return marks
          .filter((mark) => !mayRead(event, mark))
          .map((mark) => `${mark} was sent to ${event.route} at ${event.at}`);
      }),
      ...life.events.flatMap((event) =>
        event.kind === 'log' ? marksIn(event.line).map((mark) => `${mark} stands in the log: ${event.line}`) : [],
      ),
    ];
  },

  'no secret leaves': ({ life }) =>
    life.events.flatMap((event) => {
      if (event.kind !== 'log' && event.kind !== 'discord') return [];
      const text = event.kind === 'log' ? event.line : JSON.stringify([event.body ?? null, event.files ?? null]);
      const secret = /secret-key-of-\w+|token-of-\d+|MTIzNDU2[\w.-]+/.exec(text)?.[0];
      return secret === undefined ? [] : [`${secret} was in ${text.slice(0, 200)}`];
    }),

  'nobody asks for more at once than was agreed': ({ life, paid }) => {
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

  'nothing unforeseen happens': ({ life }) =>
    life.events.flatMap((event) => {
      if (event.kind !== 'log' || event.level !== 'error') return [];
      const { msg, err } = JSON.parse(event.line) as { msg: string; err?: { type?: string; message?: string } };
      return FORESEEN.has(err?.type ?? '') || FORESEEN.has(err?.message ?? msg) ? [] : [event.line];
    }),
} satisfies Record<string, (seen: Seen) => string[]>;

export type RuleName = keyof typeof rules;

/**
 * Turns go round the servers, and within a server its members: who waits and has nothing under way sees nobody else of their round served
 * twice before them. By the books' own moments, so for lives whose clocks were not set, and where nothing is tried again.
 */
function unfairTurns(
  { jobs, plan, events }: Life,
  whose: (job: Job) => string,
  roundOf: (job: Job) => string,
): string[] {
  if (plan.troubles.some(({ kind }) => kind !== 'disk full') || typeof plan.faults !== 'number' || plan.faults > 0)
    return [];
  const turns = jobs.flatMap((job) => {
    // With lyrics, other models may be asked.
    const isPlain = job.lyrics === null && job.tried.length === 0 && job.attempt <= 1;
    const began = job.timeline.find(({ state }) => state === 'submitting')?.at;
    const left = job.timeline.findLast(({ state }) => state === 'delivering' || isFinal(state))?.at;
    return began === undefined ? [] : [{ job, began, left: left ?? Number.POSITIVE_INFINITY, isPlain }];
  });
  const starts = events.flatMap((event) => (event.kind === 'incarnation' && event.how === 'begun' ? event.at : []));
  return turns.flatMap(({ job, began, isPlain }) => {
    const own = turns.filter((turn) => whose(turn.job) === whose(job) && turn.job !== job && turn.began < began);
    const from = Math.max(job.acceptedAt, ...own.flatMap((turn) => [turn.began, Math.min(turn.left, began)]));
    const wasRestarted = starts.some((at) => at > from - 60_000 && at < began);
    if (!isPlain || from >= began || wasRestarted) return [];
    const before = turns.filter(
      ({ job: other, began: at }) =>
        at > from && at < began && whose(other) !== whose(job) && roundOf(other) === roundOf(job),
    );
    return [...countBy(before.map((turn) => whose(turn.job)))]
      .filter(([, count]) => count > 2)
      .map(([who, count]) => `${job.id} waited while ${who} was served ${count} times`);
  });
}

const SHORTEST_MS = 20_000;
/** What had left before something happened has arrived by then, however late. */
const IN_FLIGHT_MS = 120_000;
const STOPS_WITHIN_MS = 20_000;
/** So long an answer can be edited. */
const TOKEN_MS = 14 * 60_000;

/** Whether there was time, and nothing in the way, to say something between two moments. */
function isCalmBetween({ plan, events }: Life, from: number, to: number): boolean {
  if (plan.faults !== 0 || plan.troubles.length > 0 || to - from < 3 * 60_000) return false;
  return !events.some((event) => event.kind === 'incarnation' && event.at > from - 60_000 && event.at < to);
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

/** What the bot tries again when a disk, a worker, Discord or a provider has failed it. */
const FORESEEN: ReadonlySet<string> = new Set([
  'DiscordError',
  'ProviderError',
  'DatabaseFullError',
  'UserError',
  'FetchError',
  'the worker ended',
  'BUDGET_USD_PER_MONTH is used up; no cover is taken until the month ends',
  'nothing can be stored; what was accepted before is safe',
]);

/** Whether nothing but "is thinking" was ever said there. */
function isEmpty({ content, components = [] }: Body): boolean {
  return !content && components.length === 0;
}

/** Whether a private message says that something is under way. */
function showsProgress(body: Body): boolean {
  return (
    /[▱▰]|Posting it now/.test(JSON.stringify(body)) ||
    customIdsOf(body.components).some((id) => id.startsWith('cover:cancel:'))
  );
}

function countBy(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
