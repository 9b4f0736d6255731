import { goBehind } from '../../lib/go-behind.ts';

export interface WaitingJob {
  guildId: string;
  /** Whose it is: within a guild, turns go round over its members. */
  memberId: string;
  /** In the order to be tried. */
  providers: readonly string[];
}

export interface RunningJob {
  guildId: string;
  provider: string;
}

/** What waits and what is under way at a moment, and how much may be. */
export interface TurnsWanted<Waiting extends WaitingJob> {
  /** How many covers a guild may have under way, over all providers; of guilds with a cap of their own, how many they may. */
  perGuild: number;
  guildCaps: ReadonlyMap<string, number>;
  /** How many covers may be under way at each provider. One that is not named has no limit. */
  slots: ReadonlyMap<string, number>;
  /** Counts even above the caps: it is at its provider whether we like it or not. */
  running: readonly RunningJob[];
  /** Due, in the order of the rounds: guilds, the members within each, and a member's own in order of acceptance. */
  waiting: readonly Waiting[];
}

/** The right of a guild to run its next waiting job, at this provider. */
export interface Turn<Waiting extends WaitingJob> {
  job: Waiting;
  provider: string;
}

/** The lines of a guild's members, in the order of their turns: a map keeps the order of insertion. */
type Lines<Waiting> = Map<string, Waiting[]>;

/**
 * Who runs next, one after the other, until nobody can any more; knows nothing of time or storage.
 *
 * Round robin over guilds: a guild that got a turn goes behind all others that can use one, and one that fills its cap is out of it.
 * A guild whose jobs cannot run yet keeps its place in the round. Within a guild the same over its members.
 */
export function* giveTurns<Waiting extends WaitingJob>(wanted: TurnsWanted<Waiting>): Generator<Turn<Waiting>> {
  const { perGuild, guildCaps, slots, running, waiting } = wanted;
  const inGuild = countOf(running.map(({ guildId }) => guildId));
  const atProvider = countOf(running.map(({ provider }) => provider));
  const isFull = (guildId: string) => inGuild.of(guildId) >= (guildCaps.get(guildId) ?? perGuild);
  const hasRoom = (provider: string) => atProvider.of(provider) < (slots.get(provider) ?? Number.POSITIVE_INFINITY);
  const round = roundOf(waiting.filter(({ guildId }) => !isFull(guildId)));

  const firstReady = (lines: Lines<Waiting>): Turn<Waiting> | undefined => {
    for (const line of lines.values()) {
      for (const job of line) {
        const provider = job.providers.find(hasRoom);
        if (provider !== undefined) return { job, provider };
      }
    }
    return undefined;
  };

  const next = (): Turn<Waiting> | undefined => {
    for (const [guildId, lines] of round) {
      const ready = firstReady(lines);
      if (!ready) continue;
      takeFromLine(lines, ready.job);
      inGuild.add(guildId);
      atProvider.add(ready.provider);
      goBehind(round, guildId);
      if (isFull(guildId)) round.delete(guildId);
      return ready;
    }
    return undefined;
  };

  for (let turn = next(); turn; turn = next()) yield turn;
}

function roundOf<Waiting extends WaitingJob>(waiting: readonly Waiting[]): Map<string, Lines<Waiting>> {
  const ofGuilds = Map.groupBy(waiting, ({ guildId }) => guildId);
  return new Map([...ofGuilds].map(([guildId, jobs]) => [guildId, Map.groupBy(jobs, ({ memberId }) => memberId)]));
}

function takeFromLine<Waiting extends WaitingJob>(lines: Lines<Waiting>, job: Waiting): void {
  const line = lines.get(job.memberId) ?? [];
  line.splice(line.indexOf(job), 1);
  if (line.length > 0) goBehind(lines, job.memberId);
  else lines.delete(job.memberId);
}

function countOf(names: readonly string[]) {
  const counts = new Map<string, number>();
  const of = (name: string) => counts.get(name) ?? 0;
  const add = (name: string) => void counts.set(name, of(name) + 1);
  names.forEach(add);
  return { of, add };
}
