import type { FileTags } from '../../domain/delivery/file-tags.ts';
import type { Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { TargetFacts } from '../permissions/target-facts.ts';
import { fileTags } from '../views/covers/file-tags.ts';

/** With the server's name as the artist, as far as Discord tells it. Rejects with the signal's reason and for nothing else. */
export async function tagsOf(
  facts: Pick<TargetFacts, 'guild'>,
  job: Job,
  takeIndex: number,
  signal: AbortSignal,
): Promise<FileTags> {
  const guild = await facts.guild(job.guildId, 'cached', signal).catch((error: unknown) => {
    if (error instanceof DiscordError) return 'hidden';
    throw error;
  });
  return fileTags(job, takeIndex, typeof guild === 'string' ? '' : (guild.name ?? ''));
}
