import { earliest } from '../../lib/earliest.ts';
import { goBehind } from '../../lib/go-behind.ts';
import type { Candidate } from '../job.ts';
import type { HeldTurns } from '../policy/operator-choices.ts';
import { inTurn, type Place, placesInLine } from './places.ts';

/** How much may be under way at a provider. */
export interface ProviderLimit {
  /** Covers at once. */
  slots: number;
  /** It takes no turns until then, by the clock that `next` is told. */
  closedUntil: number;
  /** It was away, and nothing has gone well since: one more than were under way at the fewest may begin, to see. */
  isOnTrial: boolean;
}

export interface TurnCaps {
  /** How many covers a guild may have under way, over all providers. */
  perGuild: number;
}

export interface WaitingJob {
  id: string;
  guildId: string;
  /** Whose it is: within a guild, turns go round over its members. */
  memberId: string;
  /** The order of acceptance. */
  order: number;
  /** In the order to be tried. */
  candidates: readonly Candidate[];
  /** Passed over until then, by the clock that `next` is told. */
  notBefore: number;
}

export interface RunningJob {
  id: string;
  guildId: string;
  provider: string;
}

/** The right of a guild to run its next waiting job, at this candidate. */
export interface Turn {
  id: string;
  candidate: Candidate;
}

/** Who runs next. Knows nothing of time or storage: it is told what waits and what runs. */
export interface Turns {
  /** How much may be under way at a provider from now on; one that was never named has no limit. */
  limit(provider: string, limit: ProviderLimit): void;
  /** How many covers a guild may have under way from now on; undefined: as many as any. */
  limitGuild(guildId: string, most: number | undefined): void;
  /** Where no turns are given from now on; all others are. */
  hold(held: HeldTurns): void;
  /** Puts a job in its member's line, in order of acceptance, or changes what is known of it there. */
  wait(job: WaitingJob): void;
  /** Counts a job that is under way already, even above the caps: it is at its provider whether we like it or not. */
  occupy(job: RunningJob): void;
  /** Takes a job out of the line and gives back its slots; nothing happens when it had neither. */
  leave(id: string): void;
  /** Gives the next turn and counts it as under way; undefined when nothing is due or every slot is taken. */
  next(now: number): Turn | undefined;
  /** When a turn may be possible that is not yet, because a job comes due or a provider is back; undefined when never. */
  nextDue(now: number): number | undefined;
  /** The places of all that wait; computed once for each change of the line. */
  places(): ReadonlyMap<string, Place>;
  /** What waits in a guild, in the order in which its turns come if nothing else happens. */
  lineOf(guildId: string): string[];
}

interface Guild {
  /** The lines of its members who wait, in the order of their turns: a map keeps the order of insertion. */
  lines: Map<string, WaitingJob[]>;
  running: number;
}

/**
 * Round robin over guilds: a guild that got a turn goes behind all others that can use one, and one that fills its cap
 * leaves the round until a slot of its own is free. A guild whose jobs cannot run yet keeps its place in the round.
 * Within a guild the same over its members, and a member's own in order of acceptance.
 */
