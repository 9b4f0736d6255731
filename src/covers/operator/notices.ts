import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { alone, type Duties } from '../../cluster/port.ts';
import type { Discord } from '../../discord/port.ts';
import { type NoticeKind, noticeKinds } from '../../domain/policy/operator-desk.ts';
import { stored } from '../../domain/stored.ts';
import { DiscordError } from '../../errors.ts';
import type { JobStore } from '../../jobs/store.ts';
import { createMutex } from '../../lib/mutex.ts';
import type { Logger } from '../../logger.ts';
import type { OperatorNoticeStore } from '../../store/port.ts';

const factSchema = stored({
  /** What it is about, such as a server or a provider: one of a kind is told of it once at a time. */
  about: z.string(),
  count: z.number().optional(),
  at: z.number(),
});

/** Ids, names of ours and numbers alone: no secret, no text of a provider's or a member's. */
export type NoticeFact = z.output<typeof factSchema>;

const noticeSchema = stored({ toldAt: z.number().nullable(), facts: z.array(factSchema) });
type Notice = z.output<typeof noticeSchema>;
const NOTHING: Notice = { toldAt: null, facts: [] };

const guildsSchema = z.array(z.string());

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 5 * 60_000;
const UNPOSTABLE_AFTER_MS = 3_600_000;
const TELLING_MS = 30_000;
/** More of a kind than that in a day are not named one by one. */
const FACTS_MAXIMUM = 20;
const GUILDS = 'guilds';
/** One that was left has no name any more. */
const ABOUT_SERVERS: ReadonlySet<NoticeKind> = new Set(['joined', 'unpostable']);

export interface OperatorNotices {
  /** Never waits and never throws: what cannot be noted is logged. */
  note(kind: NoticeKind, about: string, count?: number): void;
  /** The servers that the bot is in: who has come and gone since it was told so last, also before this run. */
  guildsAre(guildIds: ReadonlySet<string>): void;
  /** One look at what is to be told, now. */
  look(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface OperatorNoticesDeps {
  store: OperatorNoticeStore;
  jobs: Pick<JobStore, 'unfinished'>;
  discord: Pick<Discord, 'tellOperator' | 'guildNames'>;
  /** Who does it, of several processes. Default: this one. */
  duties?: Duties;
  clock: Clock;
  log: Logger;
}

/**
 * Tells the operator what needs them, each kind at most once a day: what comes in between is gathered for the next message. That
 * a kind is told is on disk before the message leaves, so that a crash may put one off for a day and never doubles it.
 */
export function createOperatorNotices({
  store,
  jobs,
  discord,
  duties = alone,
  clock,
  log,
}: OperatorNoticesDeps): OperatorNotices {
  const stopped = new AbortController();
  const mutex = createMutex();
  let running: Promise<void> = Promise.resolve();

  const update = (kind: NoticeKind, change: (notice: Notice) => Notice | undefined) =>
    store.update(kind, (stored) => change(noticeIn(stored)));

  const add = async (kind: NoticeKind, fact: NoticeFact): Promise<void> => {
    await update(kind, (notice) => {
      const others = notice.facts.filter(({ about }) => about !== fact.about);
      return { ...notice, facts: [...others, fact].slice(-FACTS_MAXIMUM) };
    });
  };

  /** What is to be told at a time, taken on by whoever gets it. */
  const take = async (kind: NoticeKind, now: number): Promise<Notice | undefined> => {
    const { before, after } = await store.update(kind, (stored) => {
      const notice = noticeIn(stored);
      return isDue(notice, now) ? { ...notice, toldAt: now } : undefined;
    });
    return after === before ? undefined : noticeIn(before);
  };

  /** Of servers: nobody knows one by its id alone. They are not kept, and nothing waits for them in vain. */
  const namesFor = async (kind: NoticeKind): Promise<ReadonlyMap<string, string>> => {
    if (!ABOUT_SERVERS.has(kind)) return new Map();
    return discord.guildNames(clock.deadline(TELLING_MS, stopped.signal)).catch(() => new Map());
  };

  const tell = async (kind: NoticeKind): Promise<void> => {
    const now = clock.now();
    const taken = await take(kind, now);
    if (!taken) return;
    const letGo = () =>
      update(kind, (notice) => (notice.toldAt === now ? { ...notice, toldAt: taken.toldAt } : undefined));
    const names = await namesFor(kind);
    const facts = taken.facts.map((fact) => ({ ...fact, name: names.get(fact.about) }));
    const told = { kind, facts, noticeId: `${kind}:${now}` };
    const signal = clock.deadline(TELLING_MS, stopped.signal);
    try {
      const isTold = await discord.tellOperator(told, signal);
      await (isTold ? update(kind, (notice) => without(notice, taken.facts)) : letGo());
    } catch (error) {
      log.warn({ err: error, kind }, 'the operator could not be told');
      // What may have arrived is not told again today; tomorrow it stands beside what has come until then.
      if (error instanceof DiscordError && error.code === 'retry') await letGo();
    }
  };

  /** Paid for, and for an hour in nobody's channel. */
  const noteUnpostable = async (): Promise<void> => {
    const now = clock.now();
    const stuck = (await jobs.unfinished()).filter(({ state, timeline }) => {
      const since = timeline.findLast((entry) => entry.state === 'delivering')?.at;
      return state === 'delivering' && since !== undefined && now - since >= UNPOSTABLE_AFTER_MS;
    });
    const byGuild = new Map<string, number>();
    for (const { guildId } of stuck) byGuild.set(guildId, (byGuild.get(guildId) ?? 0) + 1);
    for (const [about, count] of byGuild) await add('unpostable', { about, count, at: now });
  };

  const look = () =>
    mutex(async () => {
      if (!(await duties.isOurs('notices'))) return;
      await noteUnpostable();
      for (const kind of noticeKinds) await tell(kind);
    });

  const quietly = (work: () => Promise<void>): void => {
    mutex(work).catch((error: unknown) => log.error({ err: error }, 'what the operator is to be told was not noted'));
  };

  const repeat = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await look().catch((error: unknown) => {
        if (!stopped.signal.aborted) log.error({ err: error }, 'what the operator is to be told was not looked at');
      });
      await clock.sleep(LOOK_EVERY_MS, stopped.signal);
    }
  };

