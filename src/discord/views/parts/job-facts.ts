import type { Job, Lineage, Reference } from '../../../domain/job.ts';
import { findModel, type Model } from '../../../domain/models.ts';
import { text } from '../../../locales/text.ts';
import { models, providerName } from '../../../providers/catalog.ts';
import { oneLine } from './user-text.ts';

const SONG_MAXIMUM = 120;
/** Four takes with their links fit into one message. */
const LINK_MAXIMUM = 350;

/** Of one that bears its own permission; a private answer has room for three of them. */
export const SIGNED_LINK_MAXIMUM = 650;

/** What the job is made from: a song, or what was given in its place; null for a new song. */
export function originalOf(job: Pick<Job, 'reference' | 'voice' | 'instrumental'>): Reference | null {
  return job.reference ?? job.voice ?? job.instrumental;
}

/** The name of the song that a cover is made from, as a piece of a sentence; null for a new song. */
export function songName(job: Job): string | null {
  if (job.kind === 'song') return null;
  return oneLine(originalOf(job)?.name ?? '', SONG_MAXIMUM) || '…';
}

/** What the job makes, as the first line of a private message. */
export function headline(job: Job, locale = job.locale): string {
  const song = songName(job);
  if (song !== null) return text(locale, 'progress.cover', { song });
  const style = job.style === null ? '' : oneLine(job.style, SONG_MAXIMUM);
  return text(locale, 'progress.song', { style: style || null });
}

/** The row of the model that made it, or is to make it; undefined when the catalog does not have it. */
export function modelRow(job: Job): Model | undefined {
  return findModel(models, madeBy(job));
}

/** Model and provider in words. */
export function maker(job: Job, locale = job.locale): string {
  return text(locale, 'maker', sentTo(job));
}

/** A provider's name, safe within a message. */
export function providerTitle(provider: string): string {
  return oneLine(providerName(provider), 40) || '…';
}

/** Who made it, or is to be asked first. */
export function madeBy(job: Job): { provider: string; model: string; priceMicros: number | null } {
  return job.task ?? job.candidates[0] ?? { provider: '…', model: '…', priceMicros: null };
}

/** What it costs: as settled, else what its takes are billed at; null where nobody knows. */
export function priceMicros(job: Job): number | null {
  if (job.settled === 'refunded') return 0;
  const perTake = madeBy(job).priceMicros;
  const prices = job.takes.map((take) => take.costMicros ?? perTake);
  if (prices.includes(null)) return null;
  if (job.settled === 'reserved') return prices.length === 0 ? null : prices.reduce<number>(sum, 0);
  // Without a price, nothing was committed for what may have been billed all the same.
  const isKnown = perTake !== null || prices.length > 0 || job.spentMicros > 0;
  return isKnown ? job.spentMicros : null;
}

function sum(total: number, one: number | null): number {
  return total + (one ?? 0);
}

export function messageLink({ guildId, channelId }: Pick<Job, 'guildId' | 'channelId'>, messageId: string): string {
  return `https://discord.com/channels/${guildId}/${channelId}/${messageId}`;
}

export function channelMention(channelId: string): string {
  return `<#${channelId}>`;
}

export function mention(memberId: string): string {
  return `<@${memberId}>`;
}

/** An address that is safe inside `[text](<…>)`; undefined for one that is too long or no web address. */
export function plainLink(url: string, maximum = LINK_MAXIMUM): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return undefined;
  const href = parsed.href.replaceAll('>', '%3E').replaceAll('<', '%3C');
  return href.length <= maximum && !/\s/.test(href) ? href : undefined;
}

/** To the message of what a remix was made from. */
export function parentLink(guildId: string, { parent }: Lineage): string {
  return messageLink({ guildId, channelId: parent.channelId }, parent.messageId);
}

/** Who gets the song, in words. */
export function sentTo(job: Job): { provider: string; model: string } {
  const model = oneLine(modelRow(job)?.title ?? madeBy(job).model, 80) || '…';
  return { provider: providerTitle(madeBy(job).provider), model };
}

/** What a remix was made from, with a link to it; nothing for what is none. */
export function lineageLines({ guildId, lineage }: Pick<Job, 'guildId' | 'lineage'>, locale: string): string[] {
  if (!lineage) return [];
  const { from } = lineage;
  const url = parentLink(guildId, lineage);
  return [text(locale, from === 'cover' ? 'lineage.fromCover' : 'lineage.fromReference', { url })];
}
