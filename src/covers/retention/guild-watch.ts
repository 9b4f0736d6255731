import type { Clock } from '../../clock.ts';
import { alone, type Duties } from '../../cluster/port.ts';
import type { Discord } from '../../discord/port.ts';
import {
  type GuildAbsence,
  isComparisonDue,
  isConvincing,
  isToBeErased,
  missingAgain,
} from '../../domain/guild/guild-absence.ts';
import { DiscordError } from '../../errors.ts';
import type { Library } from '../../jobs/library.ts';
import type { Records } from '../../jobs/records.ts';
import type { Logger } from '../../logger.ts';
import type { GuildAbsences, KeptByGuild } from '../../store/port.ts';
import type { EndWaiting } from '../cancel.ts';
import type { EraseGuild } from './erase-guild.ts';

/** A start has more urgent things to do. */
const FIRST_LOOK_MS = 5 * 60_000;
/** The comparison itself is daily; what was cut short, or could not be had, is tried again sooner. */
const LOOK_EVERY_MS = 3_600_000;
const GO_ON_MS = 10_000;

/** Jobs of a server that are looked through at once for those that wait. */
const LOOKED_THROUGH = 100;

export interface GuildWatchDeps {
  absences: GuildAbsences;
  jobs: Pick<Records, 'guildIds' | 'forgetGuild'> & Pick<Library, 'history'>;
  /** All else by which a server is known. */
  stores: readonly KeptByGuild[];
  discord: Pick<Discord, 'ownGuilds' | 'isInGuild'>;
  endWaiting: EndWaiting;
  eraseGuild: EraseGuild;
  /** How many days what is kept of a server outlives the bot's removal from it. */
  keepDays: number;
  /** Who does it, of several processes. Default: this one. */
  duties?: Duties;
  clock: Clock;
  log: Logger;
}

export interface GuildWatch {
  start(): void;
  stop(): Promise<void>;
  /** One look, now. True where there is more to be done at once. */
  look(): Promise<boolean>;
  /** Something came from a server, so the bot is there. */
  heard(guildId: string): void;
}

/**
 * Finds out which servers the bot was removed from, of which no event tells it, by a daily comparison of the list of its servers
 * with those that are known here. Only a complete list counts, only servers that were missing from two in a row are asked about,
 * and only where Discord then confirms it is one gone: its waiting jobs end, and what is kept of it is deleted after some days.
 * Every step is on disk before the next, and each may be done again.
 */
