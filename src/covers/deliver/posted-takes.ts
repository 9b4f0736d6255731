import type { PostedFile, PostedTake } from '../../discord/port.ts';
import { withLiveLinks } from '../../domain/delivery/live-links.ts';
import { planTake } from '../../domain/delivery/plan-post.ts';
import type { Job, Take } from '../../domain/job.ts';
import type { Files } from '../../store/port.ts';

/** The takes of a job as they go into one message; nothing of those whose files and links are gone. */
export async function postedTakes(
  files: Pick<Files, 'has'>,
  job: Pick<Job, 'takes' | 'timeline'>,
  attachmentBytes: number,
  now: number,
): Promise<PostedTake[]> {
  const { takes } = withLiveLinks(job, now);
  const posted = await Promise.all(takes.map((take, index) => postedTake(take, index)));
  return posted.filter((take) => take.files.length > 0 || take.link !== null);

  async function postedTake(take: Take, index: number): Promise<PostedTake> {
    const { original, originalBytes, mp3Bytes } = planTake(take, takes.length, attachmentBytes);
    const stem = takes.length === 1 ? 'cover' : `cover-${index + 1}`;
    const finished = take.finished && take.finished.sizeBytes <= originalBytes ? take.finished : undefined;
    const name = `${stem}.${take.format}`;
    const own = original ? ((finished && (await fileOf(finished, name))) ?? (await fileOf(take, name))) : undefined;
    const fits = take.playable !== null && mp3Bytes !== null && take.playable.sizeBytes <= mp3Bytes;
    const mp3 = take.playable && fits ? await fileOf(take.playable, `${stem}.mp3`) : undefined;
    const found = [mp3, own].filter((file) => file !== undefined);
    // Where nothing may be attached at all, its size is not why.
    const isTooLarge = !original && attachmentBytes > 0 && (await files.has(take.hash));
    return { index, files: found, link: own ? null : take.link, isTooLarge };
  }

  async function fileOf({ hash, sizeBytes }: Pick<Take, 'hash' | 'sizeBytes'>, name: string) {
    return (await files.has(hash)) ? ({ hash, name, sizeBytes } satisfies PostedFile) : undefined;
  }
}
