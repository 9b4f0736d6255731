import type { Event } from '../history.ts';
import type { Life } from '../life.ts';
import { type Check, filesOf, isClockSet, isForgetting, marksIn, monthOf } from './seen.ts';

/** Who has all deleted that is kept of them is forgotten, and what they have used counts on. */
export const privacyRules = {
  'what a member had deleted stands nowhere any more': ({ life, done }) => {
    const { plan, events, forgotten, jobs } = life;
    // Whose clock was set does not know what was before the wish.
    if (isClockSet(plan)) return [];
    const uttered = utteredIn(life);
    // Who posted the song that others made covers of stays in these, for as long as they are there.
    const traces = life.traces.filter(
      ({ table, word, row }) => !isToStay(table, row) && row.replaceAll(POSTER, '').includes(word),
    );
    return promisesIn(events, done).flatMap(({ member, at }) => {
      const isLater = (event: Event) => event.kind === 'asked' && event.member === member && event.at > at;
      const left = jobs.filter(
        ({ id, requester, acceptedAt }) => requester.id === member && acceptedAt < at && !forgotten.has(id),
      );
      const others = new Set(
        jobs
          .filter(({ id, requester }) => !forgotten.has(id) && requester.id !== member)
          .flatMap((job) => marksIn(JSON.stringify(job))),
      );
      const isGone = (word: string) =>
        word === member
          ? !events.some(isLater)
          : (uttered.get(word) ?? []).every((one) => one.member === member && one.at < at - TAKEN_WITHIN_MS) &&
            !others.has(word);
      return [
        ...left.map(({ id }) => `${id} of ${member} is in the books, who had all deleted at ${at}`),
        ...traces
          .filter(({ word }) => (word === member || uttered.get(word)?.[0]?.member === member) && isGone(word))
          // What others have made of it, or begin to, is theirs.
          .filter(({ word, row }) => word === member || [undefined, member].includes(OWNER.exec(row)?.[1]))
          .map(({ word, table, row }) => `${word} of ${member} is in ${table}, who had all deleted at ${at}: ${row}`),
      ];
    });
  },

  'with what is deleted, its covers go': ({ life }) => {
    // Nothing can be deleted in a server that has removed the bot.
    const removed = removedFrom(life.events);
    return life.jobs
      .filter(({ id, delivery }) => life.forgotten.has(id) && life.messages.has(delivery?.messageId ?? ''))
      .filter(({ guildId }) => !removed.has(guildId))
      .map(({ id, delivery }) => `${id} was deleted, and its cover ${delivery?.messageId} is still there`);
  },

  'what is kept of a server goes some days after it has removed the bot': ({ life }) => {
    const left = [...removedFrom(life.events)].filter(
      ([, { removedAt, addedAt }]) => (addedAt ?? life.endedAt) > removedAt + goneAfterMs(life),
    );
    return left.flatMap(([guildId, { removedAt, addedAt = Number.POSITIVE_INFINITY }]) =>
      life.jobs
        .filter((job) => job.guildId === guildId && !life.forgotten.has(job.id) && job.acceptedAt < addedAt)
        .map(({ id }) => `${id} of ${guildId} is in the books, where nobody has the bot since ${removedAt}`),
    );
  },

  'nothing of a server goes that has the bot': ({ life }) => {
    const removed = removedFrom(life.events);
    const asked = new Set(
      life.events.flatMap((event) => (event.kind === 'asked' && isForgetting(event.what) ? event.member : [])),
    );
    return life.jobs
      .filter(({ id, guildId, requester }) => {
        const { removedAt = 0, addedAt = Number.POSITIVE_INFINITY } = removed.get(guildId) ?? {};
        const isThere = !removed.has(guildId) || addedAt < removedAt + BELIEVED_MS;
        return life.forgotten.has(id) && isThere && !asked.has(requester.id);
      })
      .map(({ id, guildId }) => `${id} of ${guildId} is in no book any more`);
  },

  'with what is deleted, its files go': ({ life }) => {
    // What several share stays for some hours, since one of them may be about to use it.
    if (life.plan.places > 1) return [];
    const used = new Set(life.traces.map(({ word }) => word));
    return life.jobs
      .filter(({ id }) => life.forgotten.has(id))
      .flatMap((job) =>
        filesOf(job)
          .filter((hash) => life.kept.has(hash) && !used.has(hash))
          .map((hash) => `${job.id} was deleted, and its file ${hash} is still there`),
      );
  },

  'what was deleted counts on for its server': ({ life }) => {
    const pseudonymized = life.charges.filter(({ jobId }) => jobId.startsWith('#'));
    const month = monthOf(life.endedAt);
    const guildIds = new Set(life.jobs.map(({ guildId }) => guildId));
    return [...guildIds].flatMap((guildId) => {
      const gone = life.jobs.filter(
        (job) => life.forgotten.has(job.id) && job.guildId === guildId && monthOf(job.acceptedAt) === month,
      );
      const counted = sumOf(
        pseudonymized.filter(({ scope, window }) => scope === `guild ${guildId}` && window === month),
      );
      const used = sumOf(
        gone.map(({ settled, takes, spentMicros }) => ({
          count: settled === 'committed' ? takes.length : 0,
          micros: settled === 'refunded' ? 0 : spentMicros,
        })),
      );
      return counted === used ? [] : [`${guildId} has used ${used} that was deleted, of which ${counted} counts`];
    });
  },
} satisfies Record<string, Check>;

