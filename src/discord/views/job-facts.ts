import type { Job } from '../../domain/job.ts';
import { type Model, models } from '../../domain/models.ts';
import { oneLine } from './user-text.ts';

const SONG_MAXIMUM = 120;
/** Four takes with their links fit into one message. */
const LINK_MAXIMUM = 350;

/** The song's name as a piece of a sentence. */
export function songName(job: Job): string {
  return oneLine(job.reference.name, SONG_MAXIMUM) || '…';
}

/** The row of the model that made the cover, or is to make it; undefined when the catalog no longer has it. */
export function modelRow(job: Job): Model | undefined {
  const candidate = job.task ?? job.candidates[0];
  return models.find((row) => row.provider === candidate?.provider && row.id === candidate?.model);
}

export function modelTitle(job: Job): string {
  return oneLine(modelRow(job)?.title ?? job.task?.model ?? job.candidates[0]?.model ?? '…', 80);
}

export function providerTitle(job: Job): string {
  const name = job.task?.provider ?? job.candidates[0]?.provider ?? '…';
  return oneLine(name.charAt(0).toUpperCase() + name.slice(1), 40);
}

/** What the cover costs: as settled, else what its takes are billed at; null where nobody knows. */
export function priceMicros(job: Job): number | null {
  if (job.settled !== 'reserved') return job.spentMicros;
  const perTake = modelRow(job)?.priceMicros ?? null;
  const prices = job.takes.map((take) => take.costMicros ?? perTake);
  if (prices.length === 0) return null;
  return prices.reduce<number | null>((sum, price) => (sum === null || price === null ? null : sum + price), 0);
}

export function messageLink({ guildId, channelId }: Pick<Job, 'guildId' | 'channelId'>, messageId: string): string {
  return `https://discord.com/channels/${guildId}/${channelId}/${messageId}`;
}

export function mention(memberId: string): string {
  return `<@${memberId}>`;
}

/** An address that is safe inside `[text](<…>)`; undefined for one that is too long or no web address. */
export function plainLink(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return undefined;
  const href = parsed.href.replaceAll('>', '%3E').replaceAll('<', '%3C');
  return href.length <= LINK_MAXIMUM && !/\s/.test(href) ? href : undefined;
}
