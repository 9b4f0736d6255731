import type { Job } from '../../domain/job.ts';
import { text } from '../../locales/text.ts';
import { messageLink } from './job-facts.ts';

/** What a remix was made from, with a link to it; nothing for what is none. */
export function lineageLines({ guildId, lineage }: Pick<Job, 'guildId' | 'lineage'>, locale: string): string[] {
  if (!lineage) return [];
  const { parent, from } = lineage;
  const url = messageLink({ guildId, channelId: parent.channelId }, parent.messageId);
  return [text(locale, from === 'cover' ? 'lineage.fromCover' : 'lineage.fromReference', { url })];
}
