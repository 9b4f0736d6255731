import { earliest } from './earliest.ts';
import type { Candidate } from './job.ts';
import { placesInLine, type TurnPlace } from './turns-places.ts';

export interface TurnCaps {
  /** How many covers a guild may have under way, over all providers. */
  perGuild: number;
  /** How many covers may be under way at a provider while `running` are. Asked anew each time. */
  perProvider(provider: string, running: number): number;
  /** When one that takes nobody now takes some again, after `now`; undefined where none is expected back. */
  reopensAt?(now: number): number | undefined;
}

export interface WaitingJob {
  id: string;
  guildId: string;
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
  /** Puts a job in its guild's line, in order of acceptance, or changes what is known of it there. */
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
  places(): ReadonlyMap<string, TurnPlace>;
}

interface Guild {
  waiting: WaitingJob[];
  running: number;
}

/**
 * Round robin over guilds: a guild that got a turn goes behind all others that can use one, and one that fills its cap
 * leaves the round until a slot of its own is free. A guild whose jobs cannot run yet keeps its place in the round.
 */
export function createTurns(caps: TurnCaps): Turns {
  const guilds = new Map<string, Guild>();
  const waiting = new Map<string, WaitingJob>();
  const running = new Map<string, RunningJob>();
  const runningAt = new Map<string, number>();
  /** Waiting jobs that were not due when last looked at. */
  const notDue = new Set<WaitingJob>();
  /** Guilds that wait and may run more, in the order of their turns: a set keeps the order of insertion. */
  const round = new Set<string>();
  let places: ReadonlyMap<string, TurnPlace> | undefined;

  const guildOf = (guildId: string): Guild => {
    const known = guilds.get(guildId);
    if (known) return known;
    const added: Guild = { waiting: [], running: 0 };
    guilds.set(guildId, added);
    return added;
  };

  const lineChanged = (guildId: string, guild: Guild) => {
    places = undefined;
    if (guild.waiting.length > 0 && guild.running < caps.perGuild) round.add(guildId);
    else round.delete(guildId);
    if (guild.waiting.length === 0 && guild.running === 0) guilds.delete(guildId);
  };

  const takeFromLine = (job: WaitingJob, guild: Guild) => {
    guild.waiting.splice(guild.waiting.indexOf(job), 1);
    waiting.delete(job.id);
    notDue.delete(job);
  };

  /** Leaving and coming back would cost its guild the place in the round. */
  const replaceInLine = (job: WaitingJob): boolean => {
    const inLine = waiting.get(job.id);
    if (inLine?.guildId !== job.guildId) return false;
    const line = guildOf(job.guildId).waiting;
    line[line.indexOf(inLine)] = job;
    waiting.set(job.id, job);
    notDue.delete(inLine);
    notDue.add(job);
    return true;
  };

  const hasRoom = (provider: string) => {
    const running = runningAt.get(provider) ?? 0;
    return running < caps.perProvider(provider, running);
  };

  const freeCandidate = (job: WaitingJob) => job.candidates.find(({ provider }) => hasRoom(provider));

  const firstReady = (guild: Guild, now: number) => {
    for (const job of guild.waiting) {
      const candidate = job.notBefore <= now ? freeCandidate(job) : undefined;
      if (candidate) return { job, candidate };
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
    wait(job) {
      if (replaceInLine(job)) return;
      leave(job.id);
      const guild = guildOf(job.guildId);
      guild.waiting.splice(guild.waiting.findLastIndex((other) => other.order < job.order) + 1, 0, job);
      waiting.set(job.id, job);
      notDue.add(job);
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
      for (const guildId of round) {
        const guild = guildOf(guildId);
        const ready = firstReady(guild, now);
        if (!ready) continue;
        const { job, candidate } = ready;
        takeFromLine(job, guild);
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
      return earliest([...dueTimes, waiting.size > 0 ? caps.reopensAt?.(now) : undefined]);
    },
    places() {
      places ??= placesInLine(
        [...guilds.values()].map((guild) => ({
          ids: guild.waiting.map(({ id }) => id),
          isFull: guild.running >= caps.perGuild,
        })),
        caps.perGuild,
      );
      return places;
    },
  };
}