export function createGuildWatch(deps: GuildWatchDeps): GuildWatch {
  const { absences, jobs, stores, discord, endWaiting, eraseGuild, keepDays, duties = alone, clock, log } = deps;
  const stopped = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const logReturn = ({ guildId, stage }: GuildAbsence): void => {
    if (stage === 'missing') log.debug({ guildId }, 'a server that was missing from the list is there');
    else
      log.info({ guildId, erased: stage === 'erased' }, 'the bot is in a server again that it had been removed from');
  };

  /** Those known first, and only then the list: who adds the bot in between is in it. */
  const compare = async (comparedAt: number | undefined): Promise<true> => {
    const known = new Set<string>();
    for (const store of [jobs, ...stores]) for (const id of await store.guildIds()) known.add(id);
    const absent = new Map((await absences.all()).map((absence) => [absence.guildId, absence]));
    const listed = await discord.ownGuilds(stopped.signal);
    const now = clock.now();
    for (const guildId of new Set([...known, ...absent.keys()])) {
      const before = absent.get(guildId);
      if (!listed.has(guildId)) await noteMissing(guildId, before, now);
      else if (before && (await absences.remove(before))) logReturn(before);
    }
    await absences.noteComparison(now, comparedAt);
    return true;
  };

  const noteMissing = async (guildId: string, before: GuildAbsence | undefined, now: number): Promise<void> => {
    const after = missingAgain(guildId, before, now);
    if (before === undefined) await absences.add(after);
    else if (after !== before) await absences.change(before, after);
  };

  /** Discord itself says whether the bot is there, whatever the lists said. */
  const confirm = async (absence: GuildAbsence): Promise<GuildAbsence | undefined> => {
    if (await discord.isInGuild(absence.guildId, stopped.signal)) {
      if (await absences.remove(absence)) logReturn(absence);
      return undefined;
    }
    if (absence.stage !== 'missing') return absence;
    const gone = { ...absence, stage: 'gone' } as const;
    if (!(await absences.change(absence, gone))) return undefined;
    log.info({ guildId: gone.guildId, keepDays }, 'the bot was removed from a server');
    return gone;
  };

  const waitingIn = async (guildId: string): Promise<string[]> => {
    const { entries } = await jobs.history({ kind: 'unfinished', guildId, limit: LOOKED_THROUGH });
    return entries.filter(({ job }) => job.state === 'queued').map(({ job }) => job.id);
  };

  const endLine = async (guildId: string, waiting: readonly string[]): Promise<void> => {
    for (let ids = waiting; ids.length > 0; ids = await waitingIn(guildId)) {
      for (const id of ids) await endWaiting(id, { key: 'guild.left', params: {} });
    }
  };

  const erase = async (absence: GuildAbsence): Promise<boolean> => {
    const { guildId } = absence;
    const isStillGone = async () => !stopped.signal.aborted && (await absences.get(guildId))?.stage === 'gone';
    const erased = await eraseGuild(guildId, clock.now(), isStillGone);
    if (erased !== 'done') return erased === 'more';
    if (await absences.change(absence, { ...absence, stage: 'erased' }))
      log.info({ guildId }, 'what was kept of a server that the bot was removed from is deleted');
    return false;
  };

  /** What follows from an absence as it is on disk. True where there is more to be done at once. */
  const settle = async (absence: GuildAbsence): Promise<boolean> => {
    const { guildId, stage } = absence;
    if (stage === 'missing' && !isConvincing(absence)) return false;
    if (stage === 'erased') {
      if (await jobs.forgetGuild(guildId)) await absences.remove(absence);
      return false;
    }
    const waiting = await waitingIn(guildId);
    const mayBeErased = isToBeErased(absence, keepDays, clock.now());
    if (stage === 'gone' && waiting.length === 0 && !mayBeErased) return false;
    const gone = await confirm(absence);
    if (!gone) return false;
    await endLine(guildId, waiting);
    // What has just ended is first brought to its requesters.
    return mayBeErased && waiting.length === 0 && (await erase(gone));
  };

  const settleAll = async (): Promise<boolean> => {
    let hasMore = false;
    for (const absence of await absences.all()) {
      stopped.signal.throwIfAborted();
      hasMore = (await quietly(() => settle(absence))) === true || hasMore;
    }
    return hasMore;
  };

  /** Where Discord does not say, nothing follows. */
  const quietly = async <Result>(step: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error;
      log.warn({ err: error }, 'Discord did not say which servers the bot is in; nothing follows from that');
      return undefined;
    }
  };

  const look = async (): Promise<boolean> => {
    const comparedAt = await absences.comparedAt();
    const isDue = isComparisonDue(comparedAt, clock.now());
    const wasCompared = isDue && (await quietly(() => compare(comparedAt))) === true;
    const hasMore = await settleAll();
    log.debug({ wasCompared, hasMore }, 'the servers of the bot were looked after');
    return hasMore;
  };

  const lookIfOurs = async () => (await duties.isOurs('servers')) && (await look());

  const repeat = async (): Promise<void> => {
    await clock.sleep(FIRST_LOOK_MS, stopped.signal);
    while (!stopped.signal.aborted) {
      const hasMore = await lookIfOurs().catch((error: unknown) => {
        if (!stopped.signal.aborted) log.error({ err: error }, 'the bot’s servers could not be looked after');
        return false;
      });
      await clock.sleep(hasMore ? GO_ON_MS : LOOK_EVERY_MS, stopped.signal);
    }
  };

  return {
    start() {
      running = repeat().catch(() => {});
    },
    async stop() {
      stopped.abort(new Error('the bot stops'));
      await running;
    },
    look,
    heard(guildId) {
      absences.clear(guildId).then(
        (absence) => absence && logReturn(absence),
        (error: unknown) => log.error({ err: error, guildId }, 'a server could not be noted as there'),
      );
    },
  };
}
