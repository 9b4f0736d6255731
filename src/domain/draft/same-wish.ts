import type { Job } from '../job.ts';

/** For how long the same wish is taken for a request that was sent twice. */
export const SAME_WISH_MS = 60_000;

/**
 * Whether two jobs ask for the same thing: for one member in one server, the same audio, words and number of takes, from the same
 * place in the line of covers. Phones send twice what they got no answer to. What has failed or was cancelled may be asked for
 * again at once.
 */
export function isSameWish(one: Job, other: Job): boolean {
  return !hasComeToNothing(one) && !hasComeToNothing(other) && wishOf(one) === wishOf(other);
}

function hasComeToNothing({ state }: Job): boolean {
  return state === 'failed' || state === 'cancelled';
}

function wishOf(job: Job): string {
  const { guildId, requester, kind, style, lyrics, isInstrumental, writesLyrics, wanted, lineage } = job;
  const audio = [job.reference, job.voice, job.instrumental].map((file) => file?.hash ?? null);
  const origin = lineage && [lineage.parent.id, lineage.from];
  const words = [style?.trim() ?? null, lyrics?.trim() ?? null, isInstrumental, writesLyrics];
  return JSON.stringify([guildId, requester.id, kind, audio, words, wanted.takes, wanted.seed, origin]);
}