/** When servers removed the bot, and when they had it back. */
function removedFrom(events: readonly Event[]): ReadonlyMap<string, { removedAt: number; addedAt?: number }> {
  const removed = new Map<string, { removedAt: number; addedAt?: number }>();
  for (const event of events) {
    if (event.kind === 'bot removed') removed.set(event.guild, { removedAt: event.at });
    const before = event.kind === 'bot added' && removed.get(event.guild);
    if (before) removed.set(event.guild, { ...before, addedAt: event.at });
  }
  return removed;
}

/** No server is believed to be gone in less. */
const BELIEVED_MS = 12 * 3_600_000;

/** It is missing from a list a day later at most, and from another one a day after that; what follows is tried once an hour. */
function goneAfterMs({ config }: Life): number {
  return (24 * (1 + Math.max(1, config.removedServerDays)) + 6) * 3_600_000;
}

/** A moderator's block until it ends, and what looks once more whether all is deleted. */
function isToStay(table: string, row: string): boolean {
  return (
    ['member_blocks', 'alarms'].includes(table) || (table === 'moderation_actions' && row.includes('"kind":"block"'))
  );
}

const OWNER = /requester\\*":\{\\*"id\\*":\\*"(\d+)/;
const POSTER = /poster_?id\\*":\\*"\d+/gi;
/** Until what was asked for is in the books. */
const TAKEN_WITHIN_MS = 120_000;

/** What the bot said that it had deleted: whose, and when they had asked for it. */
function promisesIn(events: readonly Event[], done: readonly Extract<Event, { kind: 'discord' }>[]) {
  return events.flatMap((event) => {
    if (event.kind !== 'asked' || !isForgetting(event.what)) return [];
    const isKept = done.some(
      ({ route, body }) =>
        route.includes(`token-of-${event.interaction}`) && JSON.stringify(body ?? '').includes('Done – I deleted'),
    );
    return isKept ? [{ member: event.member, at: event.at }] : [];
  });
}

/** Who has written which words and when, or has pressed something under a cover of theirs that has them. */
function utteredIn({ events, jobs }: Life): ReadonlyMap<string, { member: string; at: number }[]> {
  const uttered = new Map<string, { member: string; at: number }[]>();
  const marksOf = new Map(jobs.map((job) => [`${job.requester.id} ${job.id}`, marksIn(JSON.stringify(job))] as const));
  for (const event of events) {
    if (event.kind !== 'asked') continue;
    const { member, at, words, what } = event;
    const ofCover = marksOf.get(`${member} ${/\d+$/.exec(what)?.[0]}`) ?? [];
    for (const mark of new Set([...marksIn(words), ...ofCover]))
      uttered.set(mark, [...(uttered.get(mark) ?? []), { member, at }]);
  }
  return uttered;
}

function sumOf(charges: readonly { count: number; micros: number }[]): string {
  const count = charges.reduce((sum, one) => sum + one.count, 0);
  const micros = charges.reduce((sum, one) => sum + one.micros, 0);
  return `${count} takes for ${micros}`;
}
