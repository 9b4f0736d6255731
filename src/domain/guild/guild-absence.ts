const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Two lists that were had closer together tell no more than one. */
const APART_MS = 12 * HOUR_MS;

/** In how many lists in a row a server is missing before anybody asks whether it is gone. */
const CONVINCING = 2;

/**
 * A server that is known here and was missing from the complete list of the bot's servers. `missing`: nothing follows from it.
 * `gone`: Discord has confirmed that the bot is not in it. `erased`: what was kept of it is deleted, but for what it has used of
 * quotas whose windows have not ended.
 */
export interface GuildAbsence {
  guildId: string;
  stage: 'missing' | 'gone' | 'erased';
  /** When it was missing first, in milliseconds. */
  since: number;
  /** From how many lists in a row it was missing that were had far enough apart, and when the last of them was. */
  lists: number;
  countedAt: number;
}

/** Once a day. A moment that lies ahead was noted by another clock. */
export function isComparisonDue(comparedAt: number | undefined, now: number): boolean {
  return comparedAt === undefined || comparedAt > now || now - comparedAt >= DAY_MS;
}

/** What becomes of it with one more complete list that does not have the server. */
export function missingAgain(guildId: string, before: GuildAbsence | undefined, now: number): GuildAbsence {
  if (!before) return { guildId, stage: 'missing', since: now, lists: 1, countedAt: now };
  // The clock was set back: what was counted stays, and the next one is counted from here.
  if (before.countedAt > now) return { ...before, countedAt: now };
  if (now - before.countedAt < APART_MS) return before;
  return { ...before, lists: before.lists + 1, countedAt: now };
}

/** Whether Discord is to be asked about this one server. */
export function isConvincing({ stage, lists }: GuildAbsence): boolean {
  return stage === 'missing' && lists >= CONVINCING;
}

/**
 * Whether what is kept of a server may go: it is gone, it was missing for so many days by the clock, and from as many as half of
 * the daily lists, so that no clock that is set ahead deletes anything.
 */
export function isToBeErased({ stage, since, lists }: GuildAbsence, keepDays: number, now: number): boolean {
  return stage === 'gone' && now - since >= keepDays * DAY_MS && lists >= keepDays / 2;
}
