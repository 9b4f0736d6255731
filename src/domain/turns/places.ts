/** Where a waiting job stands. */
export interface Place {
  /** How many turns come first, plus one: an upper bound. */
  place: number;
  /** True while its guild already runs as many covers as it may, so that the place does not move. */
  guildIsFull: boolean;
}

export interface GuildInLine {
  /** The ids of its waiting jobs, in the order of its turns. */
  ids: readonly string[];
  isFull: boolean;
  /** How many it may have under way, where that is fewer than any may. */
  most?: number;
}

/**
 * The places of all waiting jobs, in one pass over the line.
 *
 * Before the job at index `i` of its guild come the `i` jobs ahead of it, and of every other guild `h` no more than
 * `min(length of h, perGuild × (floor(i / perGuild) + 1))`: what `h` can get in as many rounds of turns. A guild with a
 * lower cap of its own takes more rounds for the same.
 */
export function placesInLine(guilds: readonly GuildInLine[], perGuild: number): Map<string, Place> {
  const servedIn = servedInRounds(guilds, perGuild);
  const places = new Map<string, Place>();
  for (const { ids, isFull, most = perGuild } of guilds) {
    for (const [index, id] of ids.entries()) {
      const rounds = Math.floor(index / most) + 1;
      const ofAllGuilds = servedIn[Math.min(rounds, servedIn.length - 1)] ?? 0;
      const ofThisGuild = Math.min(ids.length, perGuild * rounds);
      places.set(id, { place: index + ofAllGuilds - ofThisGuild + 1, guildIsFull: isFull });
    }
  }
  return places;
}

/** What stands in several lines, in the order in which turns go round over them: the first of each, then the second of each. */
export function inTurn<Waiting>(lines: readonly (readonly Waiting[])[]): Waiting[] {
  const ordered: Waiting[] = [];
  let left = lines;
  for (let round = 0; left.length > 0; round += 1) {
    left = left.filter((line) => line.length > round);
    for (const line of left) ordered.push(...line.slice(round, round + 1));
  }
  return ordered;
}

/** For each number of rounds, how many jobs of all guilds together they serve at most. */
function servedInRounds(guilds: readonly GuildInLine[], perGuild: number): number[] {
  const served: number[] = [0];
  for (const { ids } of guilds) {
    for (let round = 1; (round - 1) * perGuild < ids.length; round += 1) {
      const inThisRound = Math.min(perGuild, ids.length - (round - 1) * perGuild);
      served[round] = (served[round] ?? 0) + inThisRound;
    }
  }
  let sum = 0;
  return served.map((inThisRound) => {
    sum += inThisRound;
    return sum;
  });
}
