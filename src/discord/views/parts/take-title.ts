import { type Job, sharedLocale } from '../../../domain/job.ts';
import { songTitleOf } from '../../../domain/song/song-title.ts';
import { text } from '../../../locales/text.ts';
import { cutText, plainLine } from './user-text.ts';

const TITLE_MAXIMUM = 120;
const SONG_MAXIMUM = 54;
const STYLE_MAXIMUM = 44;

/** What people read in place of a file's name: song and style, and which take it is where there are several. */
export function takeTitle(job: Job, index: number, format: string | null): string {
  const number = job.takes.length > 1 ? index + 1 : null;
  const song = plainLine(songTitleOf(job), SONG_MAXIMUM);
  const style = plainLine(job.style ?? '', STYLE_MAXIMUM);
  const title = text(sharedLocale(job), 'cover.fileTitle', {
    kind: job.kind,
    song: song || null,
    style: style || null,
    number,
    format,
  });
  return cutText(title, TITLE_MAXIMUM);
}
