import type { Job } from '../job.ts';
import { songTitleOf } from '../song/song-title.ts';

/** With the ending; longer names are cut by players and file systems. */
const NAME_MAXIMUM = 60;
/** Where there is a style as well. */
const SONG_MAXIMUM = 36;

/** Letters that are more than another one with a mark. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * What the file of a take is called: song and style in `a-z`, `0-9` and `-`, and its number where there are several;
 * `paper-lanterns-late-night-jazz-2.mp3`. What cannot be written so is left out.
 */
export function takeFileName(job: Named & Pick<Job, 'takes'>, index: number, format: string): string {
  const ending = `${job.takes.length > 1 ? `-${index + 1}` : ''}.${format}`;
  return `${coverSlug(job, NAME_MAXIMUM - ending.length)}${ending}`;
}

type Named = Pick<Job, 'kind' | 'reference' | 'voice' | 'instrumental' | 'style'>;

/** Song and style as a part of a file's name, no longer than `room`; never empty. */
export function coverSlug(job: Named, room: number): string {
  const song = slugOf(songTitleOf(job), job.style ? SONG_MAXIMUM : room);
  const style = slugOf(job.style ?? '', song === '' ? room : room - song.length - 1);
  return [song, style].filter((part) => part !== '').join('-') || job.kind;
}

/** Cut between words, where there are several. */
function slugOf(text: string, maximum: number): string {
  const slug = text
    .toLowerCase()
    .replace(/\P{ASCII}/gu, (letter) => LATIN[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (slug.length <= maximum) return slug;
  const cut = slug.slice(0, Math.max(0, maximum + 1));
  const end = cut.lastIndexOf('-');
  return (end > 0 ? cut.slice(0, end) : cut.slice(0, Math.max(0, maximum))).replace(/-+$/, '');
}