export function createTurns({ perGuild }: TurnCaps): Turns {
  const guilds = new Map<string, Guild>();
  /** Of guilds with a cap of their own. */
  const caps = new Map<string, number>();
  const waiting = new Map<string, WaitingJob>();
  const running = new Map<string, RunningJob>();
  const runningAt = new Map<string, number>();
  const limits = new Map<string, ProviderLimit>();
  /** The fewest that were under way at a provider since it may be tried again. */
  const fewestAt = new Map<string, number>();
  /** Waiting jobs that were not due when last looked at. */
  const notDue = new Set<WaitingJob>();
  /** Guilds that wait and may run more, in the order of their turns: a set keeps the order of insertion. */
  const round = new Set<string>();
  let places: ReadonlyMap<string, Place> | undefined;
  let held: HeldTurns = { all: false, guilds: new Set(), providers: new Set() };

  const guildOf = (guildId: string): Guild => {
    const known = guilds.get(guildId);
    if (known) return known;
    const added: Guild = { lines: new Map(), running: 0 };
    guilds.set(guildId, added);
    return added;
  };

  const capOf = (guildId: string) => caps.get(guildId) ?? perGuild;

  const lineChanged = (guildId: string, guild: Guild) => {
    places = undefined;
    if (guild.lines.size > 0 && guild.running < capOf(guildId)) round.add(guildId);
    else round.delete(guildId);
    if (guild.lines.size === 0 && guild.running === 0) guilds.delete(guildId);
  };

  const takeFromLine = (job: WaitingJob, guild: Guild) => {
    const line = guild.lines.get(job.memberId) ?? [];
    line.splice(line.indexOf(job), 1);
    if (line.length === 0) guild.lines.delete(job.memberId);
    waiting.delete(job.id);
    notDue.delete(job);
  };

  const putInLine = (job: WaitingJob, guild: Guild) => {
    const line = guild.lines.get(job.memberId) ?? [];
    line.splice(line.findLastIndex((other) => other.order < job.order) + 1, 0, job);
    guild.lines.set(job.memberId, line);
    waiting.set(job.id, job);
    notDue.add(job);
  };

  /** Leaving and coming back would cost its guild and its member their places in the rounds. */
  const replaceInLine = (job: WaitingJob): boolean => {
    const inLine = waiting.get(job.id);
    if (inLine?.guildId !== job.guildId || inLine.memberId !== job.memberId) return false;
    const line = guildOf(job.guildId).lines.get(job.memberId) ?? [];
    line[line.indexOf(inLine)] = job;
    waiting.set(job.id, job);
    notDue.delete(inLine);
    notDue.add(job);
    return true;
  };

  /** Undefined where there is no limit. */
  const slotsAt = (provider: string, now: number): number | undefined => {
    if (held.providers.has(provider)) return 0;
    const limit = limits.get(provider);
    if (!limit) return undefined;
    if (limit.closedUntil > now) return 0;
    if (!limit.isOnTrial) return limit.slots;
    const fewest = Math.min(fewestAt.get(provider) ?? Number.POSITIVE_INFINITY, runningAt.get(provider) ?? 0);
    fewestAt.set(provider, fewest);
    return Math.min(limit.slots, fewest + 1);
  };

  const hasRoom = (provider: string, now: number) => {
    const slots = slotsAt(provider, now);
    return slots === undefined || (runningAt.get(provider) ?? 0) < slots;
  };

  const freeCandidate = (job: WaitingJob, now: number) => job.candidates.find(({ provider }) => hasRoom(provider, now));

  const firstReady = (guild: Guild, now: number) => {
    for (const line of guild.lines.values()) {
      for (const job of line) {
        const candidate = job.notBefore <= now ? freeCandidate(job, now) : undefined;
        if (candidate) return { job, candidate };
      }
    }
    return undefined;
  };

  const count = (job: RunningJob, guild: Guild) => {
    running.set(job.id, job);
    guild.running += 1;
    runningAt.set(job.provider, (runningAt.get(job.provider) ?? 0) + 1);
  };

  const leave = (id: string) => {
    const inLine = waiting.get(id);
    if (inLine) {
      const guild = guildOf(inLine.guildId);
      takeFromLine(inLine, guild);
      lineChanged(inLine.guildId, guild);
    }
    const underWay = running.get(id);
    if (underWay) {
      const guild = guildOf(underWay.guildId);
      running.delete(id);
      guild.running -= 1;
      runningAt.set(underWay.provider, (runningAt.get(underWay.provider) ?? 0) - 1);
      lineChanged(underWay.guildId, guild);
    }
  };

  return {
    limit(provider, limit) {
      if (limits.get(provider)?.closedUntil !== limit.closedUntil) fewestAt.delete(provider);
      limits.set(provider, limit);
    },
    limitGuild(guildId, most) {
      if (most === undefined) caps.delete(guildId);
      else caps.set(guildId, most);
      const guild = guilds.get(guildId);
      if (guild) lineChanged(guildId, guild);
    },
    hold(next) {
      held = next;
    },
    wait(job) {
      if (replaceInLine(job)) return;
      leave(job.id);
      const guild = guildOf(job.guildId);
      putInLine(job, guild);
      lineChanged(job.guildId, guild);
    },
    occupy(job) {
      leave(job.id);
      const guild = guildOf(job.guildId);
      count(job, guild);
      lineChanged(job.guildId, guild);
    },
    leave,
    next(now) {
      if (held.all) return undefined;
      for (const guildId of round) {
        if (held.guilds.has(guildId)) continue;
        const guild = guildOf(guildId);
        const ready = firstReady(guild, now);
        if (!ready) continue;
        const { job, candidate } = ready;
        takeFromLine(job, guild);
        goBehind(guild.lines, job.memberId);
        count({ id: job.id, guildId, provider: candidate.provider }, guild);
        round.delete(guildId);
        lineChanged(guildId, guild);
        return { id: job.id, candidate };
      }
      return undefined;
    },
    nextDue(now) {
      for (const job of notDue) if (job.notBefore <= now) notDue.delete(job);
      const dueTimes = [...notDue].map(({ notBefore }) => notBefore);
      const openings = [...limits.values()].map(({ closedUntil }) => closedUntil).filter((until) => until > now);
      return earliest([...dueTimes, ...(waiting.size > 0 ? openings : [])]);
    },
    places() {
      places ??= placesInLine(
        [...guilds].map(([guildId, guild]) => ({
          ids: idsInTurn(guild),
          isFull: guild.running >= capOf(guildId),
          most: capOf(guildId),
        })),
        perGuild,
      );
      return places;
    },
    lineOf(guildId) {
      const guild = guilds.get(guildId);
      return guild ? idsInTurn(guild) : [];
    },
  };
}

function idsInTurn({ lines }: Guild): string[] {
  return inTurn([...lines.values()]).map(({ id }) => id);
}
