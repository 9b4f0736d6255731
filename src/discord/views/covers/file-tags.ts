import type { FileTags } from '../../../domain/delivery/file-tags.ts';
import { type Job, sharedLocale } from '../../../domain/job.ts';
import { songTitleOf } from '../../../domain/song/song-title.ts';
import { text } from '../../../locales/text.ts';
import { providerName } from '../../../providers/catalog.ts';
import { madeBy, modelRow } from '../parts/job-facts.ts';
import { takeTitle } from '../parts/take-title.ts';
import { plainLine } from '../parts/user-text.ts';

const NAME_MAXIMUM = 100;
const SONG_MAXIMUM = 120;
const STYLE_MAXIMUM = 500;
const GENRE_MAXIMUM = 100;

/**
 * What stands in the file of a take: what it is, that a machine made it, how, and where. The file is made before its message, so
 * the link leads to the channel.
 */
export function fileTags(job: Job, takeIndex: number, serverName: string): FileTags {
  const locale = sharedLocale(job);
  const { provider, model } = madeBy(job);
  const seed = job.takes[takeIndex]?.seed ?? null;
  const style = plainLine(job.style ?? '', STYLE_MAXIMUM);
  const title = plainLine(modelRow(job)?.title ?? model, NAME_MAXIMUM);
  const lines = [
    text(locale, 'tags.about', { kind: job.kind, song: plainLine(songTitleOf(job), SONG_MAXIMUM) || null }),
    ...(style === '' ? [] : [text(locale, 'tags.style', { style })]),
    text(locale, 'tags.maker', { model: title, provider: plainLine(providerName(provider), NAME_MAXIMUM) }),
    ...(seed === null ? [] : [text(locale, 'tags.seed', { seed })]),
    `https://discord.com/channels/${job.guildId}/${job.channelId}`,
    text(locale, 'tags.rights', { kind: job.kind }),
  ];
  return {
    title: takeTitle(job, takeIndex, null),
    artist: plainLine(serverName, NAME_MAXIMUM) || text(locale, 'tags.artist'),
    genre: plainLine(job.style ?? '', GENRE_MAXIMUM) || null,
    comment: lines.join('\n'),
  };
}