  return {
    note(kind, about, count) {
      const fact = { about, at: clock.now(), ...(count !== undefined && { count }) };
      quietly(async () => {
        await add(kind, fact);
        await tell(kind);
      });
    },
    guildsAre(guildIds) {
      quietly(async () => {
        const known = guildsSchema.safeParse(await store.get(GUILDS)).data;
        const at = clock.now();
        const before = new Set(known ?? guildIds);
        const joined = [...guildIds].filter((id) => !before.has(id));
        const left = [...before].filter((id) => !guildIds.has(id));
        if (known && joined.length === 0 && left.length === 0) return;
        for (const about of joined) await add('joined', { about, at });
        for (const about of left) await add('left', { about, at });
        await store.set(GUILDS, [...guildIds]);
        await tell('joined');
        await tell('left');
      });
    },
    look,
    start() {
      running = repeat().catch(() => undefined);
    },
    async stop() {
      stopped.abort(new Error('the bot stops'));
      await running;
      await mutex(async () => undefined);
    },
  };
}

function noticeIn(stored: unknown): Notice {
  return noticeSchema.safeParse(stored).data ?? NOTHING;
}

function isDue({ toldAt, facts }: Notice, now: number): boolean {
  if (facts.length === 0) return false;
  // A clock that was ahead when it was told is no reason to stay silent.
  return toldAt === null || now - toldAt >= DAY_MS || toldAt > now + DAY_MS;
}

/** What has come since these were read stays. */
function without(notice: Notice, told: readonly NoticeFact[]): Notice {
  return { ...notice, facts: notice.facts.filter((fact) => !told.some((one) => isDeepStrictEqual(one, fact))) };
}
